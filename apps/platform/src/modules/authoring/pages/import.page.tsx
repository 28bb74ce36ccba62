import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type ImportResult } from '#modules/catalogue';
import { Actions, Alert, Button, type FieldError, FileInput, Form, LinkButton, Page } from '#ui';
import { carryOver } from '../domain/carry-over.ts';
import { newContent } from '../domain/new-work.ts';
import { authoringPaths, authoringRoutePaths } from '../paths.ts';
import { authoringTexts } from '../texts/index.ts';
import { type Work, type WorkSchema } from '../types.ts';
import { maxFileBytes, maxLists, type PostedXml, readPostedXml, refusalOf } from './posted-xml.ts';
import { type AuthoringDeps, providerAccess, providerShell, staffOf, workCrumbs, workOf } from './staff.ts';

/** `work` null: a new service. */
async function importPage(
  ctx: RequestContext,
  deps: AuthoringDeps,
  work: Work | null,
  errors: readonly FieldError[] = [],
): Promise<Reply> {
  const { shell } = await providerShell(ctx, deps);
  const texts = authoringTexts(ctx.lang);
  const t = texts.create;
  const crumbs = work === null ? [{ href: authoringPaths.list, label: texts.list.title }] : workCrumbs(ctx, work);
  const errorOf = (id: string): string | undefined => errors.find((error) => error.id === id)?.message;
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={shell}
        title={work === null ? t.title : t.titleAgain}
        lead={work === null ? t.lead : t.leadAgain}
        breadcrumbs={crumbs}
        errors={errors}
      >
        {errors.length > 0 && work !== null ? <Alert lang={ctx.lang} kind="info" title={t.unchanged} /> : null}
        <Form
          action={work === null ? authoringPaths.create : authoringPaths.import(work.id)}
          csrfToken={ctx.csrfToken}
          multipart
        >
          <FileInput
            lang={ctx.lang}
            id="schema"
            label={t.schema}
            hint={t.schemaHint}
            accept=".xml,text/xml,application/xml"
            error={errorOf('schema')}
          />
          <FileInput
            lang={ctx.lang}
            id="listen"
            label={t.lists}
            hint={t.listsHint}
            accept=".xml,.gc,text/xml,application/xml"
            error={errorOf('listen')}
            multiple
            optional
          />
          <Actions>
            <Button label={t.submit} />
            {work === null ? null : (
              <LinkButton
                href={authoringPaths.work(work.id)}
                label={authoringTexts(ctx.lang).back}
                variant="secondary"
              />
            )}
          </Actions>
        </Form>
      </Page>
    ),
  };
}

type Imported = { ok: true; file: PostedXml; result: ImportResult } | { ok: false; errors: readonly FieldError[] };

/** Code lists go to the store first: they stay, also when the schema is refused. */
async function importPosted(ctx: RequestContext, { catalogue }: AuthoringDeps): Promise<Imported> {
  const t = authoringTexts(ctx.lang).create.problems;
  const { tenant } = staffOf(ctx);
  const { files, tooLarge } = await readPostedXml(ctx.files);
  const lists = files.filter(({ field }) => field === 'listen');
  const [schema, second] = files.filter(({ field }) => field === 'schema');
  const errors: FieldError[] = tooLarge.map((name) => ({ id: 'schema', message: t['too-large'](name) }));
  if (schema === undefined && errors.length === 0) errors.push({ id: 'schema', message: t.missing });
  if (second !== undefined) errors.push({ id: 'schema', message: t['two-schemas'](second.name) });
  if (lists.length > maxLists) errors.push({ id: 'listen', message: t['too-many'] });
  if (schema === undefined || errors.length > 0) return { ok: false, errors };
  for (const list of lists) {
    const refused = await attempt(() => catalogue.addCodeLists(tenant, [list]), list.name, ctx);
    if (!refused.ok) errors.push({ id: 'listen', message: refused.message });
  }
  if (errors.length > 0) return { ok: false, errors };
  const imported = await attempt(
    () => catalogue.importSchema({ xml: schema.bytes, provider: tenant, codeLists: [] }),
    schema.name,
    ctx,
  );
  return imported.ok
    ? { ok: true, file: schema, result: imported.value }
    : { ok: false, errors: [{ id: 'schema', message: imported.message }] };
}

