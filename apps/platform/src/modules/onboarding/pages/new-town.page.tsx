import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { isMail } from '../domain/staff-list.ts';
import {
  Actions,
  Button,
  Checkbox,
  type FieldError,
  Form,
  Heading,
  LinkButton,
  Page,
  SummaryList,
  TextField,
} from '#ui';
import { onboardingPaths } from '../paths.ts';
import { onboardingTexts, type Texts } from '../texts/index.ts';
import { type Maker, type TownPlan } from '../types.ts';
import { coordinationCrumbs, coordinatorAccess, posted, type PageDeps, staffOf, staffShell } from './staff.ts';

interface Typed {
  place: string;
  mail: string;
}

const errorIn = (errors: readonly FieldError[], id: string): string | undefined =>
  errors.find((error) => error.id === id)?.message;

async function askPage(
  ctx: RequestContext,
  deps: PageDeps,
  typed: Typed,
  errors: readonly FieldError[] = [],
): Promise<Reply> {
  const t = onboardingTexts(ctx.lang).newTown;
  const { shell } = await staffShell(ctx, deps);
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page ctx={shell} title={t.title} lead={t.lead} errors={errors} breadcrumbs={coordinationCrumbs(ctx)}>
        <Form action={onboardingPaths.newTown} csrfToken={ctx.csrfToken}>
          <TextField
            lang={ctx.lang}
            id="ort"
            label={t.place}
            hint={t.placeHint}
            value={typed.place}
            error={errorIn(errors, 'ort')}
            spellcheck={false}
          />
          <TextField
            lang={ctx.lang}
            id="mail"
            label={t.mail}
            hint={t.mailHint}
            value={typed.mail}
            error={errorIn(errors, 'mail')}
            inputMode="email"
            spellcheck={false}
          />
          <Button label={t.check} name="_action" value="pruefen" />
        </Form>
      </Page>
    ),
  };
}

interface PlanView {
  plan: TownPlan;
  mail: string;
  access: boolean;
  errors: readonly FieldError[];
}

async function planPage(ctx: RequestContext, deps: PageDeps, { plan, mail, access, errors }: PlanView): Promise<Reply> {
  const t = onboardingTexts(ctx.lang).newTown;
  const { shell } = await staffShell(ctx, deps);
  const field = (id: 'name' | 'officialName' | 'slug', hint?: string) => (
    <TextField
      lang={ctx.lang}
      id={id}
      label={t[id]}
      value={plan[id]}
      error={errorIn(errors, id)}
      {...(hint === undefined ? {} : { hint })}
    />
  );
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page ctx={shell} title={t.checkTitle} errors={errors} breadcrumbs={coordinationCrumbs(ctx)}>
        <Heading level={2}>{t.known}</Heading>
        <SummaryList
          lang={ctx.lang}
          rows={[
            { key: t.ars, value: plan.ars },
            { key: t.parent, value: plan.parent },
            { key: t.postcode, value: plan.postcode },
            { key: t.population, value: plan.population.toLocaleString(ctx.lang === 'de' ? 'de-DE' : 'en-GB') },
            { key: t.mail, value: mail },
          ]}
        />
        <Form action={onboardingPaths.newTown} csrfToken={ctx.csrfToken} defaultAction="anlegen">
          <input type="hidden" name="ort" value={plan.ars} />
          <input type="hidden" name="mail" value={mail} />
          {field('name')}
          {field('officialName', t.officialNameHint)}
          {field('slug', t.slugHint(deps.kernel.config.publicUrl.host))}
          <Checkbox lang={ctx.lang} id="zugang" label={t.access} hint={t.accessHint} checked={access} />
          <Actions>
            <Button label={t.create} value="anlegen" />
            <LinkButton href={onboardingPaths.newTown} label={t.back} variant="secondary" />
          </Actions>
        </Form>
      </Page>
    ),
  };
}

