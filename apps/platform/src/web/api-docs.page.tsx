import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type Lang } from '#kernel/ids';
import { packagesApi } from '#modules/marketplace';
import { Page, Table } from '#ui';
import { apiResources } from './api/openapi.ts';
import { frameOf, type WebDeps } from './deps.ts';
import { webPaths } from './paths.ts';
import { webTexts } from './texts/index.ts';

/** Names stay as the protocol has them. */
const deliveryDocuments = [
  { name: 'Submission API v2', path: '/submission-api/v2/openapi.json' },
  { name: 'Submission API v1', path: '/submission-api/v1/openapi.json' },
  { name: 'Destination API', path: '/destination-api/v1/openapi.json' },
  { name: 'Routing API', path: '/routing-api/v2/openapi.json' },
] as const;

function DeliveryDocuments({ lang }: { lang: Lang }) {
  const t = webTexts(lang).api;
  return (
    <section>
      <h2 class="kern-heading-medium">{t.delivery}</h2>
      <p>{t.deliveryText}</p>
      <ul>
        {deliveryDocuments.map(({ name, path }) => (
          <li key={path}>
            <a href={path} lang="en">
              {name}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

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
          rows={[
            ...apiResources.map(({ name, ...rest }) => ({ path: `/api/v1/${name}`, ...rest })),
            ...packagesApi.resources,
          ].map(({ path, summary, parameters }) => ({
            key: path,
            cells: {
              address: <a href={path}>{path}</a>,
              what: <span lang="en">{summary}</span>,
              parameters: parameters.map((parameter) => parameter.name).join(', '),
            },
          }))}
        />
        {deps.kernel.config.fitConnect.kind === 'own' ? <DeliveryDocuments lang={ctx.lang} /> : null}
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
