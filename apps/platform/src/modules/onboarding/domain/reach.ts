import { type Ars, isWithin } from '#modules/catalogue';
import { type TenantKind } from '#modules/identity';

/**
 * Whether a tenant may create towns at a place: the operator everywhere, a district or a Land in its own area (its
 * regional key), everybody else nowhere.
 */
export function mayCreateAt(maker: { kind: TenantKind; ars: string | null }, place: Ars): boolean {
  if (maker.kind === 'operator') return true;
  if (maker.ars === null || (maker.kind !== 'district' && maker.kind !== 'state')) return false;
  return isWithin(place, maker.ars as Ars);
}
