import { germanDate } from '#kernel/clock';
import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { Actions, Alert, Button, Form, LinkButton, Page, StructuredText } from '#ui';
import { withSection } from '../domain/legal-section.ts';
import { type Paper, paperFile, paperText } from '../domain/paper.ts';
import { makePaper, type PaperName, paperNames } from '../domain/papers.ts';
import { privacyPaths, privacyRoutePaths } from '../paths.ts';
import { privacyTexts } from '../texts/index.ts';
import { type AssessedVersion } from '../types.ts';
import { crumbs, noticeOf, officerAccess, officerShell, type PageDeps, staffOf, versionOf } from './staff.ts';

function paperName(ctx: RequestContext): PaperName {
  const name = paperNames.find((one) => one === ctx.params['paper']);
  if (name === undefined) throw new AppError('not-found', 'privacy/not-found');
  return name;
}

async function paperOf(ctx: RequestContext, deps: PageDeps, version: AssessedVersion): Promise<Paper> {
  const { tenant } = await officerShell(ctx, deps);
  const [{ schema }, state] = await Promise.all([
    deps.catalogue.compiledForm(version.digest),
    deps.service.state(tenant.id, version.digest),
  ]);
  return makePaper(paperName(ctx), {
    lang: ctx.lang,
    today: germanDate(ctx.now),
    town: tenant,
    version,
    schema,
    state,
    retention: deps.retentionRules(),
  });
}

async function paperPage(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const name = paperName(ctx);
  const version = await versionOf(ctx, deps);
  const paper = await paperOf(ctx, deps, version);
  if (ctx.query.get('als') === 'text') return download(name, version, paper);
  const { shell } = await officerShell(ctx, deps);
  const t = privacyTexts(ctx.lang).paper;
  const notice = noticeOf(ctx);
  const address = privacyPaths.paper(version.digest, name);
  return {
    kind: 'page',
    page: (
      <Page ctx={shell} title={paper.title} lead={paper.note} breadcrumbs={crumbs(ctx, version)}>
        {notice === undefined ? null : (
          <Alert lang={ctx.lang} kind="success" title={notice} live>
            <a class="kern-link" href={`/amt/verwaltung/pflichtseite/datenschutz/${ctx.lang}`}>
              {t.edit}
            </a>
          </Alert>
        )}
        <Actions>
          <LinkButton href={`${address}?als=text`} label={t.download} variant="secondary" />
        </Actions>
        <p class="kern-hint">{t.print}</p>
        <StructuredText text={paperText(paper)} />
        {name === 'information' ? (
          <Form action={address} csrfToken={ctx.csrfToken}>
            <p>{t.takeText}</p>
            <Actions>
              <Button label={t.take} />
            </Actions>
          </Form>
        ) : null}
      </Page>
    ),
  };
}

function download(name: PaperName, version: AssessedVersion, paper: Paper): Reply {
  return {
    kind: 'bytes',
    body: Buffer.from(paperFile(paper), 'utf8'),
    contentType: 'text/plain',
    filename: `${name}-${version.manifest.service.slug}-${version.version}.txt`,
  };
}

/** The information of a service becomes a section of the authority's privacy page; only on this order. */
async function takeInformation(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  if (paperName(ctx) !== 'information') throw new AppError('not-found', 'privacy/not-found');
  const version = await versionOf(ctx, deps);
  const paper = await paperOf(ctx, deps, version);
  const { staff, tenant } = staffOf(ctx);
  const current = await deps.identity.legalPage(tenant, 'datenschutz', ctx.lang);
  const body = withSection(current?.body ?? '', paper.title, paperText(paper, { headings: '##' }));
  await deps.kernel.db.tx({ tenant }, async (tx) => {
    await deps.identity.saveLegalPage(tx, tenant, { kind: 'datenschutz', lang: ctx.lang, body });
    await deps.kernel.audit.record(tx, {
      tenant,
      action: 'privacy.information-published',
      actor: staff,
      actorKind: 'staff',
      subject: version.digest,
    });
  });
  return { kind: 'redirect', to: `${privacyPaths.paper(version.digest, 'information')}?meldung=angehaengt` };
}

export function paperRoutes(deps: PageDeps): readonly Route[] {
  const base = { ...officerAccess, path: privacyRoutePaths.paper } as const;
  return [
    { ...base, method: 'GET', name: 'privacy.paper', rate: 'page', handle: (ctx) => paperPage(ctx, deps) },
    {
      ...base,
      method: 'POST',
      name: 'privacy.take-information',
      rate: 'write',
      handle: (ctx) => takeInformation(ctx, deps),
    },
  ];
}
