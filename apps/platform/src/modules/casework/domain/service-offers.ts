import { followUpSchemaUri } from '@verbund/fit-connect';
import { type InboxServiceOffer } from '../types.ts';

const followUp = { schemaUri: followUpSchemaUri, mimeType: 'application/json' } as const;

/**
 * One row per identifier with all schemas and regions ever named: cases of an old schema version are still on their
 * way. Every service takes follow-ups, because senders refuse a schema that the destination does not list.
 */
export function mergeOffers(
  known: readonly InboxServiceOffer[],
  added: readonly InboxServiceOffer[],
): InboxServiceOffer[] {
  const merged = new Map<string, InboxServiceOffer>();
  for (const offer of [...known, ...added]) {
    const before = merged.get(offer.identifier);
    const schemas = [...(before?.submissionSchemas ?? []), ...offer.submissionSchemas, followUp];
    merged.set(offer.identifier, {
      identifier: offer.identifier,
      submissionSchemas: schemas.filter((schema, at) => schemas.findIndex((other) => isSame(other, schema)) === at),
      regions: [...new Set([...(before?.regions ?? []), ...offer.regions])],
    });
  }
  return [...merged.values()];
}

type Schema = InboxServiceOffer['submissionSchemas'][number];

function isSame(left: Schema, right: Schema): boolean {
  return left.schemaUri === right.schemaUri && left.mimeType === right.mimeType;
}
