import {
  maxCents,
  parsePriceModel,
  type PriceFinding,
  type PriceFindingCode,
  type PriceModel,
  readCount,
  readEuros,
} from '#modules/costs';
import { cases, type DraftItem, fundingField, type ItemField, itemField, type PriceDraft } from './price-draft.ts';

export type EntryProblem = 'missing' | 'money' | 'count' | 'year' | 'date' | 'percent' | 'tiers';
export interface PriceProblem {
  /** Id of the field. */
  field: string;
  problem: EntryProblem | PriceFindingCode;
}

export type PriceDraftResult = { ok: true; value: PriceModel } | { ok: false; problems: readonly PriceProblem[] };

/** Reads entries one by one and remembers which could not be read; a wrong one counts as 0 until the end. */
class Reader {
  readonly problems: PriceProblem[] = [];

  private wrong(field: string, problem: EntryProblem): void {
    this.problems.push({ field, problem });
  }

  text(field: string, value: string): string {
    if (value.trim() === '') this.wrong(field, 'missing');
    return value.trim().replaceAll('\r\n', '\n');
  }

  chosen(field: string, values: readonly string[]): string[] {
    if (values.length === 0) this.wrong(field, 'missing');
    return [...values];
  }

  euros(field: string, value: string): number {
    const cents = readEuros(value, maxCents);
    if (cents === undefined || cents === null) this.wrong(field, 'money');
    return cents ?? 0;
  }

  eurosOrNull(field: string, value: string): number | null {
    return value.trim() === '' ? null : this.euros(field, value);
  }

  count(field: string, value: string): number {
    const read = readCount(value);
    if (read === undefined || read === null) this.wrong(field, 'count');
    return read ?? 0;
  }

  year(field: string, value: string): number {
    if (!/^20\d\d$/.test(value.trim())) this.wrong(field, 'year');
    return Number(value.trim()) || 0;
  }

  yearOrNull(field: string, value: string): number | null {
    return value.trim() === '' ? null : this.year(field, value);
  }

  /** '31.12.2026' as 2026-12-31; a day that is in no calendar is refused. */
  day(field: string, value: string): string {
    const found = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(value.trim());
    const [, day = '', month = '', year = ''] = found ?? [];
    const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    const time = found === null ? NaN : Date.parse(`${iso}T00:00:00Z`);
    if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== iso) this.wrong(field, 'date');
    return iso;
  }

  /** A change in percent with one decimal as the level in permille: '+3,5' is 1035. */
  level(field: string, value: string): number {
    const found = /^([+-]?)(\d{1,4})(?:[.,](\d))?\s*%?$/.exec(value.trim().replace('−', '-'));
    if (found === null) {
      this.wrong(field, 'percent');
      return 0;
    }
    const change = Number(found[2]) * 10 + Number(found[3] ?? '0');
    const level = 1000 + (found[1] === '-' ? -change : change);
    if (level < 0) this.wrong(field, 'percent');
    return level;
  }

  tiers(field: string, value: string): { upTo: number | null; cents: number }[] {
    const lines = value.split('\n').map((line) => line.trim()).filter((line) => line !== ''); // prettier-ignore
    const tiers = lines.map((line) => {
      const at = line.indexOf(':');
      const end = line.slice(0, at).trim();
      const upTo = end === '*' ? null : readCount(end);
      const cents = at < 1 ? undefined : readEuros(line.slice(at + 1), maxCents);
      return upTo === undefined || (upTo === null && end !== '*') || cents === undefined || cents === null
        ? null
        : { upTo, cents };
    });
    if (tiers.length === 0 || tiers.includes(null)) this.wrong(field, 'tiers');
    return tiers.filter((tier) => tier !== null);
  }
}

/** The sheet that the entries make, or what is wrong with which of them. */
export function priceFromDraft(draft: PriceDraft): PriceDraftResult {
  const reader = new Reader();
  const value = valueOf(reader, draft);
  if (reader.problems.length > 0) return { ok: false, problems: reader.problems };
  const parsed = parsePriceModel(value);
  if (parsed.ok) return parsed;
  const problems = parsed.findings.map((finding) => ({ field: fieldOf(finding, draft), problem: finding.code }));
  return {
    ok: false,
    problems: problems.filter(({ field }, at) => problems.findIndex((one) => one.field === field) === at),
  };
}

