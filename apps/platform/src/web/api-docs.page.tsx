import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { Page, Table } from '#ui';
import { apiResources } from './api/openapi.ts';
import { frameOf, type WebDeps } from './deps.ts';
import { webPaths } from './paths.ts';
import { webTexts } from './texts/index.ts';

async function docsPage(ctx: RequestContext, deps: WebDeps): Promise<Reply> {
  const t = webTexts(ctx.lang).api;
  return {
    kind: 'page',
    page: (
      <Page ctx={await frameOf(ctx, deps)} title={t.title} lead={t.lead} width="wide">
        <p>{t.lists}</p>
        <p>
          <a href="/api/v1/openapi.json">{t.machine}</a>
        </p>
        <Table
          caption={t.title}
          captionHidden
          columns={[
            { key: 'address', header: t.address },
            { key: 'what', header: t.what },
            { key: 'parameters', header: t.parameters },
          ]}
          rows={apiResources.map(({ name, summary, parameters }) => ({
            key: name,
            cells: {
              address: <a href={`/api/v1/${name}`}>{`/api/v1/${name}`}</a>,
              what: <span lang="en">{summary}</span>,
              parameters: parameters.map((parameter) => parameter.name).join(', '),
            },
          }))}
        />
      </Page>
    ),
  };
}

export function apiDocsRoutes(deps: WebDeps): readonly Route[] {
  const base = { method: 'GET', surface: 'page', access: { kind: 'public' }, rate: 'page' } as const;
  return [
    { ...base, path: webPaths.apiDocs, name: 'web.api-docs', handle: (ctx) => docsPage(ctx, deps) },
    {
      ...base,
      path: '/api/v1/docs',
      name: 'web.api-docs-versioned',
      handle: async () => ({ kind: 'redirect', to: webPaths.apiDocs }),
    },
  ];
}
