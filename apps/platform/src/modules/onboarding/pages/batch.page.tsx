import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { Actions, Button, Form, formatDateTime, LinkButton, Page, StatusBadge, Table } from '#ui';
import { onboardingPaths, onboardingRoutePaths } from '../paths.ts';
import { onboardingTexts } from '../texts/index.ts';
import { type BatchLine } from '../types.ts';
import { coordinationCrumbs, coordinatorAccess, type PageDeps, staffOf, staffShell } from './staff.ts';

async function batchPage(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const texts = onboardingTexts(ctx.lang);
  const t = texts.batch;
  const { shell, tenant } = await staffShell(ctx, deps);
  const batch = await deps.service.batches.batch(tenant.id, ctx.params['batch'] ?? '');
  const count = (state: BatchLine['state']): number => batch.lines.filter((line) => line.state === state).length;
  const [done, failed, waiting] = [count('done'), count('failed'), count('waiting')];
  const reason = (code: string): string => t.reasons[code] ?? t.otherReason(code);
  return {
    kind: 'page',
    page: (
      <Page
        ctx={shell}
        title={batch.kind === 'create' ? t.createTitle : t.adoptTitle}
        lead={t.lead(formatDateTime(batch.madeAt, ctx.lang))}
        width="wide"
        breadcrumbs={coordinationCrumbs(ctx)}
      >
        <p class="kern-body" role="status">
          {t.summary(done, failed, waiting)}
        </p>
        <Actions>
          <LinkButton href={onboardingPaths.batch(batch.id)} label={t.reload} variant="secondary" />
        </Actions>
        <Table
          caption={t.caption}
          columns={[
            { key: 'name', header: texts.many.town },
            { key: 'ars', header: texts.many.ars },
            { key: 'state', header: texts.towns.progress },
            { key: 'reason', header: t.reason },
          ]}
          rows={batch.lines.map((line) => ({
            key: String(line.line),
            cells: {
              name: line.name,
              ars: line.ars,
              state: (
                <StatusBadge
                  label={t.states[line.state]}
                  {...(line.state === 'waiting' ? {} : { tone: line.state === 'done' ? 'success' : 'danger' })}
                />
              ),
              reason: line.reason === null ? '–' : reason(line.reason),
            },
          }))}
        />
        {failed === 0 ? null : (
          <Form action={onboardingPaths.batch(batch.id)} csrfToken={ctx.csrfToken}>
            <Button label={t.again} variant="secondary" />
          </Form>
        )}
      </Page>
    ),
  };
}

async function again(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const id = ctx.params['batch'] ?? '';
  await deps.service.batches.again(staffOf(ctx).tenant, id);
  return { kind: 'redirect', to: onboardingPaths.batch(id) };
}

export function batchRoutes(deps: PageDeps): readonly Route[] {
  const base = {
    ...coordinatorAccess,
    path: onboardingRoutePaths.batch,
    example: { batch: '00000000-0000-4000-8000-000000000000' },
  } as const;
  return [
    { ...base, method: 'GET', name: 'onboarding.batch', rate: 'page', handle: (ctx) => batchPage(ctx, deps) },
    { ...base, method: 'POST', name: 'onboarding.batch-again', rate: 'write', handle: (ctx) => again(ctx, deps) },
  ];
}
