import { type LandKey } from './price-model.ts';

/** A table of shares by Land, in hundred-thousandths of a percent: 21.07592 % is 2_107_592. */
export interface ShareTable {
  /** Year of the key; for the statutory shares the name of the law with its year. */
  key: string;
  validFrom: number;
  kind: 'official' | 'secondary-source' | 'other-law';
  source: { de: string; en: string };
  shares: Readonly<Record<LandKey, number>>;
}

/**
 * The Königsteiner key by year: two thirds tax revenue, one third population. It is published every year; the tables
 * after 2019 were not found, and pages say so. The shares of the LuKIFG are those of another law: they only show
 * that the older table is still plausible and are never reckoned with.
 */
export const shareTables: readonly ShareTable[] = [
  {
    key: '2016',
    validFrom: 2016,
    kind: 'secondary-source',
    source: { de: 'Sekundärquelle (öffentliches Wiki zum Kommunalrecht)', en: 'secondary source (public wiki)' },
    // prettier-ignore
    shares: { BB: 303_655, BE: 508_324, BW: 1_296_662, BY: 1_553_327, HB: 95_331, HE: 739_885, HH: 255_752, MV: 201_240, NI: 933_138, NW: 2_114_424, RP: 483_089, SH: 339_074, SL: 121_111, SN: 505_577, ST: 279_941, TH: 269_470 },
  },
  {
    key: '2019',
    validFrom: 2019,
    kind: 'official',
    source: {
      de: '§ 5 GaFinHG (Schlüssel in der am 12.10.2021 geltenden Fassung)',
      en: 'section 5 GaFinHG (key as valid on 12 October 2021)',
    },
    // prettier-ignore
    shares: { BB: 302_987, BE: 518_995, BW: 1_304_061, BY: 1_556_072, HB: 95_379, HE: 743_709, HH: 260_343, MV: 198_045, NI: 939_533, NW: 2_107_592, RP: 481_848, SH: 340_578, SL: 119_827, SN: 498_208, ST: 269_612, TH: 263_211 },
  },
  {
    key: 'LuKIFG 2025',
    validFrom: 2025,
    kind: 'other-law',
    source: {
      de: '§ 2 LuKIFG (kein Königsteiner Schlüssel, nur Plausibilität)',
      en: 'section 2 LuKIFG (not the Königsteiner key, for plausibility only)',
    },
    // prettier-ignore
    shares: { BB: 299_920, BE: 521_980, BW: 1_314_980, BY: 1_570_230, HB: 94_085, HE: 743_735, HH: 265_860, MV: 192_510, NI: 942_410, NW: 2_109_560, RP: 484_570, SH: 343_080, SL: 117_910, SN: 483_800, ST: 261_390, TH: 253_980 },
  },
];

/** The newest Königsteiner key that is known for a year; the oldest one for years before all of them. */
export function keyOf(year: number): ShareTable {
  const keys = shareTables.filter(({ kind }) => kind !== 'other-law');
  const [oldest] = keys;
  if (oldest === undefined) throw new Error('there is no Königsteiner key');
  return keys.findLast(({ validFrom }) => validFrom <= year) ?? oldest;
}

/** Years after the key in use for which no table is here. */
export function missingKeyYears(year: number): { from: number; to: number } | null {
  const { validFrom } = keyOf(year);
  return year > validFrom ? { from: validFrom + 1, to: year } : null;
}

const lands: Readonly<Record<string, LandKey>> = {
  '01': 'SH', '02': 'HH', '03': 'NI', '04': 'HB', '05': 'NW', '06': 'HE', '07': 'RP', '08': 'BW',
  '09': 'BY', '10': 'SL', '11': 'BE', '12': 'BB', '13': 'MV', '14': 'SN', '15': 'ST', '16': 'TH',
}; // prettier-ignore

/** The Land of a regional key (ARS or AGS), by its first two digits. */
export function landOf(regionalKey: string): LandKey | null {
  return lands[regionalKey.slice(0, 2)] ?? null;
}
