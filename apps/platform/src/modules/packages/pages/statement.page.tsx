import { type Reply, type RequestContext, type Route } from '#kernel/http';
import {
  Alert,
  Button,
  Checkbox,
  DateField,
  type FieldError,
  Fieldset,
  Form,
  Heading,
  Page,
  RadioGroup,
  readDateParts,
  TextArea,
  TextField,
} from '#ui';
import { readStatement, rowField, type StatementProblem } from '../domain/statement-form.ts';
import { packagesPaths, packagesRoutePaths } from '../paths.ts';
import { packagesTexts, type Texts } from '../texts/index.ts';
import { type BuiltPackage, listingStates, type Statement } from '../types.ts';
import {
  dayOf,
  noticeOf,
  packageCrumbs,
  packageOf,
  type PageDeps,
  partsOf,
  providerAccess,
  providerShell,
  staffOf,
} from './staff.ts';

interface View {
  ctx: RequestContext;
  t: Texts;
  problems: readonly StatementProblem[];
}

/** What was typed, while there is something wrong with it; else what is stored. */
function typedOr(v: View, field: string, stored: string): string {
  return v.problems.length > 0 ? (v.ctx.form.get(field) ?? '') : stored;
}

function errorOf(v: View, field: string): { error?: string } {
  const found = v.problems.find((one) => one.field === field);
  return found === undefined ? {} : { error: v.t.statement.problems[found.problem] };
}

function Line(p: { v: View; field: string; label: string; value: string; optional?: boolean }) {
  const { v, field, label, optional = false } = p;
  const value = typedOr(v, field, p.value);
  const shared = { lang: v.ctx.lang, id: field, label, optional, ...errorOf(v, field) };
  return <TextField {...shared} value={value} maxLength={60} />;
}

function Day(p: { v: View; field: string; label: string; value: string; optional?: boolean }) {
  const { v, field, label, optional = false } = p;
  const value = v.problems.length > 0 ? readDateParts(v.ctx.form, field) : partsOf(p.value);
  return (
    <DateField lang={v.ctx.lang} id={field} label={label} value={value} optional={optional} {...errorOf(v, field)} />
  );
}

function Both(p: { v: View; fields: readonly [string, string]; label: string; value: { de: string; en: string } }) {
  const { v, fields, label } = p;
  return (
    <>
      {(['de', 'en'] as const).map((language, at) => {
        const field = fields[at] ?? '';
        return (
          <TextArea
            key={language}
            lang={v.ctx.lang}
            id={field}
            label={v.t.inLanguage(label, language)}
            rows={2}
            optional={language === 'en'}
            value={typedOr(v, field, p.value[language])}
            {...errorOf(v, field)}
          />
        );
      })}
    </>
  );
}

const noText = { de: '', en: '' };

function KnownErrors({ v, errors, rows }: { v: View; errors: Statement['knownErrors']; rows: number }) {
  const t = v.t.statement;
  return (
    <>
      <Heading level={2}>{t.errors}</Heading>
      <input type="hidden" name="fehler-zeilen" value={String(rows)} />
      {Array.from({ length: rows }, (_, row) => {
        const at = (part: string): string => rowField('fehler', row, part);
        const one = errors[row];
        return (
          <Fieldset key={row} heading={t.errorRow(row + 1)}>
            <Line v={v} field={at('kennung')} label={t.errorId} value={one?.id ?? ''} optional={one === undefined} />
            <Both v={v} fields={[at('de'), at('en')]} label={t.errorText} value={one?.text ?? noText} />
            <Line
              v={v}
              field={at('version')}
              label={t.errorVersion}
              value={one?.version ?? ''}
              optional={one === undefined}
            />
            <Day v={v} field={at('seit')} label={t.errorSince} value={one?.since ?? ''} optional={one === undefined} />
            <Line v={v} field={at('behoben')} label={t.solvedIn} value={one?.solvedIn ?? ''} optional />
            {one === undefined ? null : <Checkbox lang={v.ctx.lang} id={at('weg')} label={t.remove} />}
          </Fieldset>
        );
      })}
    </>
  );
}

