import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { Alert, type FieldError, formatDate, Heading, Page, StructuredText, SummaryList, Table } from '#ui';
import { isAdoptable } from '../domain/assessed.ts';
import { deviationProblems, emptyDeviation, isEmpty, maxDeviations, readDeviations } from '../domain/deviation-form.ts';
import { paperNames } from '../domain/papers.ts';
import { privacyPaths, privacyRoutePaths } from '../paths.ts';
import { privacyTexts, type Texts } from '../texts/index.ts';
import { type AdoptionState, type AssessedVersion, type Decision, type Deviation } from '../types.ts';
import { AdoptForm, type AdoptEntries } from './adopt-form.tsx';
import { AssessmentView } from './assessment-view.tsx';
import { StateBadge } from './list.page.tsx';
import { crumbs, nameOf, noticeOf, officerAccess, officerShell, type PageDeps, staffOf, versionOf } from './staff.ts';

interface View {
  entries: AdoptEntries;
  errors: readonly FieldError[];
}

const noEntries: AdoptEntries = { number: '', deviations: [], confirmed: false };

async function servicePage(ctx: RequestContext, deps: PageDeps, view: View): Promise<Reply> {
  const version = await versionOf(ctx, deps);
  const { tenant, shell } = await officerShell(ctx, deps);
  const t = privacyTexts(ctx.lang);
  const [state, newest, coverage, decisions] = await Promise.all([
    deps.service.state(tenant.id, version.digest),
    deps.service.newest(version.packageId),
    deps.service.coverage(version.packageId),
    deps.service.decisions(tenant.id, version.packageId),
  ]);
  const notice = noticeOf(ctx);
  const isNewest = newest === null || newest.digest === version.digest;
  return {
    kind: 'page',
    status: view.errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={shell}
        title={nameOf(ctx, version)}
        lead={t.service.lead(version.version, version.manifest.provider.name)}
        breadcrumbs={crumbs(ctx)}
        errors={view.errors}
        width="wide"
      >
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        {isNewest ? null : (
          <Alert lang={ctx.lang} kind="info" title={t.service.newer(newest.version)}>
            <a class="kern-link" href={privacyPaths.service(newest.digest)}>
              {t.service.newerLink}
            </a>
          </Alert>
        )}
        {state.state === 'to-renew' ? (
          <Alert lang={ctx.lang} kind="warning" title={t.service.renewTitle}>
            <p>{t.service.renewText(state.adoptedVersion ?? '')}</p>
          </Alert>
        ) : null}
        <StateView ctx={ctx} t={t} version={version} state={state} />
        <AssessmentView ctx={ctx} version={version} />
        {isNewest && version.assessment !== null ? <p>{t.service.covered(coverage.towns)}</p> : null}
        <Papers t={t} version={version} />
        {version.assessment === null ? null : isAdoptable(version) ? (
          <AdoptForm ctx={ctx} version={version} state={state} entries={view.entries} errors={view.errors} />
        ) : (
          <Alert lang={ctx.lang} kind="danger" title={t.service.results['not-acceptable']}>
            <p>{t.service.notAcceptable}</p>
          </Alert>
        )}
        <History ctx={ctx} t={t} decisions={decisions} />
      </Page>
    ),
  };
}

function StateView(p: { ctx: RequestContext; t: Texts; version: AssessedVersion; state: AdoptionState }) {
  const { ctx, t, state } = p;
  const { decision } = state;
  const rows = [{ key: t.service.stateRow, value: <StateBadge t={t} state={state} version={p.version} /> }];
  if (decision === null) return <SummaryList lang={ctx.lang} heading={t.service.stateHeading} rows={rows} />;
  return (
    <>
      <SummaryList
        lang={ctx.lang}
        heading={t.service.stateHeading}
        rows={[
          ...rows,
          { key: t.service.version, value: decision.version },
          { key: t.service.by, value: decision.by },
          { key: t.service.date, value: formatDate(decision.at, ctx.lang) },
          ...(decision.number === '' ? [] : [{ key: t.service.number, value: decision.number }]),
          ...(decision.reason === '' ? [] : [{ key: t.service.reason, value: decision.reason }]),
          ...(decision.kind === 'adopted' && decision.deviations.length === 0
            ? [{ key: t.service.deviations, value: t.service.noDeviations }]
            : []),
        ]}
      />
      <DeviationTable t={t} deviations={decision.deviations} />
    </>
  );
}

function DeviationTable({ t, deviations }: { t: Texts; deviations: readonly Deviation[] }) {
  if (deviations.length === 0) return null;
  return (
    <Table
      caption={t.service.deviations}
      columns={[
        { key: 'point', header: t.adopt.point },
        { key: 'difference', header: t.adopt.difference },
        { key: 'reason', header: t.adopt.reason },
        { key: 'measure', header: t.adopt.measure },
      ]}
      rows={deviations.map((row, index) => ({ key: String(index), cells: { ...row } }))}
    />
  );
}

