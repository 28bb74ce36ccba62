import { type PriceItem, type PriceModel, type Pricing, writeEuros } from '#modules/costs';

/** The entries of the price form as they were written: nothing is lost while something is wrong. */
export interface PriceDraft {
  values: Readonly<Record<string, string>>;
  items: readonly DraftItem[];
  funding: readonly Readonly<Record<FundingField, string>>[];
}

export interface DraftItem {
  id: string;
  model: Pricing['model'];
  values: Readonly<Record<ItemField, string>>;
  lands: readonly string[];
}

export const itemFields = [
  'name-de',
  'name-en',
  'art',
  'faellig',
  'ab',
  'bis',
  'gesamt',
  'weitergabe',
  'preis',
  'einwohner',
  'staffel',
  'grundpreis',
  'variabel',
  'deckel',
] as const;
export type ItemField = (typeof itemFields)[number];
export const fundingFields = ['wer', 'ziel', 'posten', 'betrag', 'von', 'bis', 'zugesagt', 'notiz'] as const;
export type FundingField = (typeof fundingFields)[number];
export const pricingModels = [
  'M3',
  'M4',
  'M6',
  'shared',
  'M5',
  'M1',
  'M2',
] as const satisfies readonly Pricing['model'][];
export const cases = ['low', 'expected', 'high'] as const;
export const maxItems = 30;
export const maxFunding = 20;

const yearFields = [0, 1, 2, 3, 4].flatMap((at) => [
  ...cases.flatMap((one) => [`jahr-${String(at)}-niveau-${one}`, `jahr-${String(at)}-nutzer-${one}`]),
  `jahr-${String(at)}-grund-de`,
  `jahr-${String(at)}-grund-en`,
]);
export const priceFields: readonly string[] = [
  'stand-preise',
  'erstes-jahr',
  ...yearFields,
  ...['garantie', 'garantie-erste', 'garantie-deckel', 'garantie-bis'],
  ...cases.flatMap((one) => [`eigen-einmalig-${one}`, `eigen-jaehrlich-${one}`, `faelle-${one}`]),
  ...['eigen-grundlage-de', 'eigen-grundlage-en', 'ersparnis', 'faelle-grundlage-de', 'faelle-grundlage-en'],
];

export const itemField = (at: number, field: ItemField | 'laender'): string => `posten-${String(at)}-${field}`;
export const fundingField = (at: number, field: FundingField): string => `foerderung-${String(at)}-${field}`;

/** Longer entries are cut: no field of the sheet is longer. */
const longest = 2000;
const entry = (form: URLSearchParams, name: string): string => (form.get(name) ?? '').slice(0, longest);

/** A posted form; rows are counted by the hidden ids and models that each of them carries. */
export function readPriceDraft(form: URLSearchParams): PriceDraft {
  const items: DraftItem[] = [];
  for (let at = 0; at < maxItems && form.has(`posten-${String(at)}-id`); at += 1) {
    const model = pricingModels.find((one) => one === form.get(`posten-${String(at)}-modell`));
    const id = form.get(`posten-${String(at)}-id`) ?? '';
    if (model === undefined || !/^posten-\d{1,3}$|^[a-z0-9-]{1,60}$/.test(id)) continue;
    items.push({
      id,
      model,
      values: recordOf(itemFields, (field) => entry(form, itemField(at, field))),
      lands: form.getAll(itemField(at, 'laender')).slice(0, 16),
    });
  }
  const funding: Record<FundingField, string>[] = [];
  for (let at = 0; at < maxFunding && form.has(fundingField(at, 'wer')); at += 1) {
    funding.push(recordOf(fundingFields, (field) => entry(form, fundingField(at, field))));
  }
  return { values: Object.fromEntries(priceFields.map((name) => [name, entry(form, name)])), items, funding };
}

export function recordOf<Key extends string>(keys: readonly Key[], of: (key: Key) => string): Record<Key, string> {
  // A record over its own keys: every one of them is there.
  return Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<Key, string>;
}

const noItem = recordOf(itemFields, () => '');

/** A new row with what is usual for its model; its id is free among those there are. */
export function withItem(draft: PriceDraft, model: Pricing['model']): PriceDraft {
  const taken = new Set(draft.items.map(({ id }) => id));
  let number = draft.items.length + 1;
  while (taken.has(`posten-${String(number)}`)) number += 1;
  const values = {
    ...noItem,
    faellig: model === 'M5' ? 'once' : 'yearly',
    einwohner: '1',
    weitergabe: 'land-pays',
    variabel: 'keiner',
  };
  return { ...draft, items: [...draft.items, { id: `posten-${String(number)}`, model, values, lands: [] }] };
}

export function withoutItem(draft: PriceDraft, id: string): PriceDraft {
  return { ...draft, items: draft.items.filter((item) => item.id !== id) };
}

export function withFunding(draft: PriceDraft): PriceDraft {
  return {
    ...draft,
    funding: [...draft.funding, recordOf(fundingFields, (field) => (field === 'ziel' ? 'service' : ''))],
  };
}

