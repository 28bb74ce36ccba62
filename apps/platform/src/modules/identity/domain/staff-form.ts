import { type Role } from '../types.ts';
import { tenantRoles } from './roles.ts';

export const maxEmailLength = 254;

/** Deliberately loose (RFC 5321 allows nearly anything); the invitation mail is the real check. */
export function isPlausibleEmail(value: string): boolean {
  return value.length <= maxEmailLength && /^[^\s@<>"]+@[^\s@<>".]+(\.[^\s@<>".]+)+$/.test(value);
}

/** Only roles that a tenant may give; unknown ones are dropped. */
export function parseRoles(values: readonly string[]): readonly Role[] {
  return tenantRoles.filter((role) => values.includes(role));
}
