import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { parsePriceModel } from '#modules/costs';
import {
  Actions,
  Alert,
  Button,
  type FieldError,
  Fieldset,
  Form,
  NumberField,
  Page,
  Select,
  type Task,
  TextField,
} from '#ui';
import {
  emptyPriceDraft,
  maxFunding,
  maxItems,
  type PriceDraft,
  priceDraftOf,
  pricingModels,
  readPriceDraft,
  withFunding,
  withItem,
  withoutFunding,
  withoutItem,
} from '../domain/price-draft.ts';
import { priceFromDraft, type PriceProblem } from '../domain/price-from-draft.ts';
import { authoringPaths, authoringRoutePaths } from '../paths.ts';
import { authoringTexts, type Texts } from '../texts/index.ts';
import { type Work } from '../types.ts';
import { saveWork } from './conflict.tsx';
import { ComparisonFields, Forecast, FundingRows, GuaranteeFields, Positions } from './price-rows.tsx';
import {
  type AuthoringDeps,
  noticeOf,
  providerAccess,
  providerShell,
  revisionField,
  workCrumbs,
  workOf,
} from './staff.ts';

/** Entry of the price sheet in the list of steps. */
export function priceTask(texts: Texts, work: Work): Task {
  const parsed = parsePriceModel(work.content.priceModel);
  return {
    label: texts.reuse.prices,
    href: authoringPaths.prices(work.id),
    ...(parsed.ok
      ? { status: texts.work.done, tone: 'success' as const, hint: texts.prices.items(parsed.value.items.length) }
      : { status: texts.work.voluntary, hint: texts.prices.none }),
  };
}

function draftOf(work: Work, now: Date): PriceDraft {
  const parsed = parsePriceModel(work.content.priceModel);
  return parsed.ok ? priceDraftOf(parsed.value) : emptyPriceDraft(now.getFullYear() + 1);
}

/** What a field is called in the summary of errors, its row included. */
function nameOf(t: Texts['prices'], field: string): string {
  const [, kind = '', at = '', part = ''] = /^(posten|foerderung|jahr)-(\d+)-(.+)$/.exec(field) ?? [];
  const row = Number(at) + 1;
  if (kind === 'posten') return `${t.positions} ${String(row)}, ${textAt(t.fields, part)}`;
  if (kind === 'foerderung') return `${t.fundingTitle(row)}, ${textAt(t.fundingFields, part)}`;
  if (kind === 'jahr') return t.year(row);
  const [head = ''] = field.split('-');
  const heads: Readonly<Record<string, string>> = {
    stand: t.asOf,
    erstes: t.firstYear,
    garantie: t.guarantee,
    eigen: t.own,
    faelle: t.usage,
    ersparnis: t.saving,
    posten: t.positions,
  };
  return heads[head] ?? t.title;
}

const textAt = (labels: Readonly<Record<string, string>>, key: string): string => labels[key] ?? '';

function errorsOf(t: Texts['prices'], draft: PriceDraft, problems: readonly PriceProblem[]): readonly FieldError[] {
  return problems.map(({ field, problem }) => ({
    id: field,
    message: t.problem(
      nameOf(t, field),
      field === 'posten' && draft.items.length === 0 ? t.problems.noItems : t.problems[problem],
    ),
  }));
}

