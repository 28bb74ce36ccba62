import { type VNode } from 'preact';
import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type SchemaFinding, type SchemaImportReport } from '#modules/catalogue';
import {
  Actions,
  Alert,
  Button,
  type FieldError,
  FileInput,
  Form,
  Heading,
  LinkButton,
  Page,
  Select,
  SummaryList,
  Table,
  TextArea,
} from '#ui';
import { type FindingGroup, groupFindings, placeInWords } from '../domain/finding-groups.ts';
import { authoringPaths, authoringRoutePaths } from '../paths.ts';
import { authoringTexts, type Texts } from '../texts/index.ts';
import { type Work } from '../types.ts';
import { stateOf, type WorkState } from '../work-state.ts';
import { DiffView } from './diff-view.tsx';
import { maxFileBytes, readPostedXml, refusalOf } from './posted-xml.ts';
import { type AuthoringDeps, noticeOf, providerAccess, providerShell, staffOf, workCrumbs, workOf } from './staff.ts';

/** Of each level; more is what `verbund fim check` is for. */
const shownFindings = 100;

interface View {
  errors: readonly FieldError[];
  /** What was posted with the form of one list. */
  list?: string;
  use?: string;
  reason?: string;
}

type Missing = SchemaImportReport['missing'][number];

function Numbers({ ctx, t, report }: { ctx: RequestContext; t: Texts['report']; report: SchemaImportReport }) {
  return (
    <SummaryList
      lang={ctx.lang}
      heading={t.numbers}
      rows={[
        { key: t.groups, value: String(report.groups) },
        { key: t.fields, value: String(report.fields) },
        { key: t.rules, value: String(report.rules) },
        { key: t.recognised, value: t.recognisedShare(report.rules - report.unrecognisedRules, report.rules) },
      ]}
    />
  );
}

/** Ids of the fields of one list, by its place among the missing ones. */
const idOf = (part: string, at: number): string => `${part}-${String(at + 1)}`;

function MissingList(p: {
  ctx: RequestContext;
  t: Texts['report'];
  work: Work;
  list: Missing;
  at: number;
  view: View;
}): VNode {
  const { ctx, t, list, at, view } = p;
  const isPosted = view.list === list.name;
  const errorOf = (part: string): string | undefined => view.errors.find(({ id }) => id === idOf(part, at))?.message;
  const hasArrived = list.version === null ? list.available.length > 0 : list.available.includes(list.version);
  const others = list.available.filter((version) => version !== list.version);
  return (
    <section class="vb-group" aria-labelledby={idOf('liste', at)}>
      <Heading level={3} id={idOf('liste', at)}>
        {t.missing(list.name)}
      </Heading>
      {hasArrived ? (
        <Form action={authoringPaths.replacement(p.work.id)} csrfToken={ctx.csrfToken}>
          <p class="kern-body">{t.arrived}</p>
          <Button label={t.takeArrived} value="uebernehmen" ariaLabel={`${t.takeArrived}: ${list.name}`} />
        </Form>
      ) : (
        <>
          <p class="kern-body">{t.missingText}</p>
          <Form action={authoringPaths.report(p.work.id)} csrfToken={ctx.csrfToken} multipart>
            <input type="hidden" name="nummer" value={String(at)} />
            <FileInput
              lang={ctx.lang}
              id={idOf('datei', at)}
              label={t.upload}
              accept=".xml,.gc,text/xml,application/xml"
              error={errorOf('datei')}
            />
            <Button label={t.uploadButton} variant="secondary" ariaLabel={`${t.uploadButton}: ${list.name}`} />
          </Form>
          {others.length === 0 || list.version === null ? (
            <p class="kern-body">{t.noOther}</p>
          ) : (
            <Form action={authoringPaths.replacement(p.work.id)} csrfToken={ctx.csrfToken}>
              <input type="hidden" name="liste" value={list.name} />
              <Select
                lang={ctx.lang}
                id={idOf('version', at)}
                name="version"
                label={t.useInstead}
                options={others.map((version) => ({ value: version, label: version }))}
                value={isPosted ? (view.use ?? '') : ''}
                error={errorOf('version')}
              />
              <TextArea
                lang={ctx.lang}
                id={idOf('begruendung', at)}
                name="begruendung"
                label={t.reason}
                hint={t.reasonHint(staffOf(ctx).displayName)}
                value={isPosted ? (view.reason ?? '') : ''}
                error={errorOf('begruendung')}
                rows={3}
                maxLength={1000}
              />
              <Button label={t.decide} variant="secondary" ariaLabel={`${t.decide}: ${list.name}`} />
            </Form>
          )}
        </>
      )}
    </section>
  );
}