export function withoutFunding(draft: PriceDraft, at: number): PriceDraft {
  return { ...draft, funding: draft.funding.filter((_, index) => index !== at) };
}

/** The form of a service that has no sheet: the level stays, one user, nothing promised. */
export function emptyPriceDraft(firstYear: number): PriceDraft {
  const values: Record<string, string> = Object.fromEntries(priceFields.map((name) => [name, '']));
  for (const name of priceFields) if (/-niveau-/.test(name)) values[name] = '0';
  return { values: { ...values, 'erstes-jahr': String(firstYear), garantie: 'keine' }, items: [], funding: [] };
}

const germanDay = (day: string): string => day.split('-').toReversed().join('.');
const percentOf = (permille: number): string => String((permille - 1000) / 10).replace('.', ',');
const number = (value: number | null): string => (value === null ? '' : String(value));

/** The entries that make a sheet: what is saved comes back as it was. */
export function priceDraftOf(model: PriceModel): PriceDraft {
  const values: Record<string, string> = Object.fromEntries(priceFields.map((name) => [name, '']));
  values['stand-preise'] = germanDay(model.asOf);
  values['erstes-jahr'] = String(model.forecast[0]?.year ?? '');
  for (const [at, { level, users, reason }] of model.forecast.entries()) {
    for (const one of cases) {
      values[`jahr-${String(at)}-niveau-${one}`] = percentOf(level[one]);
      values[`jahr-${String(at)}-nutzer-${one}`] = String(users[one]);
    }
    values[`jahr-${String(at)}-grund-de`] = reason.de;
    values[`jahr-${String(at)}-grund-en`] = reason.en;
  }
  const { guarantee, ownDevelopment, usage } = model;
  values['garantie'] = guarantee?.kind ?? 'keine';
  values['garantie-erste'] = number(guarantee?.firstUsers ?? null);
  values['garantie-bis'] = number(guarantee?.untilYear ?? null);
  values['garantie-deckel'] = guarantee?.kind === 'cap' ? writeEuros(guarantee.capCents) : '';
  for (const one of cases) {
    values[`eigen-einmalig-${one}`] = writeEuros(ownDevelopment?.once[one] ?? null);
    values[`eigen-jaehrlich-${one}`] = writeEuros(ownDevelopment?.yearly[one] ?? null);
    values[`faelle-${one}`] = number(usage?.casesPer10000[one] ?? null);
  }
  values['eigen-grundlage-de'] = ownDevelopment?.basis.de ?? '';
  values['eigen-grundlage-en'] = ownDevelopment?.basis.en ?? '';
  values['ersparnis'] = writeEuros(usage?.savingCentsPerCase ?? null);
  values['faelle-grundlage-de'] = usage?.basis.de ?? '';
  values['faelle-grundlage-en'] = usage?.basis.en ?? '';
  return { values, items: model.items.map(draftItemOf), funding: model.funding.map(draftFundingOf) };
}

function draftItemOf(item: PriceItem): DraftItem {
  const { price } = item;
  const head = {
    'name-de': item.label.de,
    'name-en': item.label.en,
    art: item.block,
    faellig: item.due,
    ab: number(item.firstYear),
    bis: number(item.lastYear),
  };
  const rest = { id: item.id, model: price.model, lands: price.model === 'M2' ? price.using : [] };
  return { ...rest, values: { ...noItem, ...head, ...priceValues(price) } };
}

function priceValues(price: Pricing): Partial<Record<ItemField, string>> {
  switch (price.model) {
    case 'M1':
    case 'M2':
      return { gesamt: writeEuros(price.totalCents), weitergabe: price.passedOn };
    case 'M5':
    case 'shared':
      return { gesamt: writeEuros(price.totalCents) };
    case 'M3':
      return { preis: writeEuros(price.cents), einwohner: String(price.inhabitants) };
    case 'M4':
      return { staffel: linesOf(price.tiers) };
    case 'M6':
      return {
        einwohner: '1',
        ...(price.variable === null ? {} : priceValues(price.variable)),
        variabel: price.variable?.model ?? 'keiner',
        grundpreis: writeEuros(price.baseCents),
        deckel: writeEuros(price.capCents),
      };
  }
}

/** One tier a line: '1000: 2,50' up to so many cases, '*: 0,90' for all above. */
function linesOf(tiers: Extract<Pricing, { model: 'M4' }>['tiers']): string {
  return tiers.map(({ upTo, cents }) => `${upTo === null ? '*' : String(upTo)}: ${writeEuros(cents)}`).join('\n');
}

function draftFundingOf(promise: PriceModel['funding'][number]): Record<FundingField, string> {
  return {
    wer: promise.by,
    ziel: promise.to,
    posten: promise.item ?? '',
    betrag: writeEuros(promise.centsPerYear),
    von: germanDay(promise.from),
    bis: germanDay(promise.until),
    zugesagt: promise.committed ? 'true' : '',
    notiz: promise.note,
  };
}
