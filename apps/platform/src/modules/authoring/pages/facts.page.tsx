import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { Actions, Alert, Button, type FieldError, Fieldset, Form, Help, type Option, Page, readDateParts } from '#ui';
import {
  type AnySection,
  type Fact,
  type FactProblem,
  factsOf,
  problemOf,
  sectionNames,
  tidy,
} from '../domain/facts.ts';
import { type ReuseSection, reuseSections } from '../domain/reuse-sections.ts';
import { authoringPaths, authoringRoutePaths } from '../paths.ts';
import { authoringTexts } from '../texts/index.ts';
import { type Work, type WorkContent } from '../types.ts';
import { saveWork } from './conflict.tsx';
import { FactField, factLabel, problemText, type Values, type View } from './fact-fields.tsx';
import {
  type AuthoringDeps,
  noticeOf,
  providerAccess,
  providerShell,
  revisionField,
  workCrumbs,
  workOf,
} from './staff.ts';

function sectionOf(ctx: RequestContext): AnySection {
  const section = [...sectionNames, ...reuseSections].find((name) => name === ctx.params['section']);
  if (section === undefined) throw new AppError('not-found', 'authoring/page-not-found');
  return section;
}

/** Sections of reuse hang below a page of their own. */
const isOfReuse = (section: AnySection): section is ReuseSection => reuseSections.some((name) => name === section);

function valuesOf(content: WorkContent, section: AnySection): Values {
  return Object.fromEntries(factsOf(section).map((fact) => [fact.name, fact.read(content)]));
}

/** Neighbours of the same group stand together. */
function groupsOf(facts: readonly Fact[]): { group: string | undefined; facts: Fact[] }[] {
  const groups: { group: string | undefined; facts: Fact[] }[] = [];
  for (const fact of facts) {
    const last = groups.at(-1);
    if (last !== undefined && last.group === fact.group) last.facts.push(fact);
    else groups.push({ group: fact.group, facts: [fact] });
  }
  return groups;
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
      : [{ id: fact.name, message: `${factLabel(t, fact)}: ${problemText(t, problem)}` }];
  });
  const notice = noticeOf(ctx, t.notices);
  const words = isOfReuse(section) ? t.reuse.sections[section] : t.facts.sections[section];
  const crumbs = isOfReuse(section)
    ? [...workCrumbs(ctx, work), { href: authoringPaths.reuse(work.id), label: t.reuse.title }]
    : workCrumbs(ctx, work);
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page ctx={shell} title={words.title} lead={words.lead} breadcrumbs={crumbs} errors={errors}>
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        <Form action={authoringPaths.facts(work.id, section)} csrfToken={ctx.csrfToken}>
          <input type="hidden" name={revisionField} value={String(work.revision)} />
          {groupsOf(factsOf(section)).map(({ group, facts }) => {
            const fields = facts.map((fact) => (
              <FactField key={fact.name} ctx={ctx} t={t} fact={fact} content={work.content} view={view} keys={keys} />
            ));
            const headings: Readonly<Record<string, string>> = t.reuse.groups;
            return group === undefined ? (
              fields
            ) : (
              <Fieldset key={group} heading={headings[group] ?? group}>
                {fields}
              </Fieldset>
            );
          })}
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
      const row: readonly AnySection[] = isOfReuse(section) ? reuseSections : sectionNames;
      const next = row[row.indexOf(section) + 1];
      const overview = isOfReuse(section) ? authoringPaths.reuse(id) : authoringPaths.work(id);
      const goesOn = action === 'weiter' && next !== undefined;
      return `${goesOn ? authoringPaths.facts(id, next) : overview}?meldung=gespeichert`;
    },
  });
}

function postedValue(form: URLSearchParams, fact: Fact): string {
  if (fact.kind === 'some')
    return form
      .getAll(fact.name)
      .filter((one) => one !== '')
      .join(',');
  if (fact.kind === 'date') {
    const { day, month, year } = readDateParts(form, fact.name);
    return [day, month, year].every((part) => part === '')
      ? ''
      : [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-');
  }
  const posted = tidy(form.get(fact.name) ?? '');
  return fact.kind === 'yes' ? String(posted === 'true') : posted;
}

function postedValues(ctx: RequestContext, section: AnySection): Values {
  const values: Record<string, string> = {};
  for (const fact of factsOf(section)) {
    values[fact.name] = postedValue(ctx.form, fact);
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
