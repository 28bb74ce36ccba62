import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { Actions, Button, Checkbox, type FieldError, Form, Heading, Page, Table } from '#ui';
import { readTownList, type TownLine } from '../domain/town-list.ts';
import { onboardingPaths } from '../paths.ts';
import { onboardingTexts } from '../texts/index.ts';
import { ListForm } from './list-form.tsx';
import { maxListBytes, postedList } from './posted-list.ts';
import { coordinationCrumbs, coordinatorAccess, type PageDeps, staffOf, staffShell } from './staff.ts';

interface CheckedTown {
  line: number;
  ars: string;
  email: string;
  name: string;
  /** Key of the text; null: will be created. */
  problem: string | null;
  detail: string;
}

async function checkLine(ctx: RequestContext, deps: PageDeps, line: TownLine): Promise<CheckedTown> {
  if (line.problem !== null) return { ...line, name: '' };
  const { tenant, staff } = staffOf(ctx);
  try {
    const { name, ars } = await deps.service.plan({ tenant, staff }, line.ars);
    return { ...line, ars, name };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ...line, name: '', problem: error.code };
  }
}

interface View {
  text: string;
  checked: readonly CheckedTown[] | null;
  errors: readonly FieldError[];
}

function Preview({ ctx, view, checked }: { ctx: RequestContext; view: View; checked: readonly CheckedTown[] }) {
  const texts = onboardingTexts(ctx.lang);
  const t = texts.many;
  const good = checked.filter(({ problem }) => problem === null).length;
  return (
    <section>
      <Heading level={2}>{t.preview}</Heading>
      <p class="kern-body">{t.previewLead(good, checked.length - good)}</p>
      <Table
        caption={t.preview}
        captionHidden
        columns={[
          { key: 'line', header: t.line, numeric: true },
          { key: 'town', header: t.town },
          { key: 'ars', header: t.ars },
          { key: 'mail', header: t.mail },
          { key: 'state', header: t.state },
        ]}
        rows={checked.map((line) => ({
          key: String(line.line),
          cells: {
            line: String(line.line),
            town: line.name === '' ? '–' : line.name,
            ars: line.ars,
            mail: line.email,
            state: line.problem === null ? t.good : `${t.problems[line.problem] ?? line.problem} ${line.detail}`.trim(),
          },
        }))}
      />
      {good === 0 ? null : (
        <Form action={onboardingPaths.many} csrfToken={ctx.csrfToken} multipart defaultAction="anlegen">
          <input type="hidden" name="liste" value={view.text} />
          <Checkbox lang={ctx.lang} id="zugang" label={texts.newTown.access} hint={texts.newTown.accessHint} />
          <Actions>
            <Button label={t.create(good)} value="anlegen" />
          </Actions>
        </Form>
      )}
      <Heading level={2}>{t.change}</Heading>
    </section>
  );
}

async function manyPage(ctx: RequestContext, deps: PageDeps, view: View): Promise<Reply> {
  const t = onboardingTexts(ctx.lang).many;
  const { shell } = await staffShell(ctx, deps);
  return {
    kind: 'page',
    status: view.errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={shell}
        title={t.title}
        lead={t.lead}
        width="wide"
        errors={view.errors}
        breadcrumbs={coordinationCrumbs(ctx)}
      >
        {view.checked === null ? null : <Preview ctx={ctx} view={view} checked={view.checked} />}
        <ListForm ctx={ctx} action={onboardingPaths.many} t={t} text={view.text} error={view.errors[0]?.message} />
      </Page>
    ),
  };
}

async function post(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const t = onboardingTexts(ctx.lang).many;
  const text = await postedList(ctx);
  const refuse = (message: string): Promise<Reply> =>
    manyPage(ctx, deps, { text: text ?? '', checked: null, errors: [{ id: 'liste', message }] });
  if (text === null || text.length > maxListBytes) return refuse(t.tooLarge);
  const lines = readTownList(text);
  if (lines.length === 0) return refuse(t.empty);
  const checked: CheckedTown[] = [];
  for (const line of lines) checked.push(await checkLine(ctx, deps, line));
  const towns = checked.filter(({ problem }) => problem === null);
  if (ctx.form.get('_action') !== 'anlegen' || towns.length === 0) {
    return manyPage(ctx, deps, { text, checked, errors: [] });
  }
  const { tenant, staff } = staffOf(ctx);
  const access = ctx.form.get('zugang') === 'true';
  const batch = await deps.service.batches.create({ by: { tenant, staff }, towns, access });
  return { kind: 'redirect', to: onboardingPaths.batch(batch) };
}

export function manyTownsRoutes(deps: PageDeps): readonly Route[] {
  const base = { ...coordinatorAccess, path: onboardingPaths.many } as const;
  return [
    {
      ...base,
      method: 'GET',
      name: 'onboarding.many-towns',
      rate: 'page',
      handle: (ctx) => manyPage(ctx, deps, { text: '', checked: null, errors: [] }),
    },
    {
      ...base,
      method: 'POST',
      name: 'onboarding.many-towns-create',
      rate: 'write',
      body: 'multipart',
      handle: (ctx) => post(ctx, deps),
    },
  ];
}
