import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { Actions, Alert, Button, Checkbox, type FieldError, Fieldset, Form, Page, Select, TextField } from '#ui';
import {
  maxParameters,
  noParameter,
  parameterField,
  type ParameterFinding,
  parameterFindings,
  parameterKinds,
  parameterPlaces,
  readParameters,
} from '../domain/parameters.ts';
import { authoringPaths, authoringRoutePaths } from '../paths.ts';
import { authoringTexts, type Texts } from '../texts/index.ts';
import { type ParameterDraft, type Work } from '../types.ts';
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

interface RowProps {
  ctx: RequestContext;
  t: Texts['reuse']['parameter'];
  languages: Texts['languages'];
  inLanguage: Texts['facts']['inLanguage'];
  row: number;
  parameter: ParameterDraft;
  findings: readonly ParameterFinding[];
  isNew: boolean;
}

function Row({ ctx, t, languages, inLanguage, row, parameter, findings, isNew }: RowProps) {
  const id = (part: string): string => parameterField(row, part);
  const errorOf = (field: ParameterFinding['field']) => {
    const finding = findings.find((one) => one.row === row && one.field === field);
    return finding === undefined ? {} : { error: t.problems[finding.problem] };
  };
  const { lang } = ctx;
  return (
    <Fieldset heading={t.row(row + 1)}>
      <TextField
        lang={lang}
        id={id('name')}
        label={t.name}
        hint={t.nameHint}
        value={parameter.name}
        maxLength={100}
        spellcheck={false}
        {...errorOf('name')}
      />
      {(['de', 'en'] as const).map((language) => (
        <TextField
          key={language}
          lang={lang}
          id={id(`label-${language}`)}
          label={inLanguage(t.label, languages[language])}
          value={parameter.label[language]}
          maxLength={200}
          optional={language === 'en'}
          {...errorOf(`label-${language}`)}
        />
      ))}
      <Select
        lang={lang}
        id={id('kind')}
        label={t.kind}
        value={parameter.kind}
        options={parameterKinds.map((value) => ({ value, label: t.kinds[value] }))}
      />
      <Select
        lang={lang}
        id={id('place')}
        label={t.place}
        value={parameter.place}
        options={parameterPlaces.map((value) => ({ value, label: t.places[value] }))}
      />
      <Checkbox lang={lang} id={id('mandatory')} label={t.mandatory} checked={parameter.mandatory} />
      <Checkbox lang={lang} id={id('standard')} label={t.standard} checked={parameter.standard} />
      {isNew ? null : <Checkbox lang={lang} id={id('weg')} label={t.remove} />}
    </Fieldset>
  );
}

async function parametersPage(
  ctx: RequestContext,
  deps: AuthoringDeps,
  work: Work,
  view: { parameters: readonly ParameterDraft[]; findings: readonly ParameterFinding[] },
): Promise<Reply> {
  const { shell } = await providerShell(ctx, deps);
  const texts = authoringTexts(ctx.lang);
  const t = texts.reuse.parameter;
  const { parameters, findings } = view;
  const notice = noticeOf(ctx, texts.notices);
  const errors: FieldError[] = findings.map(({ row, field, problem }) => ({
    id: parameterField(row, field),
    message: `${t.row(row + 1)}: ${t.problems[problem]}`,
  }));
  const rows = parameters.length < maxParameters && errors.length === 0 ? [...parameters, noParameter] : parameters;
  const shown = rows.length === 0 ? [noParameter] : rows;
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
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        <Form action={authoringPaths.parameters(work.id)} csrfToken={ctx.csrfToken}>
          <input type="hidden" name={revisionField} value={String(work.revision)} />
          <input type="hidden" name="zeilen" value={String(shown.length)} />
          {shown.map((parameter, row) => (
            <Row
              key={row}
              ctx={ctx}
              t={t}
              languages={texts.languages}
              inLanguage={texts.facts.inLanguage}
              row={row}
              parameter={parameter}
              findings={findings}
              isNew={row >= parameters.length}
            />
          ))}
          <Actions>
            <Button label={t.save} value="uebersicht" />
            <Button label={t.add} variant="secondary" value="weiterer" />
          </Actions>
        </Form>
      </Page>
    ),
  };
}

const inWords = (parameters: readonly ParameterDraft[]): string =>
  parameters.map(({ name, label, kind, place }) => `${name}: ${label.de} (${kind}, ${place})`).join('\n');

async function saveParameters(ctx: RequestContext, deps: AuthoringDeps): Promise<Reply> {
  const work = await workOf(ctx, deps);
  const parameters = readParameters(ctx.form);
  const findings = parameterFindings(parameters);
  if (findings.length > 0) return parametersPage(ctx, deps, work, { parameters, findings });
  return saveWork(ctx, deps, {
    change: (content) => ({ ...content, reuse: { ...content.reuse, parameters } }),
    entries: (current) => [
      {
        name: 'parameter',
        label: authoringTexts(ctx.lang).reuse.parameter.title,
        mine: inWords(parameters),
        theirs: inWords(current.reuse.parameters),
      },
    ],
    then: ({ id }) => {
      const next = ctx.form.get('_action') === 'weiterer' ? authoringPaths.parameters(id) : authoringPaths.reuse(id);
      return `${next}?meldung=gespeichert`;
    },
  });
}

export function parameterRoutes(deps: AuthoringDeps): readonly Route[] {
  const base = { ...providerAccess, path: authoringRoutePaths.parameters } as const;
  return [
    {
      ...base,
      method: 'GET',
      name: 'authoring.reuse-parameters',
      rate: 'page',
      handle: async (ctx) => {
        const work = await workOf(ctx, deps);
        return parametersPage(ctx, deps, work, { parameters: work.content.reuse.parameters, findings: [] });
      },
    },
    {
      ...base,
      method: 'POST',
      name: 'authoring.reuse-parameters-save',
      rate: 'write',
      handle: (ctx) => saveParameters(ctx, deps),
    },
  ];
}
