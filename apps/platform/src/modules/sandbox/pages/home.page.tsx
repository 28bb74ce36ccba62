import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { Actions, Button, Form, formatDate, formatDateTime, Heading, LinkButton, Page, SummaryList } from '#ui';
import { type Sample } from '../domain/samples.ts';
import { sandboxPaths, sandboxRoutePaths } from '../paths.ts';
import { sandboxTexts } from '../texts/index.ts';
import { type Sandbox } from '../types.ts';
import { hereOf, type PageDeps, sandboxAccess, staffShell } from './staff.ts';

async function homePage(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const { shell, tenant } = await staffShell(ctx, deps);
  if (tenant.isSandbox !== true) return { kind: 'redirect', to: sandboxPaths.list };
  const sandbox = await hereOf(ctx, deps);
  const t = sandboxTexts(ctx.lang).home;
  const [samples, inbox] = await Promise.all([deps.service.samples(sandbox), deps.casework.inbox(sandbox.tenant)]);
  return {
    kind: 'page',
    page: (
      <Page ctx={shell} title={t.title(sandbox.name)} lead={t.lead}>
        <p>{t.samples[sandbox.sample]}</p>
        <Heading level={2}>{t.steps}</Heading>
        <Form action={sandboxPaths.person} csrfToken={ctx.csrfToken}>
          <p>{t.fillText}</p>
          <Actions>
            <Button label={t.fill} />
          </Actions>
        </Form>
        <Samples ctx={ctx} samples={samples} />
        <p>{t.inboxText}</p>
        <Actions>
          <LinkButton href="/amt" label={t.inbox} variant="secondary" />
          <LinkButton href="/amt/mandant" label={t.leave} variant="tertiary" />
        </Actions>
        <Facts ctx={ctx} sandbox={sandbox} destination={inbox?.destinationId ?? null} />
      </Page>
    ),
  };
}

function Samples({ ctx, samples }: { ctx: RequestContext; samples: readonly Sample[] }) {
  const t = sandboxTexts(ctx.lang).home;
  if (samples.length === 0) return null;
  return (
    <Form action={sandboxPaths.sample} csrfToken={ctx.csrfToken}>
      <p>{samples[0]?.isGenerated === true ? `${t.sampleText} ${t.generated}` : t.sampleText}</p>
      <Actions>
        {samples.slice(0, 10).map((sample, index) => (
          <Button key={index} label={t.sample(sample.name)} name="beispiel" value={String(index)} variant="secondary" />
        ))}
      </Actions>
    </Form>
  );
}

function Facts(p: { ctx: RequestContext; sandbox: Sandbox; destination: string | null }) {
  const { ctx, sandbox } = p;
  const t = sandboxTexts(ctx.lang).home;
  return (
    <SummaryList
      lang={ctx.lang}
      heading={t.facts}
      rows={[
        { key: t.version, value: sandbox.version },
        { key: t.signIn, value: t.signInText },
        { key: t.payment, value: t.paymentText },
        { key: t.destination, value: p.destination ?? t.noDestination },
        { key: t.address, value: <a href={sandboxPaths.offering(sandbox)}>{sandbox.url}</a> },
        {
          key: t.reset,
          value: sandbox.lastResetAt === null ? t.neverReset : formatDateTime(sandbox.lastResetAt, ctx.lang),
        },
        { key: t.removed, value: formatDate(sandbox.expiresAt, ctx.lang) },
      ]}
    />
  );
}

/** Signs the browser in as the made-up applicant; staff of the sandbox only. */
async function beTestPerson(ctx: RequestContext, deps: PageDeps, withSample: boolean): Promise<Reply> {
  const sandbox = await hereOf(ctx, deps);
  const person = await deps.service.person(sandbox);
  const cookie = await deps.identity.sandboxes.signIn(person);
  if (!withSample) return { kind: 'redirect', to: sandboxPaths.offering(sandbox), cookies: [cookie] };
  const samples = await deps.service.samples(sandbox);
  const chosen = samples[Number(ctx.form.get('beispiel') ?? '0')] ?? samples[0];
  const { path } = await deps.applications.fill({
    person,
    town: sandbox.slug,
    service: sandbox.serviceSlug,
    answers: chosen?.answers ?? {},
  });
  return { kind: 'redirect', to: path, cookies: [cookie] };
}

export function homeRoutes(deps: PageDeps): readonly Route[] {
  return [
    {
      ...sandboxAccess,
      method: 'GET',
      path: sandboxRoutePaths.home,
      name: 'sandbox.home',
      rate: 'page',
      handle: (ctx) => homePage(ctx, deps),
    },
    {
      ...sandboxAccess,
      method: 'POST',
      path: sandboxRoutePaths.person,
      name: 'sandbox.person',
      rate: 'write',
      handle: (ctx) => beTestPerson(ctx, deps, false),
    },
    {
      ...sandboxAccess,
      method: 'POST',
      path: sandboxRoutePaths.sample,
      name: 'sandbox.sample',
      rate: 'write',
      handle: (ctx) => beTestPerson(ctx, deps, true),
    },
  ];
}
