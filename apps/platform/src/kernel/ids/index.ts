import { randomBytes, randomUUID } from 'node:crypto';

declare const brand: unique symbol;
export type Branded<T, Name extends string> = T & { readonly [brand]: Name };

export type TenantId = Branded<string, 'TenantId'>;
export type PersonId = Branded<string, 'PersonId'>;
export type ClientId = Branded<string, 'ClientId'>;
export type StaffId = Branded<string, 'StaffId'>;
export type Lang = 'de' | 'en';

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function isUuid(value: string): boolean {
  return uuidPattern.test(value);
}

export function newUuid<Id extends string = string>(): Id {
  return randomUUID() as string as Id;
}

/** URL-safe secret with 256 bits, for tokens that are shown once and stored as a hash. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
