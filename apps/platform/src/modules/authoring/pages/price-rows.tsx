import { type VNode } from 'preact';
import { type Lang } from '#kernel/ids';
import { costBlocks, landKeys } from '#modules/costs';
import {
  Checkbox,
  CheckboxGroup,
  Fieldset,
  NumberField,
  RadioGroup,
  Repeatable,
  Select,
  TextArea,
  TextField,
} from '#ui';
import {
  cases,
  type DraftItem,
  type FundingField,
  fundingField,
  type ItemField,
  itemField,
  type PriceDraft,
} from '../domain/price-draft.ts';
import { type Texts } from '../texts/index.ts';

export interface PriceFormProps {
  lang: Lang;
  t: Texts['prices'];
  draft: PriceDraft;
  errorOf(field: string): { error?: string };
}

const optionsOf = (labels: Readonly<Record<string, string>>, keys: readonly string[]) =>
  keys.map((value) => ({ value, label: labels[value] ?? value }));

/** Which fields a model has besides name, kind and years. */
const fieldsOf: Readonly<Record<DraftItem['model'], readonly (ItemField | 'laender')[]>> = {
  M1: ['gesamt', 'weitergabe'],
  M2: ['gesamt', 'weitergabe', 'laender'],
  M3: ['preis', 'einwohner'],
  M4: ['staffel'],
  M5: ['gesamt'],
  M6: ['grundpreis', 'variabel', 'preis', 'einwohner', 'staffel', 'deckel'],
  shared: ['gesamt'],
};

function PriceField(p: PriceFormProps & { item: DraftItem; at: number; field: ItemField | 'laender' }): VNode {
  const { lang, t, item, at, field, errorOf } = p;
  const id = itemField(at, field);
  // In a mixed price each of these belongs to one of its kinds only.
  const optional = item.model === 'M6' && field !== 'grundpreis' && field !== 'variabel';
  const common = { lang, id, label: t.fields[field], optional, ...errorOf(id) };
  if (field === 'laender') {
    return (
      <CheckboxGroup {...common} options={landKeys.map((value) => ({ value, label: value }))} values={item.lands} />
    );
  }
  const value = item.values[field];
  switch (field) {
    case 'weitergabe':
      return <Select {...common} value={value} options={optionsOf(t.passedOn, ['land-pays', 'by-inhabitants'])} />;
    case 'einwohner':
      return <Select {...common} value={value} options={optionsOf(t.inhabitants, ['1', '10', '100', '1000'])} />;
    case 'variabel':
      return <Select {...common} value={value} options={optionsOf(t.variable, ['keiner', 'M3', 'M4'])} />;
    case 'staffel':
      return <TextArea {...common} value={value} rows={3} hint={t.tiersHint} />;
    default:
      return <NumberField {...common} value={value} kind="decimal" unit="€" />;
  }
}

function ItemRow(p: PriceFormProps & { item: DraftItem; at: number }): VNode {
  const { lang, t, item, at, errorOf } = p;
  const base = (field: ItemField) => {
    const id = itemField(at, field);
    return { lang, id, value: item.values[field], ...errorOf(id) };
  };
  return (
    <>
      <input type="hidden" name={`posten-${String(at)}-id`} value={item.id} />
      <input type="hidden" name={`posten-${String(at)}-modell`} value={item.model} />
      <TextField {...base('name-de')} label={t.inLanguage(t.fields['name-de'], t.german)} maxLength={200} />
      <TextField {...base('name-en')} label={t.inLanguage(t.fields['name-en'], t.english)} maxLength={200} optional />
      <Select {...base('art')} label={t.fields.art} options={optionsOf(t.blocks, costBlocks)} />
      <Select {...base('faellig')} label={t.fields.faellig} options={optionsOf(t.due, ['once', 'yearly'])} />
      {fieldsOf[item.model].map((field) => (
        <PriceField key={field} {...p} field={field} />
      ))}
      <NumberField {...base('ab')} label={t.fields.ab} hint={t.yearHint} optional />
      <NumberField {...base('bis')} label={t.fields.bis} optional />
    </>
  );
}

export function Positions(p: PriceFormProps): VNode {
  const { lang, t, draft, errorOf } = p;
  return (
    <Repeatable
      lang={lang}
      id="posten"
      heading={t.positions}
      hint={t.positionsHint}
      {...errorOf('posten')}
      max={draft.items.length}
      items={draft.items.map((item, at) => ({
        key: item.id,
        title: t.position(at + 1, t.models[item.model]),
        children: <ItemRow {...p} item={item} at={at} />,
      }))}
    />
  );
}

