import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { decisionsOf, type Offering, parsePinnedRules, type ServiceManifest } from '#modules/catalogue';
import { Actions, Alert, Button, Form, formatDateTime, Heading, LinkButton, Page, SummaryList, Table } from '#ui';
import { contentOf } from '../domain/new-work.ts';
import { authoringPaths, authoringRoutePaths } from '../paths.ts';
import { authoringTexts, type Texts } from '../texts/index.ts';
import { type AuthoringDeps, noticeOf, providerAccess, providerShell, staffOf } from './staff.ts';

/** Versions are public, but this page is about one's own. */
async function versionOf(
  ctx: RequestContext,
  { catalogue }: AuthoringDeps,
): Promise<{ digest: string; manifest: ServiceManifest; publishedAt: Date }> {
  const hash = ctx.params['digest'] ?? '';
  const digest = `sha256:${hash}`;
  const own = /^[0-9a-f]{64}$/.test(hash) ? await catalogue.versionsOf(staffOf(ctx).tenant) : [];
  const found = own.find((version) => version.digest === digest);
  const manifest = found === undefined ? null : await catalogue.manifest(digest);
  if (found === undefined || manifest === null) throw new AppError('not-found', 'catalogue/version-not-found');
  return { digest, manifest, publishedAt: found.publishedAt };
}

function Adopters(p: { t: Texts['version']; digest: string; offerings: readonly Offering[] }) {
  const { t } = p;
  if (p.offerings.length === 0) return <p class="kern-body">{t.adoptedNone}</p>;
  return (
    <Table
      caption={t.adopted}
      captionHidden
      columns={[
        { key: 'town', header: t.town },
        { key: 'offers', header: t.offers },
        { key: 'state', header: t.state },
      ]}
      rows={p.offerings.map((offering) => ({
        key: offering.id,
        cells: {
          town: offering.tenant.name,
          offers: offering.versionDigest === p.digest ? t.thisVersion : t.otherVersion(offering.manifest.version),
          state: offering.live ? t.online : t.offline,
        },
      }))}
    />
  );
}

async function versionPage(ctx: RequestContext, deps: AuthoringDeps): Promise<Reply> {
  const { shell, tenant } = await providerShell(ctx, deps);
  const texts = authoringTexts(ctx.lang);
  const t = texts.version;
  const { digest, manifest, publishedAt } = await versionOf(ctx, deps);
  const { service, schema, delivery, version } = manifest;
  // Own offerings also while they are not online; those of others as the public sees them.
  const offerings = [...(await deps.catalogue.publicOfferings()), ...(await deps.catalogue.offeringsOf(tenant.id))];
  const once = new Map(offerings.map((offering) => [offering.id, offering]));
  const adopters = [...once.values()].filter(
    (offering) => offering.manifest.service.slug === service.slug && offering.manifest.provider.slug === tenant.slug,
  );
  const compiled = await deps.catalogue.compiledForm(digest);
  const pinned = parsePinnedRules(manifest.rules, compiled.schema);
  const notes = pinned.ok ? pinned.value.texts.filter(({ decision }) => !('rules' in decision)).length : 0;
  const notice = noticeOf(ctx, texts.notices);
  const mayOffer = staffOf(ctx).actions.has('offering.manage') && tenant.ars !== null;
  return {
    kind: 'page',
    page: (
      <Page
        ctx={shell}
        title={t.title((ctx.lang === 'en' ? service.name.en : '') || service.name.de, version)}
        lead={t.lead}
        breadcrumbs={[{ href: authoringPaths.list, label: texts.list.title }]}
      >
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        <SummaryList
          lang={ctx.lang}
          rows={[
            { key: t.published, value: formatDateTime(publishedAt, ctx.lang) },
            { key: t.address, value: service.slug },
            { key: t.key, value: service.leistungsschluessel ?? t.noKey },
            { key: t.schema, value: `${schema.id} ${schema.version}` },
            { key: t.delivery, value: delivery.schemaUri },
            { key: t.rules, value: t.rulesText(compiled.rules.rules.length, notes) },
            { key: t.digest, value: digest },
          ]}
        />
        <Heading level={2}>{t.adopted}</Heading>
        <Adopters t={t} digest={digest} offerings={adopters} />
        {mayOffer ? (
          <Actions>
            <LinkButton
              href={`${authoringPaths.offerings}?version=${digest.slice('sha256:'.length)}`}
              label={t.offerHere}
            />
          </Actions>
        ) : null}
        <Heading level={2}>{t.next}</Heading>
        <p class="kern-body">{t.continueText}</p>
        <Form action={authoringPaths.continueVersion(digest)} csrfToken={ctx.csrfToken}>
          <Button label={t.continue} variant="secondary" />
        </Form>
      </Page>
    ),
  };
}

/** A work that begins with everything the version says. */
async function continueVersion(ctx: RequestContext, deps: AuthoringDeps): Promise<Reply> {
  const { digest, manifest, publishedAt } = await versionOf(ctx, deps);
  const { tenant, displayName } = staffOf(ctx);
  const { schema } = await deps.catalogue.schemaReport(tenant, manifest.schema.digest);
  const rules = decisionsOf(manifest.rules, schema, {
    by: manifest.provider.name,
    on: publishedAt.toISOString().slice(0, 10),
    reason: `Version ${manifest.version}`,
  });
  if (rules === null) throw new AppError('conflict', 'authoring/rules-unreadable');
  const content = contentOf(manifest, {
    schema: {
      digest: manifest.schema.digest,
      id: schema.id,
      version: schema.version ?? '0',
      dialect: schema.dialect,
      name: schema.title || schema.name,
      fileName: '–',
      importedAt: publishedAt.toISOString(),
      importedBy: manifest.provider.name,
    },
    overlay: manifest.overlay,
    rules,
  });
  const work = await deps.service.create({ tenant, content, baseVersionDigest: digest, by: displayName });
  return { kind: 'redirect', to: authoringPaths.work(work.id) };
}

export function versionRoutes(deps: AuthoringDeps): readonly Route[] {
  return [
    {
      ...providerAccess,
      method: 'GET',
      path: authoringRoutePaths.version,
      name: 'authoring.version',
      rate: 'page',
      handle: (ctx) => versionPage(ctx, deps),
    },
    {
      ...providerAccess,
      method: 'POST',
      path: authoringRoutePaths.continueVersion,
      name: 'authoring.continue-version',
      rate: 'write',
      handle: (ctx) => continueVersion(ctx, deps),
    },
  ];
}
