import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parsePriceModel, type PriceModel } from '#modules/costs';
import {
  emptyPriceDraft,
  fundingField,
  fundingFields,
  itemField,
  itemFields,
  type PriceDraft,
  priceDraftOf,
  pricingModels,
  readPriceDraft,
  withFunding,
  withItem,
  withoutFunding,
  withoutItem,
} from './price-draft.ts';
import { priceFromDraft } from './price-from-draft.ts';

/** What a browser sends of a draft. */
function posted(draft: PriceDraft): URLSearchParams {
  const form = new URLSearchParams(draft.values);
  for (const [at, item] of draft.items.entries()) {
    form.append(`posten-${String(at)}-id`, item.id);
    form.append(`posten-${String(at)}-modell`, item.model);
    for (const field of itemFields) form.append(itemField(at, field), item.values[field]);
    for (const land of item.lands) form.append(itemField(at, 'laender'), land);
  }
  for (const [at, promise] of draft.funding.entries()) {
    for (const field of fundingFields) form.append(fundingField(at, field), promise[field]);
  }
  return form;
}

const folder = new URL('../../../../seeds/schemas/', import.meta.url);
const seeds = readdirSync(folder).filter((name) => name.endsWith('.service.json'));

function sheetsOfSeeds(): readonly PriceModel[] {
  const values = seeds.map(
    (name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { priceModel: unknown },
  );
  return values.map(({ priceModel }) => parsePriceModel(priceModel)).flatMap((one) => (one.ok ? [one.value] : []));
}

function filled(): PriceDraft {
  let draft = emptyPriceDraft(2027);
  for (const model of pricingModels) draft = withItem(draft, model);
  const values: Record<string, string> = {
    ...draft.values,
    'stand-preise': '1.1.2027',
    garantie: 'cap',
    'garantie-erste': '10',
    'garantie-deckel': '2.500,50',
    'garantie-bis': '2029',
  };
  for (let at = 0; at < 5; at += 1) {
    for (const [one, count] of [['low', '5'], ['expected', '10'], ['high', '20']] as const) values[`jahr-${String(at)}-nutzer-${one}`] = count; // prettier-ignore
    values[`jahr-${String(at)}-niveau-low`] = '-2,5';
    values[`jahr-${String(at)}-niveau-high`] = '+3 %';
    values[`jahr-${String(at)}-grund-de`] = 'Tarif';
  }
  for (const one of ['low', 'expected', 'high']) {
    values[`eigen-einmalig-${one}`] = '80.000';
    values[`eigen-jaehrlich-${one}`] = '9000';
    values[`faelle-${one}`] = '120';
  }
  values['eigen-grundlage-de'] = 'Angebot';
  values['faelle-grundlage-de'] = 'Statistik';
  values['ersparnis'] = '7,50';
  const amounts = {
    'name-de': 'Posten',
    art: 'setup',
    gesamt: '1.000',
    preis: '0,12',
    grundpreis: '1200',
    staffel: '1000: 2,50\r\n*: 0,9',
    variabel: 'M4',
    deckel: '5000',
  };
  const items = draft.items.map((item) => ({ ...item, lands: ['NW', 'HE'], values: { ...item.values, ...amounts } }));
  const funded = withFunding({ values, items, funding: [] });
  const first = {
    wer: 'Land',
    ziel: 'service',
    posten: items[3]?.id ?? '',
    betrag: '500',
    von: '01.01.2027',
    bis: '31.12.2028',
    zugesagt: 'true',
    notiz: '',
  };
  return { ...funded, funding: [first] };
}

describe('the form of a price sheet', () => {
  it('gives back every sheet there is, entry by entry', () => {
    const made = priceFromDraft(filled());
    assert.ok(made.ok, JSON.stringify(made));
    const sheets = [...sheetsOfSeeds(), made.value];
    assert.ok(sheets.length >= 4, 'the sheets of the seeds are there');
    for (const sheet of sheets) {
      const again = priceFromDraft(readPriceDraft(posted(priceDraftOf(sheet))));
      assert.deepEqual(again, { ok: true, value: sheet });
    }
  });

  it('reads numbers as people write them', () => {
    const made = priceFromDraft(readPriceDraft(posted(filled())));
    assert.ok(made.ok);
    const { value } = made;
    assert.deepEqual(value.forecast[0]?.level, { low: 975, expected: 1000, high: 1030 });
    assert.deepEqual(value.items.map(({ price }) => price.model), [...pricingModels]); // prettier-ignore
    assert.deepEqual(value.items[1]?.price, { model: 'M4', tiers: [{ upTo: 1000, cents: 250 }, { upTo: null, cents: 90 }] }); // prettier-ignore
    assert.deepEqual(value.guarantee, { kind: 'cap', firstUsers: 10, capCents: 250_050, untilYear: 2029 });
    assert.equal(value.funding[0]?.until, '2028-12-31');
  });

  it('names each wrong entry by its field', () => {
    const draft = filled();
    const [item, ...rest] = draft.items;
    assert.ok(item);
    const wrong: PriceDraft = {
      values: {
        ...draft.values,
        'stand-preise': '31.02.2027',
        'jahr-1-niveau-high': 'viel',
        'jahr-2-nutzer-low': '1,5',
        'garantie-bis': '27',
      },
      items: [{ ...item, values: { ...item.values, 'name-de': ' ', preis: 'x' } }, ...rest],
      funding: [{ ...(draft.funding[0] ?? withFunding(draft).funding[0]!), wer: '', bis: '2028' }],
    };
    const made = priceFromDraft(wrong);
    assert.deepEqual(made.ok ? [] : made.problems.map(({ field, problem }) => `${field} ${problem}`), [
      'stand-preise date',
      'posten-0-name-de missing',
      'posten-0-preis money',
      'jahr-1-niveau-high percent',
      'jahr-2-nutzer-low count',
      'garantie-bis year',
      'foerderung-0-wer missing',
      'foerderung-0-bis date',
    ]);
  });

  it('names what contradicts itself by its field, too', () => {
    const draft = filled();
    const contrary: PriceDraft = {
      ...draft,
      values: { ...draft.values, 'jahr-0-nutzer-low': '99' },
      items: draft.items.map((item, at) => ({
        ...item,
        lands: [],
        values: {
          ...item.values,
          ...(at === 0 ? { ab: '2028', bis: '2027' } : {}),
          ...(at === 1 ? { staffel: '5: 1\n3: 1\n*: 1' } : {}),
        },
      })),
      funding: draft.funding.map((promise) => ({ ...promise, posten: 'posten-99' })),
    };
    const fields = (made: ReturnType<typeof priceFromDraft>) =>
      made.ok ? [] : made.problems.map(({ field }) => field);
    assert.deepEqual(fields(priceFromDraft(contrary)), ['posten-6-laender'], 'what cannot be read comes first');
    const withLands = { ...contrary, items: contrary.items.map((item) => ({ ...item, lands: ['NW'] })) };
    assert.deepEqual(fields(priceFromDraft(withLands)), ['posten-0-bis', 'posten-1-staffel', 'jahr-0-nutzer-expected', 'foerderung-0-posten']); // prettier-ignore
    assert.deepEqual(fields(priceFromDraft({ ...filled(), items: [], funding: [] })), ['posten']);
    const dear = draft.items.map((item) => ({ ...item, values: { ...item.values, preis: '900.000' } }));
    assert.deepEqual(fields(priceFromDraft({ ...draft, items: dear })), ['posten-0-preis']);
  });

  it('adds and removes rows without losing an entry', () => {
    const draft = filled();
    const fewer = withoutItem(draft, 'posten-2');
    assert.deepEqual(fewer.items.map(({ id }) => id), ['posten-1', 'posten-3', 'posten-4', 'posten-5', 'posten-6', 'posten-7']); // prettier-ignore
    const more = withItem(fewer, 'M3');
    assert.equal(more.items.at(-1)?.id, 'posten-8', 'an id that was taken once in this form is not confused');
    assert.deepEqual(readPriceDraft(posted(more)), more);
    assert.deepEqual(withoutFunding(withFunding(draft), 0).funding.length, 1);
  });
});
