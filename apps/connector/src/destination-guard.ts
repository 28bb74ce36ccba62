import { FitConnectError, type Destination, type PublicJwk } from '@verbund/fit-connect';
import { publicHalf, sameKey, type HeldKeys } from './keys.ts';

export type DestinationReader = {
  getDestination: (destinationId: string) => Promise<Destination>;
  getDestinationKey: (destinationId: string, kid: string) => Promise<PublicJwk>;
};

/** What stands at the service does not fit our configuration; nothing may be received until somebody mends it. */
export class DestinationMismatchError extends Error {
  override readonly name = 'DestinationMismatchError';
  readonly code = 'destination-mismatch';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

const freshForMs = 5 * 60_000;

/**
 * The destination as the service has it, after a look at its keys. Without this look a wrong key file would reject every
 * submission of every citizen as "cannot be decrypted".
 */
export function createDestinationGuard(
  reader: DestinationReader,
  destinationId: string,
  keys: HeldKeys,
  clock: () => number,
): () => Promise<Destination> {
  let known: { destination: Destination; until: number } | undefined;
  return async () => {
    if (known && clock() < known.until) return known.destination;
    const { destination, problems } = await inspectDestination(reader, destinationId, keys);
    if (problems.length > 0) throw new DestinationMismatchError(problems);
    known = { destination, until: clock() + freshForMs };
    return destination;
  };
}

export async function inspectDestination(
  reader: DestinationReader,
  destinationId: string,
  keys: HeldKeys,
): Promise<{ destination: Destination; problems: string[] }> {
  const destination = await reader.getDestination(destinationId);
  const problems: string[] = [];
  const held = keys.encryption.find((key) => key.kid === destination.encryptionKid);
  if (!held) {
    problems.push(
      `Zustellpunkt verschlüsselt an ${destination.encryptionKid}; dieser Schlüssel fehlt in keys.encryption / the destination encrypts to ${destination.encryptionKid}, which is missing in keys.encryption`,
    );
  } else if (!sameKey(publicHalf(held, 'enc'), await findKey(reader, destinationId, held.kid))) {
    problems.push(
      `Der Schlüssel ${held.kid} beim Zustellpunkt ist ein anderer als in keys.encryption / key ${held.kid} of the destination differs from the one in keys.encryption`,
    );
  }
  const { signature } = keys;
  if (!sameKey(publicHalf(signature, 'sig'), await findKey(reader, destinationId, signature.kid))) {
    problems.push(
      `Der Signaturschlüssel ${signature.kid} ist beim Zustellpunkt nicht hinterlegt / signature key ${signature.kid} is not registered with the destination`,
    );
  }
  return { destination, problems };
}

export async function findKey(
  reader: Pick<DestinationReader, 'getDestinationKey'>,
  destinationId: string,
  kid: string,
): Promise<PublicJwk | undefined> {
  try {
    return await reader.getDestinationKey(destinationId, kid);
  } catch (error) {
    if (error instanceof FitConnectError && unusable.has(error.type)) return undefined;
    throw error;
  }
}

const unusable = new Set([
  'urn:verbund:fit-connect:key-not-found',
  'urn:verbund:fit-connect:unusable-key',
  'urn:verbund:fit-connect:invalid-id',
]);