function valueOf(r: Reader, draft: PriceDraft): unknown {
  const of = (name: string): string => draft.values[name] ?? '';
  const first = r.year('erstes-jahr', of('erstes-jahr'));
  return {
    kind: 'price-sheet',
    formatVersion: 1,
    currency: 'EUR',
    asOf: r.day('stand-preise', of('stand-preise')),
    items: draft.items.map((item, at) => itemOf(r, item, at)),
    forecast: [0, 1, 2, 3, 4].map((at) => {
      const name = (part: string): string => `jahr-${String(at)}-${part}`;
      return {
        year: first + at,
        level: ranged((one) => r.level(name(`niveau-${one}`), of(name(`niveau-${one}`)))),
        users: ranged((one) => r.count(name(`nutzer-${one}`), of(name(`nutzer-${one}`)))),
        reason: { de: r.text(name('grund-de'), of(name('grund-de'))), en: of(name('grund-en')).trim() },
      };
    }),
    guarantee: guaranteeOf(r, of),
    funding: draft.funding.map((promise, at) => ({
      by: r.text(fundingField(at, 'wer'), promise.wer),
      to: promise.ziel,
      item: promise.posten === '' ? null : promise.posten,
      centsPerYear: r.euros(fundingField(at, 'betrag'), promise.betrag),
      from: r.day(fundingField(at, 'von'), promise.von),
      until: r.day(fundingField(at, 'bis'), promise.bis),
      committed: promise.zugesagt === 'true',
      note: promise.notiz.trim(),
    })),
    ownDevelopment: ownOf(r, of),
    usage: usageOf(r, of),
  };
}

const ranged = (of: (one: (typeof cases)[number]) => number) => ({
  low: of('low'),
  expected: of('expected'),
  high: of('high'),
});

function itemOf(r: Reader, item: DraftItem, at: number): unknown {
  const { values } = item;
  const field = (name: ItemField): string => itemField(at, name);
  return {
    id: item.id,
    label: { de: r.text(field('name-de'), values['name-de']), en: values['name-en'].trim() },
    block: values.art,
    due: values.faellig,
    firstYear: r.yearOrNull(field('ab'), values.ab),
    lastYear: r.yearOrNull(field('bis'), values.bis),
    price: pricingOf(r, item, at),
  };
}

function pricingOf(r: Reader, { model, values, lands }: DraftItem, at: number): unknown {
  const euros = (name: ItemField): number => r.euros(itemField(at, name), values[name]);
  const perInhabitant = () => ({ model: 'M3', cents: euros('preis'), inhabitants: Number(values.einwohner) });
  const perCase = () => ({ model: 'M4', tiers: r.tiers(itemField(at, 'staffel'), values.staffel) });
  switch (model) {
    case 'M1':
      return { model, totalCents: euros('gesamt'), passedOn: values.weitergabe };
    case 'M2':
      return {
        model,
        totalCents: euros('gesamt'),
        passedOn: values.weitergabe,
        using: r.chosen(itemField(at, 'laender'), lands),
      };
    case 'M3':
      return perInhabitant();
    case 'M4':
      return perCase();
    case 'M5':
    case 'shared':
      return { model, totalCents: euros('gesamt') };
    case 'M6':
      return {
        model,
        baseCents: euros('grundpreis'),
        variable: values.variabel === 'M3' ? perInhabitant() : values.variabel === 'M4' ? perCase() : null,
        capCents: r.eurosOrNull(itemField(at, 'deckel'), values.deckel),
      };
  }
}

function guaranteeOf(r: Reader, of: (name: string) => string): unknown {
  const kind = of('garantie');
  if (kind !== 'cap' && kind !== 'refund') return null;
  const firstUsers = r.count('garantie-erste', of('garantie-erste'));
  const untilYear = r.year('garantie-bis', of('garantie-bis'));
  if (kind === 'refund') return { kind, firstUsers, untilYear };
  return { kind, firstUsers, capCents: r.euros('garantie-deckel', of('garantie-deckel')), untilYear };
}

const isEmpty = (of: (name: string) => string, names: readonly string[]): boolean =>
  names.every((name) => of(name).trim() === '');