async function pricesPage(
  ctx: RequestContext,
  deps: AuthoringDeps,
  work: Work,
  view: { draft: PriceDraft; problems: readonly PriceProblem[]; revision?: string },
): Promise<Reply> {
  const { shell } = await providerShell(ctx, deps);
  const texts = authoringTexts(ctx.lang);
  const t = texts.prices;
  const { lang } = ctx;
  const { draft } = view;
  const errors = errorsOf(t, draft, view.problems);
  const errorOf = (id: string): { error?: string } => {
    const found = errors.find((error) => error.id === id);
    return found === undefined ? {} : { error: found.message };
  };
  const field = (id: string) => ({ lang, id, value: draft.values[id] ?? '', ...errorOf(id) });
  const parts = { lang, t, draft, errorOf };
  const notice = noticeOf(ctx, texts.notices);
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={shell}
        title={t.title}
        lead={t.lead}
        breadcrumbs={[...workCrumbs(ctx, work), { href: authoringPaths.reuse(work.id), label: texts.reuse.title }]}
        errors={errors}
      >
        {notice === undefined ? null : <Alert lang={lang} kind="success" title={notice} live />}
        <Form action={authoringPaths.prices(work.id)} csrfToken={ctx.csrfToken}>
          <input type="hidden" name={revisionField} value={view.revision ?? String(work.revision)} />
          <Fieldset heading={t.sheet}>
            <TextField {...field('stand-preise')} label={t.asOf} hint={t.dayHint} width={10} />
            <NumberField {...field('erstes-jahr')} label={t.firstYear} />
          </Fieldset>
          <Positions {...parts} />
          {draft.items.length >= maxItems ? null : (
            <>
              <Select
                lang={lang}
                id="neues-modell"
                label={t.newModel}
                options={pricingModels.map((value) => ({ value, label: t.models[value] }))}
              />
              <Button variant="secondary" label={t.addPosition} value="add:posten" />
            </>
          )}
          <Forecast {...parts} />
          <GuaranteeFields {...parts} />
          <FundingRows {...parts} max={maxFunding} />
          <ComparisonFields {...parts} />
          <Actions>
            <Button label={t.save} />
            <Button label={t.remove} variant="secondary" value="entfernen" />
          </Actions>
          <p class="vb-muted">{t.removeText}</p>
        </Form>
      </Page>
    ),
  };
}

/** The buttons of rows change what is shown, nothing is written: the entries are not complete yet. */
function changedRows(ctx: RequestContext, draft: PriceDraft): PriceDraft | null {
  const action = ctx.form.get('_action') ?? '';
  if (action === 'add:posten') {
    const model = pricingModels.find((one) => one === ctx.form.get('neues-modell'));
    return model === undefined || draft.items.length >= maxItems ? draft : withItem(draft, model);
  }
  if (action === 'add:foerderung') return draft.funding.length >= maxFunding ? draft : withFunding(draft);
  const [verb, list, key = ''] = action.split(':');
  if (verb !== 'remove') return null;
  return list === 'posten' ? withoutItem(draft, key) : withoutFunding(draft, Number(key));
}

async function savePrices(ctx: RequestContext, deps: AuthoringDeps): Promise<Reply> {
  const work = await workOf(ctx, deps);
  const draft = readPriceDraft(ctx.form);
  const revision = (ctx.form.get(revisionField) ?? '').slice(0, 10);
  const rows = changedRows(ctx, draft);
  if (rows !== null) return pricesPage(ctx, deps, work, { draft: rows, problems: [], revision });
  const t = authoringTexts(ctx.lang).prices;
  const removes = ctx.form.get('_action') === 'entfernen';
  const made = priceFromDraft(draft);
  if (!removes && !made.ok) return pricesPage(ctx, deps, work, { draft, problems: made.problems, revision });
  const priceModel = !removes && made.ok ? made.value : { kind: 'free' };
  const inWords = (value: unknown): string => {
    const parsed = parsePriceModel(value);
    return parsed.ok ? t.items(parsed.value.items.length) : t.none;
  };
  return saveWork(ctx, deps, {
    change: (content) => ({ ...content, priceModel }),
    entries: (current) => [
      { name: 'posten', label: t.title, mine: inWords(priceModel), theirs: inWords(current.priceModel) },
    ],
    then: ({ id }) => `${authoringPaths.reuse(id)}?meldung=gespeichert`,
  });
}

export function priceRoutes(deps: AuthoringDeps): readonly Route[] {
  const base = { ...providerAccess, path: authoringRoutePaths.prices } as const;
  return [
    {
      ...base,
      method: 'GET',
      name: 'authoring.reuse-prices',
      rate: 'page',
      handle: async (ctx) => {
        const work = await workOf(ctx, deps);
        return pricesPage(ctx, deps, work, { draft: draftOf(work, ctx.now), problems: [] });
      },
    },
    {
      ...base,
      method: 'POST',
      name: 'authoring.reuse-prices-save',
      rate: 'write',
      handle: (ctx) => savePrices(ctx, deps),
    },
  ];
}