function CodeLists(p: { ctx: RequestContext; t: Texts['report']; work: Work; report: SchemaImportReport; view: View }) {
  const { t, report } = p;
  return (
    <section>
      <Heading level={2}>{t.lists}</Heading>
      {report.missing.length === 0 ? <p class="kern-body">{t.listsNone}</p> : null}
      {report.testLists.length === 0 ? null : (
        <Alert lang={p.ctx.lang} kind="warning" title={t.testLists(report.testLists.join(', '))} level={3} />
      )}
      {report.missing.map((list, at) => (
        <MissingList key={list.name} ctx={p.ctx} t={t} work={p.work} list={list} at={at} view={p.view} />
      ))}
      {report.replacements.length === 0 ? null : (
        <>
          <Heading level={3}>{t.replaced}</Heading>
          <ul>
            {report.replacements.map(({ canonicalUri, version, use, decidedBy, decidedOn, reason }) => (
              <li key={`${canonicalUri} ${version}`}>
                {t.replacedBy(canonicalUri, version, use, decidedBy, decidedOn, reason)}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function todoOf(t: Texts['report'], { level }: FindingGroup, { code }: SchemaFinding): string {
  const byCode: Readonly<Record<string, string>> = t.todos;
  return byCode[code] ?? t.todoByLevel[level];
}

function Findings({ ctx, t, report }: { ctx: RequestContext; t: Texts['report']; report: SchemaImportReport }) {
  const groups = groupFindings(report.findings);
  return (
    <section>
      <Heading level={2}>{t.findings}</Heading>
      {groups.length === 0 ? <p class="kern-body">{t.findingsNone}</p> : null}
      {groups.map((group) => (
        <section key={group.level}>
          <Heading level={3}>{`${t.levels[group.level]} (${String(group.findings.length)})`}</Heading>
          <p class="kern-body">{t.levelText[group.level]}</p>
          <Table
            caption={t.levels[group.level]}
            captionHidden
            columns={[
              { key: 'place', header: t.place },
              { key: 'message', header: t.message },
              { key: 'todo', header: t.todo },
            ]}
            rows={group.findings.slice(0, shownFindings).map((found, at) => ({
              key: String(at),
              cells: {
                place: <span title={found.path}>{placeInWords(report.schema, found.path) || t.whole}</span>,
                message: (
                  <>
                    {ctx.lang === 'en' ? (found.messageEn ?? found.message) : found.message}
                    {found.quality === undefined ? null : <span class="vb-muted"> {t.quality(found.quality)}</span>}
                  </>
                ),
                todo: todoOf(t, group, found),
              },
            }))}
          />
          {group.findings.length > shownFindings ? (
            <p class="kern-body">{t.more(group.findings.length - shownFindings)}</p>
          ) : null}
        </section>
      ))}
    </section>
  );
}

function Carried({ t, work, state }: { t: Texts['report']; work: Work; state: WorkState }) {
  const { carried } = work.content;
  if (carried === null) return null;
  const names = new Map(state.schema.rules.map((rule) => [rule.id, rule.name]));
  return (
    <section>
      <Heading level={2}>{t.carried}</Heading>
      <p class="kern-body">{t.carriedFrom(carried.fromVersion)}</p>
      <p class="kern-body">{t.carriedKept(carried.keptOverlay, carried.keptRules)}</p>
      {carried.lostOverlay.length === 0 ? null : (
        <>
          <p class="kern-body">{t.lostOverlay}</p>
          <ul>
            {carried.lostOverlay.map((place) => (
              <li key={place}>{place}</li>
            ))}
          </ul>
          <p>
            <a class="kern-link" href={authoringPaths.form(work.id)}>
              {t.toForm}
            </a>
          </p>
        </>
      )}
      {carried.lostRules.length === 0 ? null : (
        <>
          <p class="kern-body">{t.lostRules}</p>
          <ul>
            {carried.lostRules.map((key) => (
              <li key={key}>{names.get(key.split('#')[1] ?? '') ?? key}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

async function reportPage(ctx: RequestContext, deps: AuthoringDeps, view: View = { errors: [] }): Promise<Reply> {
  const { shell, tenant } = await providerShell(ctx, deps);
  const texts = authoringTexts(ctx.lang);
  const t = texts.report;
  const work = await workOf(ctx, deps);
  const state = await stateOf(deps.catalogue, tenant.id, work);
  const { report } = state;
  const { carried, schema } = work.content;
  const before = carried === null ? null : await deps.catalogue.schemaReport(tenant.id, carried.fromDigest);
  const notice = noticeOf(ctx, texts.notices);
  return {
    kind: 'page',
    status: view.errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={shell}
        title={t.title}
        lead={t.lead(schema.name, schema.id, schema.version)}
        width="wide"
        breadcrumbs={workCrumbs(ctx, work)}
        errors={view.errors}
      >
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        <Carried t={t} work={work} state={state} />
        {before === null ? null : <DiffView lang={ctx.lang} before={before.schema} after={report.schema} />}
        <Numbers ctx={ctx} t={t} report={report} />
        <CodeLists ctx={ctx} t={t} work={work} report={report} view={view} />
        <Findings ctx={ctx} t={t} report={report} />
        <Actions>
          <LinkButton href={authoringPaths.rules(work.id)} label={t.reviewRules} />
          <LinkButton href={authoringPaths.work(work.id)} label={texts.toWork} variant="secondary" />
        </Actions>
      </Page>
    ),
  };
}

/** Several people may decide on the lists of one schema at once; nobody needs as many tries. */
const mostTries = 5;

/** The same file with the lists that are there by now. Content apart from the schema stays as it is. */
async function resolveAgain(
  ctx: RequestContext,
  deps: AuthoringDeps,
  shown: Work,
  decision: { list: string; use: string; reason: string } | null,
): Promise<{ missing: readonly string[] }> {
  const { tenant, displayName } = staffOf(ctx);
  const replacements = decision === null ? [] : [{ ...decision, decidedBy: displayName }];
  let work = shown;
  for (let attempt = 1; attempt <= mostTries; attempt += 1) {
    const { digest: schemaDigest } = work.content.schema;
    const result = await deps.catalogue.importAgain({ schemaDigest, provider: tenant, replacements });
    const { id, revision } = work;
    const saved = await deps.service.save({
      tenant,
      id,
      revision,
      by: displayName,
      change: (content) => ({ ...content, schema: { ...content.schema, digest: result.schemaDigest } }),
    });
    if (saved.ok) return { missing: result.missingCodeLists };
    // Decided upon again, on what another window has decided; but not for another file.
    work = saved.current;
    if (work.content.schema.importedAt !== shown.content.schema.importedAt) break;
  }
  throw new AppError('conflict', 'authoring/schema-changed');
}

async function uploadList(ctx: RequestContext, deps: AuthoringDeps): Promise<Reply> {
  const t = authoringTexts(ctx.lang);
  const work = await workOf(ctx, deps);
  const { tenant } = staffOf(ctx);
  const { files, tooLarge } = await readPostedXml(ctx.files);
  // The text field comes before the file in the form, so it is read by now.
  const at = Number(/^\d{1,4}$/.exec(ctx.form.get('nummer') ?? '')?.[0] ?? '0');
  const refuse = (message: string): Promise<Reply> =>
    reportPage(ctx, deps, { errors: [{ id: idOf('datei', at), message }] });
  if (tooLarge[0] !== undefined) return refuse(t.create.problems['too-large'](tooLarge[0]));
  const [file] = files;
  if (file === undefined) return refuse(t.report.problems.file);
  try {
    await deps.catalogue.addCodeLists(tenant, [file]);
  } catch (error) {
    const message = refusalOf(error, file.name, ctx.lang);
    if (message === null) throw error;
    return refuse(message);
  }
  const before = (await deps.catalogue.schemaReport(tenant, work.content.schema.digest)).missing[at];
  const { missing } = await resolveAgain(ctx, deps, work, null);
  if (before !== undefined && missing.includes(before.name)) return refuse(t.report.stillMissing);
  return { kind: 'redirect', to: `${authoringPaths.report(work.id)}?meldung=liste` };
}

async function decideOnList(ctx: RequestContext, deps: AuthoringDeps): Promise<Reply> {
  const t = authoringTexts(ctx.lang).report;
  const work = await workOf(ctx, deps);
  const to = authoringPaths.report(work.id);
  if (ctx.form.get('_action') === 'uebernehmen') {
    await resolveAgain(ctx, deps, work, null);
    return { kind: 'redirect', to: `${to}?meldung=liste` };
  }
  const list = ctx.form.get('liste') ?? '';
  const use = ctx.form.get('version') ?? '';
  const reason = (ctx.form.get('begruendung') ?? '').trim().slice(0, 1000);
  const { missing } = await deps.catalogue.schemaReport(staffOf(ctx).tenant, work.content.schema.digest);
  const at = missing.findIndex(({ name }) => name === list);
  const errors: FieldError[] = [];
  if (missing[at]?.available.includes(use) !== true) errors.push({ id: idOf('version', at), message: t.problems.use });
  if (reason === '') errors.push({ id: idOf('begruendung', at), message: t.problems.reason });
  if (at < 0) throw new AppError('conflict', 'authoring/list-not-missing');
  if (errors.length > 0) return reportPage(ctx, deps, { errors, list, use, reason });
  await resolveAgain(ctx, deps, work, { list, use, reason });
  return { kind: 'redirect', to: `${to}?meldung=entschieden` };
}

export function reportRoutes(deps: AuthoringDeps): readonly Route[] {
  return [
    {
      ...providerAccess,
      method: 'GET',
      path: authoringRoutePaths.report,
      name: 'authoring.report',
      rate: 'page',
      handle: (ctx) => reportPage(ctx, deps),
    },
    {
      ...providerAccess,
      method: 'POST',
      path: authoringRoutePaths.report,
      name: 'authoring.report-list',
      rate: 'upload',
      body: 'multipart',
      maxBodyBytes: maxFileBytes,
      handle: (ctx) => uploadList(ctx, deps),
    },
    {
      ...providerAccess,
      method: 'POST',
      path: authoringRoutePaths.replacement,
      name: 'authoring.report-decision',
      rate: 'write',
      handle: (ctx) => decideOnList(ctx, deps),
    },
  ];
}
