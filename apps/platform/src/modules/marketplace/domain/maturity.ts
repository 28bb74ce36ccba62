/** What a counting rule knows of one service in an area. */
export interface Spread {
  /** Municipalities that run it, by level of the model OZG-1.1; null: not stated. */
  levels: readonly { level: number | null; municipalities: number }[];
  /** Municipalities that run it, at whatever level. */
  running: number;
  /** All municipalities of the area. */
  municipalities: number;
}

/** A way to count whether a service is there. The rule is kept by name and version, never its result alone. */
export interface CountingRule {
  id: string;
  version: string;
  name: { de: string; en: string };
  text: { de: string; en: string };
  /** Where the rule is from, and how sure that is. */
  source: { de: string; en: string };
  counts: (spread: Spread) => boolean;
}

/** From this level of OZG-1.1 on, the older dashboard took a service for online. */
const onlineFrom = 2;

export const countingRules: readonly CountingRule[] = [
  {
    id: 'old',
    version: '1.0.0',
    name: { de: 'Eine Kommune genügt', en: 'One municipality is enough' },
    text: {
      de: 'Eine Leistung zählt als online, wenn sie in mindestens einer Kommune Reifegrad 2 oder höher hat.',
      en: 'A service counts as online when it has maturity 2 or more in at least one municipality.',
    },
    source: {
      de: 'Frühere Zählweise des Dashboards; nach veröffentlichten Beschreibungen.',
      en: 'Earlier way of counting of the dashboard, by published descriptions.',
    },
    counts: ({ levels }) =>
      levels.some(({ level, municipalities }) => municipalities > 0 && (level ?? -1) >= onlineFrom),
  },
  {
    id: 'area',
    version: '1.0.0',
    name: { de: 'Flächendeckend', en: 'Whole area' },
    text: {
      de: 'Eine Leistung zählt in einem Land oder Kreis erst, wenn alle seine Kommunen sie anbieten (100 Prozent).',
      en: 'A service counts in a Land or district only when all of its municipalities offer it (100 percent).',
    },
    source: {
      de: 'Heutige Zählweise des Dashboards „Digitale Verwaltung“; nach veröffentlichten Beschreibungen.',
      en: 'Present way of counting of the dashboard "Digitale Verwaltung", by published descriptions.',
    },
    counts: ({ running, municipalities }) => municipalities > 0 && running >= municipalities,
  },
];

export interface MaturityModel {
  id: string;
  name: { de: string; en: string };
  /** How the level follows from criteria, as far as it is known. */
  rule: { de: string; en: string };
  source: { de: string; en: string };
  levels: readonly { n: number; name: { de: string; en: string }; meaning: { de: string; en: string } }[];
}

const band = {
  front: { de: 'Antragstellung', en: 'front end' },
  process: { de: 'Verfahren und Daten', en: 'process and data' },
  whole: { de: 'durchgängig digital', en: 'fully end to end' },
};
const noMeaning = { de: 'keine veröffentlichte Beschreibung bekannt', en: 'no published description known' };

/** Two models side by side; their single criteria are not published, so levels are what providers state. */
export const maturityModels: readonly MaturityModel[] = [
  {
    id: 'OZG-1.1',
    name: { de: 'OZG-Reifegradmodell 1.1', en: 'OZG maturity model 1.1' },
    rule: {
      de: 'Zehn Kriterien, das niedrigste entscheidet.',
      en: 'Ten criteria, the lowest one decides.',
    },
    source: {
      de: 'Stufen nach Veröffentlichungen der Länder; die Namen der Kriterien sind nicht bekannt.',
      en: 'Levels by publications of the Länder; the names of the criteria are not known.',
    },
    levels: [
      {
        n: 0,
        name: { de: 'Offline', en: 'Offline' },
        meaning: { de: 'Nichts über die Leistung steht online.', en: 'Nothing about the service is online.' },
      },
      {
        n: 1,
        name: { de: 'Information', en: 'Information' },
        meaning: { de: 'Die Leistung ist online beschrieben.', en: 'The service is described online.' },
      },
      {
        n: 2,
        name: { de: 'Formular-Assistent', en: 'Form assistant' },
        meaning: {
          de: 'Das Formular wird online mit Hilfe ausgefüllt, der Weg zur Behörde ist nicht ganz digital.',
          en: 'The form is filled in online with guidance; the way to the authority is not fully digital.',
        },
      },
      {
        n: 3,
        name: { de: 'Online-Leistung', en: 'Online service' },
        meaning: {
          de: 'Antrag mit Nachweisen und Anmeldung ganz online, Bescheid digital möglich; das hat das OZG verlangt.',
          en: 'Application with proofs and sign-in fully online, decision possible online; demanded by the OZG.',
        },
      },
      {
        n: 4,
        name: { de: 'Online-Transaktion', en: 'Online transaction' },
        meaning: {
          de: 'Wie Stufe 3, und Nachweise werden aus Registern abgerufen.',
          en: 'As level 3, and proofs are fetched from registers.',
        },
      },
    ],
  },
  {
    id: 'OZG-2.0',
    name: { de: 'OZG-Reifegradmodell 2.0', en: 'OZG maturity model 2.0' },
    rule: {
      de: 'Dreizehn Kriterien; es gilt die höchste Stufe, deren Kriterien alle erfüllt sind (eigene Annahme).',
      en: 'Thirteen criteria; the highest level counts whose criteria are all met (our assumption).',
    },
    source: {
      de: 'Seit Juli 2025, Stufen 0 bis 7 nach Veröffentlichungen der Länder; die Namen der Kriterien sind nicht bekannt.',
      en: 'Since July 2025, levels 0 to 7 by publications of the Länder; the names of the criteria are not known.',
    },
    levels: [
      ...[0, 1, 2, 3].map((n) => ({ n, name: band.front, meaning: noMeaning })),
      ...[4, 5].map((n) => ({ n, name: band.process, meaning: noMeaning })),
      {
        n: 6,
        name: band.process,
        meaning: {
          de: 'Verlangt DeutschlandID, Organisationskonto mit Postfach, NOOTS, Statusmonitor, E-Akte, Bezahlen mit Haushaltsverfahren.',
          en: 'Needs DeutschlandID, organisation account with mailbox, NOOTS, status monitor, e-file, payment with the budget system.',
        },
      },
      { n: 7, name: band.whole, meaning: noMeaning },
    ],
  },
];

export function levelName(model: string, level: number): { de: string; en: string } | null {
  return maturityModels.find(({ id }) => id === model)?.levels.find(({ n }) => n === level)?.name ?? null;
}