/** What is wrong with a place, in words at its field; other errors go on. */
function refusalOf(error: unknown, t: Texts['newTown']): FieldError {
  if (error instanceof AppError) {
    if (error.code === 'onboarding/area-unknown') return { id: 'ort', message: t.unknown };
    if (error.code === 'onboarding/area-out-of-reach') return { id: 'ort', message: t.outOfReach };
    if (error.code === 'identity/tenant-exists') return { id: 'ort', message: t.exists };
  }
  throw error;
}

/** A key, or a name that only one area has. */
async function findArs(deps: PageDeps, place: string): Promise<{ ars: string } | { several: readonly string[] }> {
  if (/\d/.test(place)) return { ars: place };
  const wanted = place.toLowerCase();
  const found = (await deps.catalogue.areas()).filter(
    ({ name, designation }) => name.toLowerCase() === wanted || designation.toLowerCase() === wanted,
  );
  return found.length > 1 ? { several: found.map(({ ars }) => ars) } : { ars: found[0]?.ars ?? '' };
}

async function post(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const t = onboardingTexts(ctx.lang).newTown;
  const typed: Typed = { place: posted(ctx, 'ort', 100), mail: posted(ctx, 'mail', 254) };
  const errors: FieldError[] = [];
  if (typed.place === '') errors.push({ id: 'ort', message: `${t.place}: ${t.missing}` });
  if (!isMail(typed.mail)) errors.push({ id: 'mail', message: t.mailInvalid });
  if (errors.length > 0) return askPage(ctx, deps, typed, errors);
  const { tenant, staff } = staffOf(ctx);
  const by: Maker = { tenant, staff };
  const found = await findArs(deps, typed.place);
  if ('several' in found) {
    return askPage(ctx, deps, typed, [{ id: 'ort', message: t.several(found.several.slice(0, 5).join(', ')) }]);
  }
  let plan: TownPlan;
  try {
    plan = await deps.service.plan(by, found.ars);
  } catch (error) {
    return askPage(ctx, deps, typed, [refusalOf(error, t)]);
  }
  if (ctx.form.get('_action') !== 'anlegen') {
    return planPage(ctx, deps, { plan, mail: typed.mail, access: false, errors: [] });
  }
  return create(ctx, deps, { by, plan, mail: typed.mail });
}

async function create(
  ctx: RequestContext,
  deps: PageDeps,
  { by, plan, mail }: { by: Maker; plan: TownPlan; mail: string },
): Promise<Reply> {
  const t = onboardingTexts(ctx.lang).newTown;
  const facts = {
    name: posted(ctx, 'name', 100),
    officialName: posted(ctx, 'officialName', 200),
    slug: posted(ctx, 'slug', 80),
  };
  const access = ctx.form.get('zugang') === 'true';
  const again = (errors: readonly FieldError[]): Promise<Reply> =>
    planPage(ctx, deps, { plan: { ...plan, ...facts }, mail, access, errors });
  const empty = (['name', 'officialName', 'slug'] as const).filter((id) => facts[id] === '');
  if (empty.length > 0) return again(empty.map((id) => ({ id, message: `${t[id]}: ${t.missing}` })));
  try {
    await deps.service.createTown({ ars: plan.ars, adminEmail: mail, by, facts, access, lang: 'de' });
  } catch (error) {
    if (error instanceof AppError && error.code === 'onboarding/address-taken') {
      return again([{ id: 'slug', message: t.addressTaken }]);
    }
    if (error instanceof AppError && error.code === 'identity/tenant-exists') {
      return again([{ id: 'slug', message: t.exists }]);
    }
    throw error;
  }
  return { kind: 'redirect', to: `${onboardingPaths.towns}?meldung=angelegt` };
}

export function newTownRoutes(deps: PageDeps): readonly Route[] {
  const base = { ...coordinatorAccess, path: onboardingPaths.newTown } as const;
  return [
    {
      ...base,
      method: 'GET',
      name: 'onboarding.new-town',
      rate: 'page',
      handle: (ctx) => askPage(ctx, deps, { place: '', mail: '' }),
    },
    { ...base, method: 'POST', name: 'onboarding.new-town-create', rate: 'write', handle: (ctx) => post(ctx, deps) },
  ];
}
