import { expectStatus, textOf } from './expect.ts';
import { type Answer } from './http.ts';
import { type Party } from './party.ts';
import { type Suite } from './suite.ts';

export const service = { identifier: 'urn:de:fim:leika:leistung:99050012104000', name: 'Gewerbeanmeldung' };
export const schema = { schemaUri: 'urn:verbund:conformance:1', mimeType: 'application/json' };
export const region = 'DE05';

/** Body of a destination as makers write it (reference 3.3). */
export function destinationBody(suite: Suite, change: object = {}): Record<string, unknown> {
  const { encryption, signing } = suite.keys;
  return {
    name: 'Konformitaetspruefung',
    contactInformation: { legalName: 'Konformitaetspruefung', email: 'conformance@example.org' },
    services: [{ identifier: service.identifier, submissionSchemas: [schema], regions: [region] }],
    encryptionKid: encryption.publicJwk.kid,
    encryptionPublicKey: encryption.publicJwk,
    signingPublicKey: signing.publicJwk,
    metadataVersions: ['2.1.0'],
    replyChannels: { fitConnect: { processStandards: ['urn:verbund:conversation:1'] } },
    ...change,
  };
}

/** The id under either name (reference 3.3). */
export function destinationIdOf({ json }: Answer): string {
  return textOf(json, 'destinationId' in json ? 'destinationId' : 'id');
}

export function patchDestination(suite: Suite, id: string, patch: object, by: Party = suite.subscriber) {
  return by.call('PATCH', `${suite.managed}/${id}`, { json: patch, type: 'application/merge-patch+json' });
}

/** A new destination, removed when the run ends. */
export async function newDestination(
  suite: Suite,
  { by = suite.subscriber, change = {}, activate = true }: { by?: Party; change?: object; activate?: boolean } = {},
): Promise<string> {
  const answer = await by.call('POST', suite.managed, { json: destinationBody(suite, change) });
  expectStatus(answer, 201, 200);
  const id = destinationIdOf(answer);
  suite.open.destinations.set(id, by);
  if (activate) expectStatus(await patchDestination(suite, id, { status: 'active' }, by), 200, 204);
  return id;
}

/** One active destination for all rules that do not change it. */
export function sharedDestination(suite: Suite): Promise<string> {
  suite.shared.destinationId ??= newDestination(suite);
  return suite.shared.destinationId;
}
