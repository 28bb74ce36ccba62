import { type VNode } from 'preact';
import { type Lang } from '#kernel/ids';
import { type Area } from '#modules/catalogue';
import { type Tenant } from '#modules/identity';
import { webTexts } from './texts/index.ts';

/** How to reach an authority: what the tenant states, else what the official directory has. */
export function AuthorityContact(p: { lang: Lang; area: Area; tenant: Tenant | null }): VNode {
  const t = webTexts(p.lang).town;
  const contact = p.tenant?.contact;
  const hasAddress = contact !== undefined && contact.street !== '';
  return (
    <>
      <p>
        <strong>{p.tenant?.officialName ?? p.area.designation}</strong>
      </p>
      {hasAddress ? (
        <p>
          {contact.street}
          <br />
          {contact.postcode} {contact.city}
        </p>
      ) : (
        <p>{p.area.postcode === undefined ? t.noAddress : t.seat(p.area.postcode, p.area.name)}</p>
      )}
      {contact === undefined || contact.phone === '' ? null : (
        <p>
          <a href={`tel:${contact.phone.replace(/[^+0-9]/g, '')}`}>{contact.phone}</a>
        </p>
      )}
      {contact === undefined || contact.email === '' ? null : (
        <p>
          <a href={`mailto:${contact.email}`}>{contact.email}</a>
        </p>
      )}
      {contact === undefined || contact.openingHours === '' ? null : <p class="vb-pre">{contact.openingHours}</p>}
    </>
  );
}