function ownOf(r: Reader, of: (name: string) => string): unknown {
  const names = cases.flatMap((one) => [`eigen-einmalig-${one}`, `eigen-jaehrlich-${one}`]);
  if (isEmpty(of, [...names, 'eigen-grundlage-de', 'eigen-grundlage-en'])) return null;
  return {
    once: ranged((one) => r.euros(`eigen-einmalig-${one}`, of(`eigen-einmalig-${one}`))),
    yearly: ranged((one) => r.euros(`eigen-jaehrlich-${one}`, of(`eigen-jaehrlich-${one}`))),
    basis: { de: r.text('eigen-grundlage-de', of('eigen-grundlage-de')), en: of('eigen-grundlage-en').trim() },
  };
}

function usageOf(r: Reader, of: (name: string) => string): unknown {
  const names = cases.map((one) => `faelle-${one}`);
  if (isEmpty(of, [...names, 'ersparnis', 'faelle-grundlage-de', 'faelle-grundlage-en'])) return null;
  return {
    casesPer10000: ranged((one) => r.count(`faelle-${one}`, of(`faelle-${one}`))),
    savingCentsPerCase: r.eurosOrNull('ersparnis', of('ersparnis')),
    basis: { de: r.text('faelle-grundlage-de', of('faelle-grundlage-de')), en: of('faelle-grundlage-en').trim() },
  };
}

/** Members of the sheet by the field that holds them; the first that fits. */
const memberFields: readonly (readonly [RegExp, (at: number) => string])[] = [
  [/^\/items\/(\d+)\/label\/en/, (at) => itemField(at, 'name-en')],
  [/^\/items\/(\d+)\/block/, (at) => itemField(at, 'art')],
  [/^\/items\/(\d+)\/due/, (at) => itemField(at, 'faellig')],
  [/^\/items\/(\d+)\/firstYear/, (at) => itemField(at, 'ab')],
  [/^\/items\/(\d+)\/lastYear/, (at) => itemField(at, 'bis')],
  [/^\/items\/(\d+)\/price(?:\/variable)?\/tiers/, (at) => itemField(at, 'staffel')],
  [/^\/items\/(\d+)/, (at) => itemField(at, 'name-de')],
  [/^\/forecast\/(\d+)\/level/, (at) => `jahr-${String(at)}-niveau-expected`],
  [/^\/forecast\/(\d+)\/users/, (at) => `jahr-${String(at)}-nutzer-expected`],
  [/^\/forecast\/(\d+)\/reason\/en/, (at) => `jahr-${String(at)}-grund-en`],
  [/^\/forecast\/(\d+)\/reason/, (at) => `jahr-${String(at)}-grund-de`],
  [/^\/forecast/, () => 'erstes-jahr'],
  [/^\/guarantee/, () => 'garantie-erste'],
  [/^\/funding\/(\d+)\/(?:item|to)/, (at) => fundingField(at, 'posten')],
  [/^\/funding\/(\d+)\/until/, (at) => fundingField(at, 'bis')],
  [/^\/funding\/(\d+)\/note/, (at) => fundingField(at, 'notiz')],
  [/^\/funding\/(\d+)/, (at) => fundingField(at, 'wer')],
  [/^\/ownDevelopment\/yearly/, () => 'eigen-jaehrlich-expected'],
  [/^\/ownDevelopment\/basis/, () => 'eigen-grundlage-de'],
  [/^\/ownDevelopment/, () => 'eigen-einmalig-expected'],
  [/^\/usage\/basis/, () => 'faelle-grundlage-de'],
  [/^\/usage\/saving/, () => 'ersparnis'],
  [/^\/usage/, () => 'faelle-expected'],
  [/^\/items/, () => 'posten'],
];

const mainFields = { M1: 'gesamt', M2: 'gesamt', M3: 'preis', M4: 'staffel', M5: 'gesamt', M6: 'grundpreis', shared: 'gesamt' } as const; // prettier-ignore

function fieldOf({ path, code }: PriceFinding, draft: PriceDraft): string {
  // A price that fits none of the models is wrong in all of their ways; its amount stands for them.
  const price = code === 'format' ? /^\/items\/(\d+)\/price/.exec(path) : null;
  if (price !== null) return itemField(Number(price[1]), mainFields[draft.items[Number(price[1])]?.model ?? 'M3']);
  for (const [pattern, field] of memberFields) {
    const found = pattern.exec(path);
    if (found !== null) return field(Number(found[1] ?? 0));
  }
  return draft.items.length === 0 ? 'posten' : 'stand-preise';
}
