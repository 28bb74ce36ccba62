import { type CountryGroup } from './rules.ts';

/**
 * Membership by state, as codes of the Destatis list "Staats- und Gebietssystematik" (three
 * digits, `000` = Germany). Dates are the first day and the last day; an absent end means today's
 * member. Sources: treaties of accession, Art. 50 TEU for the United Kingdom, EEA agreement.
 */
interface Membership {
  code: string;
  name: string;
  from: string;
  until?: string;
}

const union: Membership[] = [
  { code: '000', name: 'Deutschland', from: '1958-01-01' },
  { code: '124', name: 'Belgien', from: '1958-01-01' },
  { code: '129', name: 'Frankreich', from: '1958-01-01' },
  { code: '137', name: 'Italien', from: '1958-01-01' },
  { code: '143', name: 'Luxemburg', from: '1958-01-01' },
  { code: '148', name: 'Niederlande', from: '1958-01-01' },
  { code: '126', name: 'Dänemark', from: '1973-01-01' },
  { code: '135', name: 'Irland', from: '1973-01-01' },
  { code: '168', name: 'Vereinigtes Königreich', from: '1973-01-01', until: '2020-01-31' },
  { code: '134', name: 'Griechenland', from: '1981-01-01' },
  { code: '153', name: 'Portugal', from: '1986-01-01' },
  { code: '161', name: 'Spanien', from: '1986-01-01' },
  { code: '128', name: 'Finnland', from: '1995-01-01' },
  { code: '151', name: 'Österreich', from: '1995-01-01' },
  { code: '157', name: 'Schweden', from: '1995-01-01' },
  { code: '127', name: 'Estland', from: '2004-05-01' },
  { code: '131', name: 'Slowenien', from: '2004-05-01' },
  { code: '139', name: 'Lettland', from: '2004-05-01' },
  { code: '142', name: 'Litauen', from: '2004-05-01' },
  { code: '145', name: 'Malta', from: '2004-05-01' },
  { code: '152', name: 'Polen', from: '2004-05-01' },
  { code: '155', name: 'Slowakei', from: '2004-05-01' },
  { code: '164', name: 'Tschechien', from: '2004-05-01' },
  { code: '165', name: 'Ungarn', from: '2004-05-01' },
  { code: '181', name: 'Zypern', from: '2004-05-01' },
  { code: '125', name: 'Bulgarien', from: '2007-01-01' },
  { code: '154', name: 'Rumänien', from: '2007-01-01' },
  { code: '130', name: 'Kroatien', from: '2013-07-01' },
];

const association: Membership[] = [
  { code: '136', name: 'Island', from: '1970-03-01' },
  { code: '149', name: 'Norwegen', from: '1960-05-03' },
  { code: '158', name: 'Schweiz', from: '1960-05-03' },
  { code: '141', name: 'Liechtenstein', from: '1991-09-01' },
];

/** States of the Union for which the EEA agreement was applied later than their accession. */
const laterInArea: Readonly<Record<string, string>> = { 125: '2007-08-01', 154: '2007-08-01', 130: '2014-04-12' };

/** The EEA: its three own members and every state of the Union since the agreement was in force. */
const area: Membership[] = [
  ...union
    .filter(({ until }) => until === undefined)
    .map((state) => ({ ...state, from: laterInArea[state.code] ?? later(state.from, '1994-01-01') })),
  // The transition period of the withdrawal agreement kept the United Kingdom in the area.
  { code: '168', name: 'Vereinigtes Königreich', from: '1994-01-01', until: '2020-12-31' },
  { code: '136', name: 'Island', from: '1994-01-01' },
  { code: '149', name: 'Norwegen', from: '1994-01-01' },
  { code: '141', name: 'Liechtenstein', from: '1995-05-01' },
];

function later(a: string, b: string): string {
  return a > b ? a : b;
}

const members: Record<CountryGroup, Membership[]> = {
  EU: union,
  EWR: area,
  EFTA: association,
  CH: [{ code: '158', name: 'Schweiz', from: '1848-09-12' }],
};

/** Codes of the states that belong to the group on that day (ISO date). */
export function codesOfGroup(group: CountryGroup, day: string): ReadonlySet<string> {
  const inside = members[group].filter(({ from, until }) => from <= day && (until === undefined || day <= until));
  return new Set(inside.map(({ code }) => code));
}