function Plan({ v, plan, rows }: { v: View; plan: Statement['releasePlan']; rows: number }) {
  const t = v.t.statement;
  return (
    <>
      <Heading level={2}>{t.plan}</Heading>
      <input type="hidden" name="plan-zeilen" value={String(rows)} />
      {Array.from({ length: rows }, (_, row) => {
        const at = (part: string): string => rowField('plan', row, part);
        const one = plan[row];
        return (
          <Fieldset key={row} heading={t.planRow(row + 1)}>
            <Line
              v={v}
              field={at('version')}
              label={t.planVersion}
              value={one?.version ?? ''}
              optional={one === undefined}
            />
            <Day v={v} field={at('tag')} label={t.planDate} value={one?.date ?? ''} optional={one === undefined} />
            <Both v={v} fields={[at('de'), at('en')]} label={t.planText} value={one?.text ?? noText} />
            {one === undefined ? null : <Checkbox lang={v.ctx.lang} id={at('weg')} label={t.remove} />}
          </Fieldset>
        );
      })}
    </>
  );
}

/** Rows that are there and an empty one; while something is wrong, those that were sent. */
function rowsOf(v: View, list: 'fehler' | 'plan', stored: number): number {
  return v.problems.length > 0
    ? Math.min(Number(v.ctx.form.get(`${list}-zeilen`)) || 0, 100)
    : Math.min(stored + 1, 100);
}

async function statementPage(
  ctx: RequestContext,
  deps: PageDeps,
  one: BuiltPackage,
  problems: readonly StatementProblem[] = [],
): Promise<Reply> {
  const { shell } = await providerShell(ctx, deps);
  const texts = packagesTexts(ctx.lang);
  const t = texts.statement;
  const [listing, versions] = await Promise.all([deps.service.listing(one.packageId), versionsOf(deps, one)]);
  const v: View = { ctx, t: texts, problems };
  const errors: FieldError[] = problems.map(({ field, problem }) => ({ id: field, message: t.problems[problem] }));
  const notice = noticeOf(ctx);
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={shell}
        title={t.title(one.packageId)}
        lead={t.lead}
        breadcrumbs={packageCrumbs(ctx, one)}
        errors={errors}
      >
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        <Form action={packagesPaths.statement(one.digest)} csrfToken={ctx.csrfToken}>
          <RadioGroup
            lang={ctx.lang}
            id="zustand"
            label={t.state}
            value={typedOr(v, 'zustand', listing.state)}
            options={listingStates.map((value) => ({ value, label: t.states[value] }))}
          />
          <KnownErrors v={v} errors={listing.knownErrors} rows={rowsOf(v, 'fehler', listing.knownErrors.length)} />
          <Heading level={2}>{t.support}</Heading>
          <p class="kern-body">{t.supportText}</p>
          {versions.map((version, row) => (
            <Day
              key={version}
              v={v}
              field={rowField('ende', row, 'tag')}
              label={t.supportOf(version)}
              value={listing.endOfSupport.find((end) => end.version === version)?.date ?? ''}
              optional
            />
          ))}
          <Plan v={v} plan={listing.releasePlan} rows={rowsOf(v, 'plan', listing.releasePlan.length)} />
          <Button label={t.save} />
        </Form>
      </Page>
    ),
  };
}

async function versionsOf({ service }: PageDeps, { packageId }: BuiltPackage): Promise<readonly string[]> {
  return (await service.versions(packageId)).map(({ version }) => version);
}

async function saveStatement(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const one = await packageOf(ctx, deps);
  const { tenant, displayName } = staffOf(ctx);
  const read = (field: string): string | null => dayOf(readDateParts(ctx.form, field));
  const { statement, problems } = readStatement(ctx.form, read, await versionsOf(deps, one));
  if (problems.length > 0) return statementPage(ctx, deps, one, problems);
  await deps.kernel.db.tx({ tenant }, (tx) =>
    deps.service.saveStatement(tx, { provider: tenant, packageId: one.packageId, statement, by: displayName }),
  );
  return { kind: 'redirect', to: `${packagesPaths.statement(one.digest)}?meldung=gespeichert` };
}

export function statementRoutes(deps: PageDeps): readonly Route[] {
  const base = { ...providerAccess, path: packagesRoutePaths.statement } as const;
  return [
    {
      ...base,
      method: 'GET',
      name: 'packages.statement',
      rate: 'page',
      handle: async (ctx) => statementPage(ctx, deps, await packageOf(ctx, deps)),
    },
    {
      ...base,
      method: 'POST',
      name: 'packages.save-statement',
      rate: 'write',
      handle: (ctx) => saveStatement(ctx, deps),
    },
  ];
}
