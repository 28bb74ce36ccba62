import { type VNode } from 'preact';
import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import {
  Actions,
  Alert,
  Button,
  Checkbox,
  type FieldError,
  Fieldset,
  Form,
  Help,
  narrowOptions,
  NumberField,
  type Option,
  Page,
  RadioGroup,
  TextArea,
  TextField,
} from '#ui';
import {
  type Fact,
  type FactProblem,
  factsOf,
  feeKinds,
  priceKinds,
  problemOf,
  type SectionName,
  sectionNames,
  tidy,
} from '../domain/facts.ts';
import { authoringPaths, authoringRoutePaths } from '../paths.ts';
import { authoringTexts, type Texts } from '../texts/index.ts';
import { type Work, type WorkContent } from '../types.ts';
import { saveWork } from './conflict.tsx';
import {
  type AuthoringDeps,
  noticeOf,
  providerAccess,
  providerShell,
  revisionField,
  workCrumbs,
  workOf,
} from './staff.ts';

type Values = Readonly<Record<string, string>>;

interface View {
  values: Values;
  problems: Readonly<Record<string, FactProblem>>;
  /** Words that the service catalogue is searched for. */
  search: string;
}

function sectionOf(ctx: RequestContext): SectionName {
  const section = sectionNames.find((name) => name === ctx.params['section']);
  if (section === undefined) throw new AppError('not-found', 'authoring/page-not-found');
  return section;
}

export function valuesOf(content: WorkContent, section: SectionName): Values {
  return Object.fromEntries(factsOf(section).map((fact) => [fact.name, fact.read(content)]));
}

function labelsOf(t: Texts, fact: Fact): { label: string; hint?: string } {
  const [, base = fact.name, language] = /^(.+)-(de|en)$/u.exec(fact.name) ?? [];
  const names: Readonly<Record<string, { label: string; hint?: string }>> = t.facts.fields;
  const { label = base, hint } = names[base] ?? {};
  const spoken =
    language === undefined ? label : t.facts.inLanguage(label, t.languages[language === 'en' ? 'en' : 'de']);
  // The hint stands at the German field only; twice the same sentence is noise.
  return hint === undefined || language === 'en' ? { label: spoken } : { label: spoken, hint };
}

export const factLabel = (t: Texts, fact: Fact): string => labelsOf(t, fact).label;

function Field(p: { ctx: RequestContext; t: Texts; fact: Fact; view: View; keys: readonly Option[] }): VNode {
  const { ctx, t, fact, view } = p;
  const problem = view.problems[fact.name];
  const common = {
    lang: ctx.lang,
    id: fact.name,
    ...labelsOf(t, fact),
    optional: fact.name.endsWith('-en') || t.facts.optional.includes(fact.name),
    ...(problem === undefined ? {} : { error: t.facts.problems[problem] }),
  };
  const value = view.values[fact.name] ?? '';
  const options = (names: readonly string[], words: Readonly<Record<string, string>>): Option[] =>
    names.map((name) => ({ value: name, label: words[name] ?? name }));
  switch (fact.kind) {
    case 'line':
      return <TextField {...common} value={value} maxLength={fact.max} />;
    case 'text':
      return <TextArea {...common} value={value} rows={fact.max > 2000 ? 6 : 3} />;
    case 'lines':
      return <TextArea {...common} value={value} rows={5} />;
    case 'money':
      return <NumberField {...common} value={value} kind="decimal" unit="Euro" />;
    case 'percent':
      return <NumberField {...common} value={value} kind="decimal" unit="%" />;
    case 'fee-kind':
      return <RadioGroup {...common} value={value} options={options(feeKinds, t.facts.feeKinds)} />;
    case 'price-kind':
      return <RadioGroup {...common} value={value} options={options(priceKinds, t.facts.priceKinds)} />;
    case 'yes':
      return <Checkbox {...common} optional={false} checked={value === 'true'} />;
    case 'key':
      return <KeyField ctx={ctx} t={t} common={common} value={value} view={view} keys={p.keys} />;
  }
}

/** The key itself, or a search in the service catalogue whose hits can be chosen. */
function KeyField(p: {
  ctx: RequestContext;
  t: Texts;
  common: { lang: RequestContext['lang']; id: string; label: string; hint?: string; error?: string; optional: boolean };
  value: string;
  view: View;
  keys: readonly Option[];
}): VNode {
  const { t, view } = p;
  const { shown, total } = narrowOptions(p.keys, view.search);
  const chosen = p.keys.find((option) => option.value === p.value);
  return (
    <Fieldset heading={t.facts.keyLegend}>
      <TextField {...p.common} value={p.value} maxLength={14} width={20} spellcheck={false} />
      {chosen === undefined ? null : <p class="kern-body">{t.facts.keyChosen(chosen.label)}</p>}
      <div class="vb-searchrow">
        <div class="kern-form-input">
          <label class="kern-label" for="leistung-suche">
            {t.facts.keySearch}
          </label>
          <input
            class="kern-form-input__input"
            type="text"
            id="leistung-suche"
            name="leistung-suche"
            value={view.search}
            autocomplete="off"
          />
        </div>
        <Button label={t.facts.keySearchButton} variant="secondary" value="suche" />
      </div>
      {view.search !== '' && total === 0 ? <p role="status">{t.facts.keyNone(view.search)}</p> : null}
      {shown.length === 0 ? null : (
        <RadioGroup
          lang={p.ctx.lang}
          id="leistung-wahl"
          label={t.facts.keyHits(shown.length, total)}
          options={shown}
          value={p.value}
          optional
        />
      )}
    </Fieldset>
  );
}

