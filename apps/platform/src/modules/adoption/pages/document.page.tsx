import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { formatDate, Page, StructuredText } from '#ui';
import { type Looked } from '../case-work.ts';
import { type DocumentId, variantOf } from '../domain/blueprint.ts';
import { documentText } from '../domain/documents.ts';
import { caseNotFound } from '../errors.ts';
import { townFacts } from '../gather-facts.ts';
import { adoptionPaths, adoptionRoutePaths } from '../paths.ts';
import { adoptionTexts } from '../texts/index.ts';
import { type AdoptionCase } from '../types.ts';
import { priceText } from './begin.page.tsx';
import { type ConfirmDeps } from './confirm.page.tsx';
import { adoptionAccess, caseIdOf, crumbs, staffOf, townShell, serviceName } from './staff.ts';

interface Made {
  id: DocumentId;
  found: AdoptionCase;
  text: string;
}

async function make(ctx: RequestContext, deps: ConfirmDeps): Promise<Made> {
  const { tenant } = staffOf(ctx);
  const { found, evaluation, gathered }: Looked = await deps.look(tenant, caseIdOf(ctx));
  const variant = variantOf(deps.blueprint, found.route);
  const id = variant?.documents.find((one) => one === ctx.params['document']);
  if (variant === undefined || id === undefined) throw caseNotFound();
  const { participants } = await deps.service.case(tenant, found.id);
  const provider = await deps.identity.tenant(found.provider);
  const text = documentText(id, {
    ...{ blueprint: deps.blueprint, variant, manifest: gathered.manifest, participants },
    town: townFacts(gathered.town),
    steps: evaluation.steps,
    support: found.support,
    providerName: provider?.name ?? '',
    price: await priceText({ lang: 'de' }, deps, found.versionDigest, gathered.town.ars),
    today: formatDate(ctx.now, 'de'),
  });
  return { id, found, text };
}

async function documentPage(ctx: RequestContext, deps: ConfirmDeps): Promise<Reply> {
  const t = adoptionTexts(ctx.lang);
  const { shell } = await townShell(ctx, deps);
  const { id, found, text } = await make(ctx, deps);
  // The title of the page is the first heading of the text; the others move up behind it.
  const body = text.replace(/^# .*\n+/u, '').replaceAll(/^## /gmu, '# ');
  return {
    kind: 'page',
    page: (
      <Page
        ctx={shell}
        title={t.documents.names[id]}
        lead={serviceName(found.name, ctx.lang)}
        breadcrumbs={crumbs(ctx, found)}
      >
        <p class="vb-noprint">
          <a class="kern-link" href={adoptionPaths.documentText(found.id, id)}>
            {t.documents.text}
          </a>
          . {t.documents.print}
        </p>
        <StructuredText text={body} level={2} lang="de" />
      </Page>
    ),
  };
}

async function documentDownload(ctx: RequestContext, deps: ConfirmDeps): Promise<Reply> {
  const { id, found, text } = await make(ctx, deps);
  return {
    kind: 'bytes',
    body: Buffer.from(`${text}\n`, 'utf8'),
    contentType: 'text/plain; charset=utf-8',
    filename: `${id}-${found.serviceSlug}.txt`,
  };
}

export function documentRoutes(deps: ConfirmDeps): readonly Route[] {
  const base = { ...adoptionAccess, method: 'GET', rate: 'page' } as const;
  return [
    {
      ...base,
      path: adoptionRoutePaths.document,
      name: 'adoption.document',
      handle: (ctx) => documentPage(ctx, deps),
    },
    {
      ...base,
      path: adoptionRoutePaths.documentText,
      name: 'adoption.document-text',
      handle: (ctx) => documentDownload(ctx, deps),
    },
  ];
}