export function Forecast({ lang, t, draft, errorOf }: PriceFormProps): VNode {
  const field = (id: string) => ({ lang, id, value: draft.values[id] ?? '', ...errorOf(id) });
  return (
    <section>
      <Fieldset heading={t.forecast} hint={t.forecastHint} />
      {[0, 1, 2, 3, 4].map((at) => {
        const name = (part: string): string => `jahr-${String(at)}-${part}`;
        return (
          <Fieldset key={at} heading={t.year(at + 1)} level={3}>
            {cases.map((one) => (
              <TextField
                key={one}
                {...field(name(`niveau-${one}`))}
                label={t.level(t.case[one])}
                hint={t.percent}
                width={4}
              />
            ))}
            {cases.map((one) => (
              <NumberField key={one} {...field(name(`nutzer-${one}`))} label={t.users(t.case[one])} />
            ))}
            <TextField {...field(name('grund-de'))} label={t.inLanguage(t.reason, t.german)} maxLength={1000} />
            <TextField
              {...field(name('grund-en'))}
              label={t.inLanguage(t.reason, t.english)}
              maxLength={1000}
              optional
            />
          </Fieldset>
        );
      })}
    </section>
  );
}

export function GuaranteeFields({ lang, t, draft, errorOf }: PriceFormProps): VNode {
  const field = (id: string) => ({ lang, id, value: draft.values[id] ?? '', ...errorOf(id) });
  return (
    <Fieldset heading={t.guarantee}>
      <RadioGroup
        {...field('garantie')}
        label={t.guaranteeKind}
        options={optionsOf(t.guaranteeKinds, ['keine', 'cap', 'refund'])}
      />
      <NumberField {...field('garantie-erste')} label={t.guaranteeFirst} optional />
      <NumberField {...field('garantie-deckel')} label={t.guaranteeCap} kind="decimal" unit="€" optional />
      <NumberField {...field('garantie-bis')} label={t.guaranteeUntil} optional />
    </Fieldset>
  );
}

function FundingRow({ lang, t, draft, errorOf, at }: PriceFormProps & { at: number }): VNode {
  const promise = draft.funding[at];
  const field = (name: FundingField) => {
    const id = fundingField(at, name);
    return { lang, id, label: t.fundingFields[name], value: promise?.[name] ?? '', ...errorOf(id) };
  };
  const { value: committed, ...check } = field('zugesagt');
  return (
    <>
      <TextField {...field('wer')} maxLength={200} />
      <RadioGroup {...field('ziel')} options={optionsOf(t.fundingTargets, ['service', 'town'])} />
      <Select
        {...field('posten')}
        optional
        options={draft.items.map(({ id, values }, index) => ({
          value: id,
          label: values['name-de'] === '' ? t.position(index + 1, '') : values['name-de'],
        }))}
      />
      <NumberField {...field('betrag')} kind="decimal" unit="€" />
      <TextField {...field('von')} hint={t.dayHint} width={10} />
      <TextField {...field('bis')} hint={t.dayHint} width={10} />
      <Checkbox {...check} checked={committed === 'true'} />
      <TextField {...field('notiz')} maxLength={500} optional />
    </>
  );
}

export function FundingRows(p: PriceFormProps & { max: number }): VNode {
  const { lang, t, draft } = p;
  return (
    <Repeatable
      lang={lang}
      id="foerderung"
      heading={t.funding}
      hint={t.fundingHint}
      addLabel={t.addFunding}
      max={p.max}
      items={draft.funding.map((_, at) => ({
        key: String(at),
        title: t.fundingTitle(at + 1),
        children: <FundingRow {...p} at={at} />,
      }))}
    />
  );
}

export function ComparisonFields({ lang, t, draft, errorOf }: PriceFormProps): VNode {
  const field = (id: string) => ({ lang, id, value: draft.values[id] ?? '', ...errorOf(id), optional: true });
  const money = { kind: 'decimal', unit: '€' } as const;
  return (
    <>
      <Fieldset heading={t.own} hint={t.ownHint}>
        {cases.map((one) => (
          <NumberField key={one} {...field(`eigen-einmalig-${one}`)} label={t.ownOnce(t.case[one])} {...money} />
        ))}
        {cases.map((one) => (
          <NumberField key={one} {...field(`eigen-jaehrlich-${one}`)} label={t.ownYearly(t.case[one])} {...money} />
        ))}
        <TextField {...field('eigen-grundlage-de')} label={t.inLanguage(t.basis, t.german)} maxLength={1000} />
        <TextField {...field('eigen-grundlage-en')} label={t.inLanguage(t.basis, t.english)} maxLength={1000} />
      </Fieldset>
      <Fieldset heading={t.usage} hint={t.usageHint}>
        {cases.map((one) => (
          <NumberField key={one} {...field(`faelle-${one}`)} label={t.usageCases(t.case[one])} />
        ))}
        <NumberField {...field('ersparnis')} label={t.saving} {...money} />
        <TextField {...field('faelle-grundlage-de')} label={t.inLanguage(t.basis, t.german)} maxLength={1000} />
        <TextField {...field('faelle-grundlage-en')} label={t.inLanguage(t.basis, t.english)} maxLength={1000} />
      </Fieldset>
    </>
  );
}
