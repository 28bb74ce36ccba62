import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { isUuid } from '#kernel/ids';
import { Actions, Alert, EmptyState, formatDate, LinkButton, Page, StatusBadge, Table } from '#ui';
import { requiredSteps } from '../domain/steps.ts';
import { onboardingPaths } from '../paths.ts';
import { onboardingTexts, type Texts } from '../texts/index.ts';
import { type MadeTown } from '../types.ts';
import { coordinatorAccess, noticeOf, type PageDeps, staffShell } from './staff.ts';

const pageSize = 50;

function Progress({ t, town }: { t: Texts; town: MadeTown }) {
  if (town.lookedAt === null) return <StatusBadge label={t.towns.notYet} />;
  const done = requiredSteps.filter((step) => town.steps[step] === 'done').length;
  if (done === requiredSteps.length) return <StatusBadge label={t.towns.ready} tone="success" />;
  return <>{t.towns.doneOf(done, requiredSteps.length)}</>;
}

function openSteps(t: Texts, town: MadeTown): string {
  const open = requiredSteps.filter((step) => town.steps[step] !== 'done');
  return town.lookedAt === null ? '–' : open.map((step) => t.setUp.steps[step].label).join('; ');
}

async function townsPage(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const texts = onboardingTexts(ctx.lang);
  const t = texts.towns;
  const { shell, tenant } = await staffShell(ctx, deps);
  const after = ctx.query.get('nach') ?? '';
  const towns = await deps.service.towns(tenant.id, { limit: pageSize, ...(isUuid(after) ? { after } : {}) });
  const notice = noticeOf(ctx, t.done);
  return {
    kind: 'page',
    page: (
      <Page ctx={shell} title={t.title} lead={t.lead} width="wide">
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        <Actions>
          <LinkButton href={onboardingPaths.newTown} label={t.add} />
          <LinkButton href={onboardingPaths.many} label={t.addMany} variant="secondary" />
          <LinkButton href={onboardingPaths.service} label={t.serviceForMany} variant="secondary" />
        </Actions>
        {towns.items.length === 0 ? (
          <EmptyState title={t.none} />
        ) : (
          <Table
            caption={t.caption(towns.total)}
            columns={[
              { key: 'name', header: t.name },
              { key: 'progress', header: t.progress },
              { key: 'open', header: t.open },
              { key: 'admin', header: t.admin },
              { key: 'made', header: t.made },
            ]}
            rows={towns.items.map((town) => ({
              key: town.tenant.id,
              cells: {
                name: (
                  <a class="kern-link" href={`/${town.tenant.slug}`}>
                    {town.tenant.name}
                  </a>
                ),
                progress: <Progress t={texts} town={town} />,
                open: openSteps(texts, town),
                admin: town.adminEmail,
                made: formatDate(town.madeAt, ctx.lang),
              },
            }))}
          />
        )}
        {towns.next === null ? null : (
          <p>
            <a class="kern-link" href={`${onboardingPaths.towns}?nach=${towns.next}`} rel="next">
              {t.more}
            </a>
          </p>
        )}
      </Page>
    ),
  };
}

export function townsRoutes(deps: PageDeps): readonly Route[] {
  return [
    {
      ...coordinatorAccess,
      method: 'GET',
      path: onboardingPaths.towns,
      name: 'onboarding.towns',
      rate: 'page',
      handle: (ctx) => townsPage(ctx, deps),
    },
  ];
}