async function attempt<T>(
  act: () => Promise<T>,
  name: string,
  ctx: RequestContext,
): Promise<{ ok: true; value: T } | { ok: false; message: string }> {
  try {
    return { ok: true, value: await act() };
  } catch (error) {
    const message = refusalOf(error, name, ctx.lang);
    if (message === null) throw error;
    return { ok: false, message };
  }
}

function factsOfImport(ctx: RequestContext, file: PostedXml, { schema, schemaDigest }: ImportResult): WorkSchema {
  return {
    digest: schemaDigest,
    id: schema.id,
    version: schema.version ?? '0',
    dialect: schema.dialect,
    name: schema.title || schema.name,
    fileName: file.name,
    importedAt: ctx.now.toISOString(),
    importedBy: staffOf(ctx).displayName,
  };
}

async function createWork(ctx: RequestContext, deps: AuthoringDeps): Promise<Reply> {
  const imported = await importPosted(ctx, deps);
  if (!imported.ok) return importPage(ctx, deps, null, imported.errors);
  const { tenant, displayName } = staffOf(ctx);
  const { schema } = imported.result;
  const content = newContent(schema, factsOfImport(ctx, imported.file, imported.result));
  const work = await deps.service.create({ tenant, content, baseVersionDigest: null, by: displayName });
  return { kind: 'redirect', to: `${authoringPaths.report(work.id)}?meldung=importiert` };
}

/** Works on the current state, whatever other windows have saved: the exchange touches nothing they could mean. */
async function exchangeSchema(ctx: RequestContext, deps: AuthoringDeps): Promise<Reply> {
  const work = await workOf(ctx, deps);
  const imported = await importPosted(ctx, deps);
  if (!imported.ok) return importPage(ctx, deps, work, imported.errors);
  const { result, file } = imported;
  const expected = work.content.schema.id;
  if (result.schema.id !== expected) {
    const message = authoringTexts(ctx.lang).create.problems['other-schema'](result.schema.id, expected);
    return importPage(ctx, deps, work, [{ id: 'schema', message }]);
  }
  const { tenant, displayName } = staffOf(ctx);
  const before = await deps.catalogue.schemaReport(tenant, work.content.schema.digest);
  await deps.service.save({
    tenant,
    id: work.id,
    revision: null,
    by: displayName,
    change: (content) => carryOver(content, before.schema, result.schema, factsOfImport(ctx, file, result)),
  });
  return { kind: 'redirect', to: `${authoringPaths.report(work.id)}?meldung=erneuert` };
}

export function importRoutes(deps: AuthoringDeps): readonly Route[] {
  const upload = { ...providerAccess, method: 'POST', rate: 'upload', body: 'multipart' } as const;
  // Room for a schema and its lists; a single file has its own limit.
  const maxBodyBytes = 2 * maxFileBytes;
  return [
    {
      ...providerAccess,
      method: 'GET',
      path: authoringRoutePaths.create,
      name: 'authoring.create',
      rate: 'page',
      handle: (ctx) => importPage(ctx, deps, null),
    },
    {
      ...upload,
      path: authoringRoutePaths.create,
      name: 'authoring.create-work',
      maxBodyBytes,
      handle: (ctx) => createWork(ctx, deps),
    },
    {
      ...providerAccess,
      method: 'GET',
      path: authoringRoutePaths.import,
      name: 'authoring.import',
      rate: 'page',
      handle: async (ctx) => importPage(ctx, deps, await workOf(ctx, deps)),
    },
    {
      ...upload,
      path: authoringRoutePaths.import,
      name: 'authoring.exchange-schema',
      maxBodyBytes,
      handle: (ctx) => exchangeSchema(ctx, deps),
    },
  ];
}