function Papers({ t, version }: { t: Texts; version: AssessedVersion }) {
  return (
    <>
      <Heading level={2}>{t.service.papers}</Heading>
      <ul>
        {paperNames.map((name) => (
          <li key={name}>
            <a class="kern-link" href={privacyPaths.paper(version.digest, name)}>
              {t.service.paperNames[name]}
            </a>
          </li>
        ))}
        <li>
          <a class="kern-link" href={privacyPaths.fields(version.digest)}>
            {t.service.fields}
          </a>
        </li>
      </ul>
    </>
  );
}

function History({ ctx, t, decisions }: { ctx: RequestContext; t: Texts; decisions: readonly Decision[] }) {
  if (decisions.length < 2) return null;
  return (
    <>
      <Heading level={2}>{t.service.history}</Heading>
      <Table
        caption={t.service.historyCaption}
        captionHidden
        columns={[
          { key: 'date', header: t.service.date },
          { key: 'what', header: t.service.what },
          { key: 'version', header: t.service.version },
          { key: 'by', header: t.service.by },
          { key: 'more', header: t.service.deviations },
        ]}
        rows={decisions.map(({ id, at, kind, version, by, reason, deviations }) => ({
          key: id,
          cells: {
            date: formatDate(at, ctx.lang),
            what: t.service.kindsOfDecision[kind],
            version,
            by,
            more:
              kind === 'adopted' ? (
                deviations.map(({ point }) => point).join(', ') || t.service.noDeviations
              ) : (
                <StructuredText text={reason} level={3} />
              ),
          },
        }))}
      />
    </>
  );
}

function postedEntries(ctx: RequestContext): AdoptEntries {
  return {
    number: (ctx.form.get('aktenzeichen') ?? '').trim(),
    deviations: readDeviations(ctx.form),
    confirmed: ctx.form.get('gelesen') === 'true',
  };
}

function problemsOf(t: Texts['adopt'], entries: AdoptEntries): FieldError[] {
  const errors: FieldError[] = [];
  if (entries.number.length > 100) errors.push({ id: 'aktenzeichen', message: t.problems.number });
  for (const { index, part, code } of deviationProblems(entries.deviations)) {
    errors.push({ id: `${part}-${String(index)}`, message: t.problems[code](t[part], index + 1) });
  }
  if (entries.deviations.length > maxDeviations) errors.push({ id: 'abweichungen', message: t.problems.many });
  if (!entries.confirmed) errors.push({ id: 'gelesen', message: t.problems.confirm });
  return errors;
}

async function postAdoption(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const version = await versionOf(ctx, deps);
  const { staff, tenant, displayName } = staffOf(ctx);
  const t = privacyTexts(ctx.lang).adopt;
  const entries = postedEntries(ctx);
  const again = (deviations: readonly Deviation[]): Promise<Reply> =>
    servicePage(ctx, deps, { entries: { ...entries, deviations }, errors: [] });
  const action = ctx.form.get('_action') ?? '';
  if (action === 'add:abweichungen') return again([...entries.deviations, emptyDeviation].slice(0, maxDeviations));
  const removed = /^remove:abweichungen:(\d{1,2})$/.exec(action)?.[1];
  if (removed !== undefined) return again(entries.deviations.filter((_, index) => index !== Number(removed)));
  if (action === 'vorlage') {
    // Only by this button: an earlier deviation never goes over to a new version by itself.
    const { decision } = await deps.service.state(tenant, version.digest);
    const own = entries.deviations.filter((row) => !isEmpty(row));
    return again([...own, ...(decision?.deviations ?? [])].slice(0, maxDeviations));
  }
  const errors = problemsOf(t, entries);
  if (errors.length > 0) return servicePage(ctx, deps, { entries, errors });
  const basis = ctx.form.get('stand') ?? '';
  await deps.kernel.db.tx({ tenant }, (tx) =>
    deps.service.adopt(tx, {
      tenant,
      versionDigest: version.digest,
      officer: { staff, name: displayName },
      number: entries.number,
      deviations: entries.deviations.filter((row) => !isEmpty(row)),
      basis: basis === '' ? null : basis,
    }),
  );
  return { kind: 'redirect', to: `${privacyPaths.service(version.digest)}?meldung=uebernommen` };
}

export function serviceRoutes(deps: PageDeps): readonly Route[] {
  const base = { ...officerAccess, path: privacyRoutePaths.service } as const;
  return [
    {
      ...base,
      method: 'GET',
      name: 'privacy.service',
      rate: 'page',
      handle: (ctx) => servicePage(ctx, deps, { entries: noEntries, errors: [] }),
    },
    { ...base, method: 'POST', name: 'privacy.adopt', rate: 'write', handle: (ctx) => postAdoption(ctx, deps) },
  ];
}
