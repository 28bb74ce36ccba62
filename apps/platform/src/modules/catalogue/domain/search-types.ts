import type { Ags, Ars } from './regional-keys.ts';

/** `city` is a kreisfreie Stadt: town and district in one. */
export type AreaKind = 'state' | 'region' | 'district' | 'city' | 'town';

export type Area = {
  readonly ars: Ars;
  readonly ags?: Ags;
  readonly kind: AreaKind;
  readonly name: string;
  readonly designation: string;
  readonly parent?: Ars;
  /** Of the seat of the administration only; other postcodes of the area are unknown. */
  readonly postcode?: string;
  readonly population: number;
  readonly slug: string;
};

export type ServiceEntry = {
  readonly id: string;
  /** Municipal services often have none. */
  readonly leistungsschluessel: string | null;
  readonly name: string;
};

export type EverydayWords = { readonly words: string; readonly leistungsschluessel: string };

/** `other`: courts, chambers, insurers and others outside the administrative levels. */
export type ResponsibleLevel = 'town' | 'district' | 'region' | 'state' | 'federation' | 'other';

export type ResponsibilityRule = {
  /** First digits of the LeiKa key; the longest matching rule decides. */
  readonly keyPrefix: string;
  readonly level: ResponsibleLevel;
  /** Towns from this population on do it themselves although the level is `district`. */
  readonly ownFromPopulation?: number;
  readonly office: string;
};

export type SearchableOffering = {
  readonly id: string;
  readonly areaArs: Ars;
  readonly serviceId: string;
  readonly slug: string;
  readonly name: string;
  readonly keywords: readonly string[];
};

export type ServiceHit = {
  readonly service: ServiceEntry;
  readonly score: number;
  readonly responsibleLevel?: ResponsibleLevel;
  readonly responsibleArea?: Area;
  readonly office?: string;
  readonly offering?: SearchableOffering;
};

export type SearchResult = {
  readonly place?: Area;
  /** Other places the query may mean, likeliest first. */
  readonly ambiguousPlaces: readonly Area[];
  readonly services: readonly ServiceHit[];
};
