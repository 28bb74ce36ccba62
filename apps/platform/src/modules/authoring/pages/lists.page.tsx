import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type CodeListEntry } from '#modules/catalogue';
import {
  Actions,
  Alert,
  Button,
  EmptyState,
  type FieldError,
  FileInput,
  Form,
  formatDate,
  Heading,
  Page,
  StatusBadge,
  Table,
} from '#ui';
import { authoringPaths, authoringRoutePaths } from '../paths.ts';
import { authoringTexts, type Texts } from '../texts/index.ts';
import { maxFileBytes, readPostedXml, refusalOf } from './posted-xml.ts';
import { type AuthoringDeps, providerAccess, providerShell, staffOf } from './staff.ts';

interface View {
  errors: readonly FieldError[];
  added: readonly (CodeListEntry & { isNew: boolean })[];
}

function Lists({ ctx, t, lists }: { ctx: RequestContext; t: Texts['lists']; lists: readonly CodeListEntry[] }) {
  if (lists.length === 0) return <EmptyState title={t.none} />;
  return (
    <Table
      caption={t.caption}
      columns={[
        { key: 'list', header: t.list },
        { key: 'version', header: t.version },
        { key: 'codes', header: t.codes, numeric: true },
        { key: 'origin', header: t.origin },
        { key: 'added', header: t.added },
      ]}
      rows={lists.map((list) => ({
        key: list.id,
        cells: {
          list: (
            <>
              {list.name} {list.test ? <StatusBadge label={t.test} tone="warning" /> : null}
              <span class="kern-hint"> {list.canonicalUri}</span>
            </>
          ),
          version: list.version,
          codes: String(list.codes),
          origin: list.shared ? t.shared : t.own,
          added: formatDate(list.addedAt, ctx.lang),
        },
      }))}
    />
  );
}

async function listsPage(ctx: RequestContext, deps: AuthoringDeps, { errors, added }: View): Promise<Reply> {
  const { shell, tenant } = await providerShell(ctx, deps);
  const texts = authoringTexts(ctx.lang);
  const t = texts.lists;
  const lists = await deps.catalogue.codeLists(tenant.id);
  const names = (isNew: boolean): string =>
    added
      .filter((list) => list.isNew === isNew)
      .map((list) => `${list.name} ${list.version}`)
      .join(', ');
  const [fresh, known] = [names(true), names(false)];
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={shell}
        title={t.title}
        lead={t.lead}
        width="wide"
        breadcrumbs={[{ href: authoringPaths.list, label: texts.list.title }]}
        errors={errors}
      >
        {fresh === '' ? null : <Alert lang={ctx.lang} kind="success" title={t.uploaded(fresh)} live />}
        {known === '' ? null : <Alert lang={ctx.lang} kind="info" title={t.already(known)} live />}
        <Lists ctx={ctx} t={t} lists={lists} />
        <Heading level={2}>{t.upload}</Heading>
        <Form action={authoringPaths.lists} csrfToken={ctx.csrfToken} multipart>
          <FileInput
            lang={ctx.lang}
            id="listen"
            label={t.files}
            hint={t.filesHint}
            accept=".xml,.gc,text/xml,application/xml"
            error={errors.map(({ message }) => message).join(' ') || undefined}
            multiple
          />
          <Actions>
            <Button label={t.submit} />
          </Actions>
        </Form>
        <p class="kern-body">{t.testText}</p>
      </Page>
    ),
  };
}

/** Each file for itself: one that is refused does not cost the others. */
async function upload(ctx: RequestContext, deps: AuthoringDeps): Promise<Reply> {
  const texts = authoringTexts(ctx.lang);
  const { tenant } = staffOf(ctx);
  const { files, tooLarge } = await readPostedXml(ctx.files);
  const messages = tooLarge.map((name) => texts.create.problems['too-large'](name));
  const added: (CodeListEntry & { isNew: boolean })[] = [];
  for (const file of files) {
    try {
      added.push(...(await deps.catalogue.addCodeLists(tenant, [file])));
    } catch (error) {
      const message = refusalOf(error, file.name, ctx.lang);
      if (message === null) throw error;
      messages.push(message);
    }
  }
  if (files.length + tooLarge.length === 0) messages.push(texts.lists.missing);
  return listsPage(ctx, deps, { errors: messages.map((message) => ({ id: 'listen', message })), added });
}

export function listsRoutes(deps: AuthoringDeps): readonly Route[] {
  const base = { ...providerAccess, path: authoringRoutePaths.lists } as const;
  return [
    {
      ...base,
      method: 'GET',
      name: 'authoring.lists',
      rate: 'page',
      handle: (ctx) => listsPage(ctx, deps, { errors: [], added: [] }),
    },
    {
      ...base,
      method: 'POST',
      name: 'authoring.lists-upload',
      rate: 'upload',
      body: 'multipart',
      maxBodyBytes: maxFileBytes,
      handle: (ctx) => upload(ctx, deps),
    },
  ];
}
