import { type ServiceManifest } from '#modules/catalogue';

/** `note` says in words that a fee may be due; only `none` and a fee of nothing say that there is none. */
export function isFree({ fee }: ServiceManifest): boolean {
  return fee.kind === 'none' || (fee.kind === 'fixed' && fee.amountCents === 0);
}