async function factsPage(ctx: RequestContext, deps: AuthoringDeps, work: Work, view: View): Promise<Reply> {
  const section = sectionOf(ctx);
  const t = authoringTexts(ctx.lang);
  const { shell } = await providerShell(ctx, deps);
  const keys = section === 'dienst' ? await keyOptions(deps) : [];
  const errors: FieldError[] = factsOf(section).flatMap((fact) => {
    const problem = view.problems[fact.name];
    return problem === undefined
      ? []
      : [{ id: fact.name, message: `${factLabel(t, fact)}: ${t.facts.problems[problem]}` }];
  });
  const notice = noticeOf(ctx, t.notices);
  const words = t.facts.sections[section];
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page ctx={shell} title={words.title} lead={words.lead} breadcrumbs={workCrumbs(ctx, work)} errors={errors}>
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        <Form action={authoringPaths.facts(work.id, section)} csrfToken={ctx.csrfToken}>
          <input type="hidden" name={revisionField} value={String(work.revision)} />
          {factsOf(section).map((fact) => (
            <Field key={fact.name} ctx={ctx} t={t} fact={fact} view={view} keys={keys} />
          ))}
          <Help summary={t.facts.formatSummary}>
            <p>{t.facts.formatText}</p>
          </Help>
          <Actions>
            <Button label={t.facts.saveNext} value="weiter" />
            <Button label={t.facts.save} variant="secondary" value="uebersicht" />
          </Actions>
        </Form>
      </Page>
    ),
  };
}

async function keyOptions({ catalogue }: AuthoringDeps): Promise<readonly Option[]> {
  const services = await catalogue.services();
  return services.map((entry) => ({
    value: entry.leistungsschluessel,
    label: `${entry.name} (${entry.leistungsschluessel})`,
  }));
}

/** Unfinished entries are saved; only what the manifest could never hold goes back to the person, entries kept. */
async function saveFacts(ctx: RequestContext, deps: AuthoringDeps): Promise<Reply> {
  const section = sectionOf(ctx);
  const t = authoringTexts(ctx.lang);
  const work = await workOf(ctx, deps);
  const values = postedValues(ctx, section);
  const search = (ctx.form.get('leistung-suche') ?? '').trim().slice(0, 200);
  const problems: Record<string, FactProblem> = {};
  for (const fact of factsOf(section)) {
    const problem = problemOf(fact, values[fact.name] ?? '');
    if (problem !== null) problems[fact.name] = problem;
  }
  const action = ctx.form.get('_action');
  if (action === 'suche') return factsPage(ctx, deps, work, { values, problems: {}, search });
  if (Object.keys(problems).length > 0) return factsPage(ctx, deps, work, { values, problems, search });
  return saveWork(ctx, deps, {
    change: (content) =>
      factsOf(section).reduce((changed, fact) => fact.write(changed, values[fact.name] ?? ''), content),
    entries: (current) =>
      factsOf(section).map((fact) => ({
        name: fact.name,
        label: factLabel(t, fact),
        mine: values[fact.name] ?? '',
        theirs: fact.read(current),
      })),
    then: ({ id }) => {
      const next = sectionNames[sectionNames.indexOf(section) + 1];
      const goesOn = action === 'weiter' && next !== undefined;
      return `${goesOn ? authoringPaths.facts(id, next) : authoringPaths.work(id)}?meldung=gespeichert`;
    },
  });
}

function postedValues(ctx: RequestContext, section: SectionName): Values {
  const values: Record<string, string> = {};
  for (const fact of factsOf(section)) {
    const posted = tidy(ctx.form.get(fact.name) ?? '');
    values[fact.name] = fact.kind === 'yes' ? String(posted === 'true') : posted;
  }
  // A hit of the search beats the key that stood there before.
  const hit = ctx.form.get('leistung-wahl');
  if (section === 'dienst' && hit !== null && hit !== '') values['leistung'] = tidy(hit);
  return values;
}

export function factsRoutes(deps: AuthoringDeps): readonly Route[] {
  const base = { ...providerAccess, path: authoringRoutePaths.facts } as const;
  return [
    {
      ...base,
      method: 'GET',
      name: 'authoring.facts',
      rate: 'page',
      handle: async (ctx) => {
        const work = await workOf(ctx, deps);
        return factsPage(ctx, deps, work, { values: valuesOf(work.content, sectionOf(ctx)), problems: {}, search: '' });
      },
    },
    {
      ...base,
      method: 'POST',
      name: 'authoring.facts-save',
      rate: 'write',
      handle: (ctx) => saveFacts(ctx, deps),
    },
  ];
}
