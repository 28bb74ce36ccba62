import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type Clock } from '#kernel/clock';
import { type SigningKeys } from '#kernel/fit-connect';
import { newUuid } from '#kernel/ids';
import { areaUrn } from './domain/regional-digits.ts';
import { type RoutedDestination } from './types.ts';

export interface DestinationSignatures {
  /** Compact JWS that binds destination, service and areas to this installation's delivery service. */
  of(destination: RoutedDestination, service: string): Promise<string>;
}

/** A signature costs milliseconds of RSA, so each destination and service is signed once and again after a change. */
export function createDestinationSignatures(parts: {
  issuer: string;
  submissionHost: string;
  keys(): Promise<SigningKeys>;
  clock: Clock;
}): DestinationSignatures {
  const { issuer, submissionHost, clock } = parts;
  const made = new LRUCache<string, Promise<string>>({ max: 10_000 });

  async function sign({ destinationId, regions }: RoutedDestination, service: string): Promise<string> {
    const { signer } = await parts.keys();
    const header = { kid: signer.kid, typ: 'jwt', alg: 'PS512' };
    const claims = {
      submissionHost,
      iss: issuer,
      services: [{ gebietIDs: [...new Set(regions.map(areaUrn))], leistungIDs: [service] }],
      destinationId,
      iat: Math.floor(clock.now().getTime() / 1000),
      jti: newUuid(),
    };
    const input = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    const signature = await signer.sign(Buffer.from(input, 'ascii'));
    return `${input}.${Buffer.from(signature).toString('base64url')}`;
  }

  return {
    async of(destination, service) {
      const version = JSON.stringify([destination.destinationId, service, destination.regions]);
      const name = createHash('sha256').update(version).digest('base64url');
      const known = made.get(name);
      if (known) return known;
      const begun = sign(destination, service);
      made.set(name, begun);
      begun.catch(() => made.delete(name));
      return begun;
    },
  };
}
