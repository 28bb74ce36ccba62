import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { Alert, LinkButton, Page, Pagination, safeHref, Table } from '#ui';
import { csvFile } from '../domain/csv.ts';
import { type FieldPurpose, fieldPurposes } from '../domain/field-purposes.ts';
import { privacyPaths, privacyRoutePaths } from '../paths.ts';
import { privacyTexts, type Texts } from '../texts/index.ts';
import { crumbs, nameOf, officerAccess, officerShell, type PageDeps, versionOf } from './staff.ts';

const pageSize = 100;

async function fieldsPage(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const version = await versionOf(ctx, deps);
  const { schema } = await deps.catalogue.compiledForm(version.digest);
  const t = privacyTexts(ctx.lang).fields;
  const all = fieldPurposes(schema);
  if (ctx.query.get('als') === 'csv') {
    return {
      kind: 'bytes',
      body: Buffer.from(csvFile([t.csv, ...all.map((purpose) => csvRow(t, purpose))]), 'utf8'),
      contentType: 'text/csv',
      filename: `datenfelder-${version.manifest.service.slug}-${version.version}.csv`,
    };
  }
  const { shell } = await officerShell(ctx, deps);
  const missing = all.filter(({ from }) => from === null);
  const ordered = [...missing, ...all.filter(({ from }) => from !== null)];
  const pages = Math.max(1, Math.ceil(ordered.length / pageSize));
  const page = Math.min(Math.max(1, Number(ctx.query.get('seite') ?? '1') || 1), pages);
  const first = (page - 1) * pageSize;
  const shown = ordered.slice(first, first + pageSize);
  const address = privacyPaths.fields(version.digest);
  return {
    kind: 'page',
    page: (
      <Page
        ctx={shell}
        title={t.title}
        lead={t.lead(nameOf(ctx, version))}
        breadcrumbs={crumbs(ctx, version)}
        width="wide"
      >
        {missing.length === 0 ? (
          <Alert lang={ctx.lang} kind="success" title={t.allGood} />
        ) : (
          <Alert lang={ctx.lang} kind="warning" title={t.missingTitle(missing.length)}>
            <p>{t.missingText}</p>
          </Alert>
        )}
        <p>
          <LinkButton href={`${address}?als=csv`} label={t.download} variant="secondary" />
        </p>
        <Table
          caption={t.caption(first + 1, first + shown.length, ordered.length)}
          columns={[
            { key: 'field', header: t.field },
            { key: 'group', header: t.group },
            { key: 'basis', header: t.basis },
            { key: 'from', header: t.from },
          ]}
          rows={shown.map((purpose) => ({ key: purpose.path, cells: cellsOf(t, purpose) }))}
        />
        <Pagination lang={ctx.lang} page={page} pages={pages} href={(number) => `${address}?seite=${String(number)}`} />
      </Page>
    ),
  };
}

function cellsOf(t: Texts['fields'], { label, groups, basis, from }: FieldPurpose) {
  return {
    field: label,
    group: groups.join(' › '),
    basis:
      from === null ? (
        <strong>{t.none}</strong>
      ) : (
        basis.map(({ text, link }, index) => {
          const href = link === null ? undefined : safeHref(link);
          return (
            <span key={text}>
              {index === 0 ? '' : '; '}
              {href === undefined ? text : <a href={href}>{text}</a>}
            </span>
          );
        })
      ),
    from: from === null ? '–' : t.froms[from],
  };
}

function csvRow(t: Texts['fields'], { path, id, label, groups, basis, from }: FieldPurpose): string[] {
  const named = from === null ? t.none : basis.map(({ text }) => text).join('; ');
  return [path, id, label, groups.join(' › '), named, from === null ? '' : t.froms[from]];
}

export function fieldsRoutes(deps: PageDeps): readonly Route[] {
  return [
    {
      ...officerAccess,
      method: 'GET',
      path: privacyRoutePaths.fields,
      name: 'privacy.fields',
      rate: 'page',
      handle: (ctx) => fieldsPage(ctx, deps),
    },
  ];
}
