import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type TenantId } from '#kernel/ids';
import { type Tenant } from '#modules/identity';
import { Button, CheckboxGroup, type FieldError, Form, Page, Select } from '#ui';
import { onboardingPaths } from '../paths.ts';
import { onboardingTexts } from '../texts/index.ts';
import { coordinationCrumbs, coordinatorAccess, type PageDeps, staffOf, staffShell } from './staff.ts';

interface View {
  packageId: string;
  chosen: readonly string[];
  errors: readonly FieldError[];
}

/** Towns where the person may act, by name. */
async function reachable(ctx: RequestContext, deps: PageDeps): Promise<readonly Tenant[]> {
  const { tenant, staff } = staffOf(ctx);
  const places = await deps.service.batches.reachableTowns({ tenant, staff });
  const towns = await Promise.all(places.map((place) => deps.identity.tenant(place.tenant)));
  return towns.filter((town) => town !== null).sort((a, b) => a.name.localeCompare(b.name, 'de'));
}

async function servicePage(ctx: RequestContext, deps: PageDeps, view: View): Promise<Reply> {
  const t = onboardingTexts(ctx.lang).service;
  const { shell } = await staffShell(ctx, deps);
  const [packages, towns] = await Promise.all([deps.packages.packages(), reachable(ctx, deps)]);
  const open = packages.filter(({ withdrawnAt }) => withdrawnAt === null);
  const errorOf = (id: string): string | undefined => view.errors.find((error) => error.id === id)?.message;
  return {
    kind: 'page',
    status: view.errors.length > 0 ? 422 : 200,
    page: (
      <Page ctx={shell} title={t.title} lead={t.lead} errors={view.errors} breadcrumbs={coordinationCrumbs(ctx)}>
        {open.length === 0 ? <p class="kern-body">{t.noPackages}</p> : null}
        {towns.length === 0 ? <p class="kern-body">{t.noTowns}</p> : null}
        {open.length === 0 || towns.length === 0 ? null : (
          <Form action={onboardingPaths.service} csrfToken={ctx.csrfToken}>
            <Select
              lang={ctx.lang}
              id="paket"
              label={t.package}
              value={view.packageId}
              error={errorOf('paket')}
              options={open.map(({ packageId, name, providerName, version }) => ({
                value: packageId,
                label: t.option(name[ctx.lang] || name.de, providerName, version),
              }))}
            />
            <CheckboxGroup
              lang={ctx.lang}
              id="orte"
              label={t.towns}
              hint={t.townsHint}
              error={errorOf('orte')}
              values={view.chosen}
              options={towns.map(({ id, name }) => ({ value: id, label: name }))}
            />
            <Button label={t.start} />
          </Form>
        )}
      </Page>
    ),
  };
}

async function post(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const t = onboardingTexts(ctx.lang).service;
  const { tenant, staff } = staffOf(ctx);
  const packageId = ctx.form.get('paket') ?? '';
  const wanted = new Set(ctx.form.getAll('orte'));
  const towns: readonly TenantId[] = (await reachable(ctx, deps)).map(({ id }) => id).filter((id) => wanted.has(id));
  const known = (await deps.packages.packages()).some((one) => one.packageId === packageId && one.withdrawnAt === null);
  const errors: FieldError[] = [];
  if (!known) errors.push({ id: 'paket', message: t.packageMissing });
  if (towns.length === 0) errors.push({ id: 'orte', message: t.townsMissing });
  if (errors.length > 0) return servicePage(ctx, deps, { packageId, chosen: towns, errors });
  const batch = await deps.service.batches.adopt({ by: { tenant, staff }, packageId, towns });
  return { kind: 'redirect', to: onboardingPaths.batch(batch) };
}

export function serviceForManyRoutes(deps: PageDeps): readonly Route[] {
  const base = { ...coordinatorAccess, path: onboardingPaths.service } as const;
  return [
    {
      ...base,
      method: 'GET',
      name: 'onboarding.service-for-many',
      rate: 'page',
      handle: (ctx) => servicePage(ctx, deps, { packageId: '', chosen: ctx.query.getAll('ort'), errors: [] }),
    },
    {
      ...base,
      method: 'POST',
      name: 'onboarding.service-for-many-start',
      rate: 'write',
      handle: (ctx) => post(ctx, deps),
    },
  ];
}
