import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { Actions, Alert, Button, type FieldError, Form, Heading, Page, Table } from '#ui';
import { onboardingPaths } from '../paths.ts';
import { type CheckedStaff } from '../staff-import.ts';
import { onboardingTexts, type Texts } from '../texts/index.ts';
import { ListForm } from './list-form.tsx';
import { maxListBytes, postedList } from './posted-list.ts';
import { type PageDeps, setUpCrumbs, staffAccess, staffOf, staffShell } from './staff.ts';

interface View {
  text: string;
  checked: readonly CheckedStaff[] | null;
  errors: readonly FieldError[];
}

const isInvited = ({ state }: CheckedStaff): boolean => state === 'new' || state === 'again';

function wordsOf(t: Texts['staff'], { state, problem, detail }: CheckedStaff): string {
  if (problem !== null) return `${t.problems[problem]} ${detail}`.trim();
  return state === 'new' ? t.invited : state === 'again' ? t.again : t.known;
}

function Preview({ ctx, text, checked }: { ctx: RequestContext; text: string; checked: readonly CheckedStaff[] }) {
  const t = onboardingTexts(ctx.lang).staff;
  const good = checked.filter(isInvited).length;
  const known = checked.filter(({ state }) => state === 'known').length;
  return (
    <section>
      <Heading level={2}>{t.preview}</Heading>
      <p class="kern-body">{t.previewLead(good, known, checked.length - good - known)}</p>
      <Table
        caption={t.preview}
        captionHidden
        columns={[
          { key: 'line', header: t.line, numeric: true },
          { key: 'name', header: t.name },
          { key: 'mail', header: t.mail },
          { key: 'roles', header: t.roles },
          { key: 'state', header: t.state },
        ]}
        rows={checked.map((line) => ({
          key: String(line.line),
          cells: {
            line: String(line.line),
            name: line.name || '–',
            mail: line.email || '–',
            roles: line.roles.map((role) => t.roleNames[role]).join(', ') || '–',
            state: wordsOf(t, line),
          },
        }))}
      />
      {good === 0 ? null : (
        <Form action={onboardingPaths.staff} csrfToken={ctx.csrfToken} multipart defaultAction="senden">
          <input type="hidden" name="liste" value={text} />
          <Actions>
            <Button label={t.send(good)} value="senden" />
          </Actions>
        </Form>
      )}
      <Heading level={2}>{t.change}</Heading>
    </section>
  );
}

async function staffPage(ctx: RequestContext, deps: PageDeps, view: View): Promise<Reply> {
  const t = onboardingTexts(ctx.lang).staff;
  const { shell } = await staffShell(ctx, deps);
  const sent = /^\d{1,3}$/.exec(ctx.query.get('gesendet') ?? '')?.[0];
  return {
    kind: 'page',
    status: view.errors.length > 0 ? 422 : 200,
    page: (
      <Page ctx={shell} title={t.title} lead={t.lead} width="wide" errors={view.errors} breadcrumbs={setUpCrumbs(ctx)}>
        {sent === undefined ? null : <Alert lang={ctx.lang} kind="success" title={t.done(Number(sent))} live />}
        {view.checked === null ? null : <Preview ctx={ctx} text={view.text} checked={view.checked} />}
        <ListForm ctx={ctx} action={onboardingPaths.staff} t={t} text={view.text} error={view.errors[0]?.message} />
      </Page>
    ),
  };
}

async function post(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const t = onboardingTexts(ctx.lang).staff;
  const { tenant, staff } = staffOf(ctx);
  const text = await postedList(ctx);
  const refuse = (message: string): Promise<Reply> =>
    staffPage(ctx, deps, { text: text ?? '', checked: null, errors: [{ id: 'liste', message }] });
  if (text === null || text.length > maxListBytes) return refuse(t.tooLarge);
  const checked = await deps.service.staff.check(tenant, text);
  if (checked.length === 0) return refuse(t.empty);
  if (ctx.form.get('_action') !== 'senden') return staffPage(ctx, deps, { text, checked, errors: [] });
  const sent = await deps.service.staff.invite({ tenant, staff }, text, 'de');
  return { kind: 'redirect', to: `${onboardingPaths.staff}?gesendet=${String(sent)}` };
}

export function staffImportRoutes(deps: PageDeps): readonly Route[] {
  const base = { ...staffAccess, path: onboardingPaths.staff } as const;
  return [
    {
      ...base,
      method: 'GET',
      name: 'onboarding.staff',
      rate: 'page',
      handle: (ctx) => staffPage(ctx, deps, { text: '', checked: null, errors: [] }),
    },
    {
      ...base,
      method: 'POST',
      name: 'onboarding.staff-invite',
      rate: 'write',
      body: 'multipart',
      handle: (ctx) => post(ctx, deps),
    },
  ];
}
