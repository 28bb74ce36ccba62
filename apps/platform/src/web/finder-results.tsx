import { type VNode } from 'preact';
import { type Lang } from '#kernel/ids';
import { type Area, type Offering, type ServiceHit } from '#modules/catalogue';
import { type Tenant } from '#modules/identity';
import { Band, EmptyState, Help, LinkButton, StatusBadge } from '#ui';
import { AuthorityContact } from './authority.tsx';
import { offeringPath, searchPath } from './paths.ts';
import { webTexts } from './texts/index.ts';

/** A hit with everything its entry shows. */
export interface HitView {
  hit: ServiceHit;
  offering: Offering | null;
  /** Tenant of the responsible area, when it takes part here. */
  tenant: Tenant | null;
}

export interface ResultsProps {
  lang: Lang;
  query: string;
  place: Area | undefined;
  ambiguous: readonly Area[];
  hits: readonly HitView[];
}

/** Hits that are shown at once; the rest opens on demand. */
const shownHits = 8;
/** Below it a hit shares a word with the query by chance more often than not. */
const strongScore = 0.5;

export function Results(p: ResultsProps): VNode {
  const t = webTexts(p.lang).finder;
  const online = p.hits.filter(({ offering }) => offering !== null);
  const offline = p.hits.filter(({ offering }) => offering === null);
  const strong = offline.filter(({ hit }) => hit.score >= strongScore).length;
  const room = Math.min(Math.max(strong, online.length === 0 ? 1 : 0), Math.max(3, shownHits - online.length));
  return (
    <Band heading={t.results(p.query)}>
      <p role="status">
        {t.count(p.hits.length)}
        {p.place === undefined ? null : ` · ${t.at(p.place.name)}`}
      </p>
      <PlaceChoice lang={p.lang} query={p.query} ambiguous={p.ambiguous} />
      {p.hits.length === 0 ? <NoHits lang={p.lang} /> : null}
      {p.place === undefined && p.ambiguous.length === 0 && p.hits.length > 0 ? <p>{t.addPlace}</p> : null}
      <Group heading={t.online} hits={online} lang={p.lang} place={p.place} />
      <Group heading={t.offline} hits={offline.slice(0, room)} lang={p.lang} place={p.place} />
      {offline.length > room ? (
        <Help summary={t.more}>
          <Group heading={null} hits={offline.slice(room)} lang={p.lang} place={p.place} />
        </Help>
      ) : null}
      {p.hits.length === 0 ? null : <p class="vb-muted">{t.disclaimer}</p>}
    </Band>
  );
}

function PlaceChoice({ lang, query, ambiguous }: { lang: Lang; query: string; ambiguous: readonly Area[] }) {
  if (ambiguous.length === 0) return null;
  const t = webTexts(lang).finder;
  return (
    <section>
      <h3 class="kern-heading-small">{t.choosePlace}</h3>
      <p>{t.choosePlaceHint}</p>
      <ul>
        {ambiguous.map((area) => (
          <li key={area.ars}>
            <a href={searchPath(query, area.ars)}>{area.designation}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function NoHits({ lang }: { lang: Lang }): VNode {
  const t = webTexts(lang).finder;
  return (
    <EmptyState title={t.none} level={3}>
      <ul>
        {t.noneTips.map((tip) => (
          <li key={tip}>{tip}</li>
        ))}
      </ul>
    </EmptyState>
  );
}

interface GroupProps {
  heading: string | null;
  hits: readonly HitView[];
  lang: Lang;
  place: Area | undefined;
}

function Group({ heading, hits, lang, place }: GroupProps): VNode | null {
  if (hits.length === 0) return null;
  return (
    <section>
      {heading === null ? null : <h3 class="kern-heading-small">{heading}</h3>}
      <ul class="vb-cards">
        {hits.map((view) => (
          <li key={view.hit.service.id}>
            <Hit view={view} lang={lang} place={place} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Hit({ view, lang, place }: { view: HitView; lang: Lang; place: Area | undefined }): VNode {
  const { hit, offering, tenant } = view;
  const t = webTexts(lang);
  const area = hit.responsibleArea;
  const name = offering === null ? hit.service.name : localName(offering, lang);
  return (
    <article class="kern-card">
      <div class="kern-card__container">
        <div class="kern-card__header">
          <h4 class="kern-title" lang={offering === null ? 'de' : undefined}>
            {name}
          </h4>
        </div>
        <div class="kern-card__body">
          {area === undefined ? null : (
            <p>
              <strong>{t.finder.responsible(area.name)}</strong>
            </p>
          )}
          <Reasons hit={hit} lang={lang} place={place} />
          {offering === null ? (
            area === undefined ? null : (
              <Help summary={t.finder.contact}>
                <p>{t.finder.notOnline}</p>
                <AuthorityContact lang={lang} area={area} tenant={tenant} />
                <p>
                  <a href={`/${area.slug}`}>{area.designation}</a>
                </p>
              </Help>
            )
          ) : (
            <>
              <p>
                <StatusBadge tone="success" label={offering.tenant.name} />
              </p>
              <LinkButton
                href={offeringPath(offering.tenant.slug, offering.serviceSlug)}
                label={t.finder.apply}
                ariaLabel={`${t.finder.apply}: ${name}`}
              />
            </>
          )}
        </div>
      </div>
    </article>
  );
}

function localName(offering: Offering, lang: Lang): string {
  const { name } = offering.manifest.service;
  return lang === 'en' && name.en !== '' ? name.en : name.de;
}

function Reasons({ hit, lang, place }: { hit: ServiceHit; lang: Lang; place: Area | undefined }): VNode | null {
  const reason = reasonOf(hit, lang, place);
  const t = webTexts(lang).why;
  if (reason === null && hit.office === undefined) return null;
  return (
    <p>
      {reason}
      {hit.office === undefined ? null : (
        <>
          {reason === null ? null : <br />}
          <span lang="de">{t.office(hit.office)}</span>
        </>
      )}
    </p>
  );
}

function reasonOf(hit: ServiceHit, lang: Lang, place: Area | undefined): string | null {
  const t = webTexts(lang);
  const { responsibleLevel: level, responsibleArea: area } = hit;
  if (level === undefined) return null;
  if (area === undefined || place === undefined) {
    return level === 'federation' || level === 'other' || level === 'state'
      ? t.why[level]
      : t.finder.responsible(t.why.levels[level]);
  }
  switch (level) {
    case 'town':
      return t.why.town(area.name);
    case 'district':
      return area.kind === 'city' ? t.why.city(area.name) : t.why.district(place.name, area.name);
    case 'region':
      return t.why.region(place.name, area.name);
    default:
      return t.why[level];
  }
}
