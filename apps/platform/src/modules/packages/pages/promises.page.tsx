import { germanDate } from '#kernel/clock';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import {
  Actions,
  Alert,
  Button,
  DateField,
  type FieldError,
  Form,
  formatDate,
  Heading,
  Page,
  readDateParts,
  StatusBadge,
  Table,
  TextField,
} from '#ui';
import { packagesPaths, packagesRoutePaths } from '../paths.ts';
import { packagesTexts, type Texts } from '../texts/index.ts';
import { type BuiltPackage, type DatePromise } from '../types.ts';
import {
  dayOf,
  inLanguageOf,
  noticeOf,
  packageCrumbs,
  packageOf,
  type PageDeps,
  providerAccess,
  providerShell,
  staffOf,
} from './staff.ts';

const idField = 'zusage';
const newDay = 'termin';
const fields = { de: 'zusage-de', en: 'zusage-en' } as const;

const inWords = (ctx: RequestContext, day: string): string => formatDate(new Date(`${day}T12:00:00Z`), ctx.lang);
const dayFieldOf = ({ id }: DatePromise): string => `${newDay}-${id}`;

function Slip({ t, one }: { t: Texts['promises']; one: DatePromise }) {
  const words = one.slipDays < 0 ? t.early(-one.slipDays) : t.slipText(one.slipDays);
  return (
    <>
      {words}
      {one.isOverdue ? (
        <>
          {' '}
          <StatusBadge tone="danger" label={t.overdue} />
        </>
      ) : null}
    </>
  );
}

function Promises({
  ctx,
  t,
  promises,
}: {
  ctx: RequestContext;
  t: Texts['promises'];
  promises: readonly DatePromise[];
}) {
  if (promises.length === 0) return <p class="kern-body">{t.none}</p>;
  return (
    <Table
      caption={t.what}
      captionHidden
      columns={[
        { key: 'what', header: t.what },
        { key: 'first', header: t.first },
        { key: 'current', header: t.current },
        { key: 'slip', header: t.slip },
      ]}
      rows={promises.map((one) => ({
        key: one.id,
        cells: {
          what: inLanguageOf(ctx, one.what),
          first: t.firstText(inWords(ctx, one.firstDate), inWords(ctx, one.firstPromised)),
          current: one.keptOn === null ? inWords(ctx, one.currentDate) : t.kept(inWords(ctx, one.keptOn)),
          slip: <Slip t={t} one={one} />,
        },
      }))}
    />
  );
}

function ChangeForm(p: {
  ctx: RequestContext;
  t: Texts['promises'];
  action: string;
  one: DatePromise;
  errors: readonly FieldError[];
}) {
  const { ctx, t, one } = p;
  const field = dayFieldOf(one);
  const error = p.errors.find(({ id }) => id === field)?.message;
  return (
    <section>
      <Heading level={2}>{t.change(inLanguageOf(ctx, one.what))}</Heading>
      <Form action={p.action} csrfToken={ctx.csrfToken}>
        <input type="hidden" name={idField} value={one.id} />
        <DateField
          lang={ctx.lang}
          id={field}
          label={t.newDate}
          value={readDateParts(ctx.form, field)}
          {...(error === undefined ? {} : { error })}
        />
        <Actions>
          <Button label={t.changeButton} variant="secondary" value="termin" />
          <Button label={t.keptButton} variant="secondary" value="erfuellt" />
        </Actions>
      </Form>
    </section>
  );
}

async function promisesPage(
  ctx: RequestContext,
  deps: PageDeps,
  one: BuiltPackage,
  errors: readonly FieldError[] = [],
): Promise<Reply> {
  const { shell } = await providerShell(ctx, deps);
  const texts = packagesTexts(ctx.lang);
  const t = texts.promises;
  const { promises } = await deps.service.listing(one.packageId);
  const notice = noticeOf(ctx);
  const action = packagesPaths.promises(one.digest);
  const errorOf = (id: string): { error?: string } => {
    const message = errors.find((error) => error.id === id)?.message;
    return message === undefined ? {} : { error: message };
  };
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={shell}
        title={t.title(one.packageId)}
        lead={t.lead}
        breadcrumbs={packageCrumbs(ctx, one)}
        errors={errors}
      >
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        <Promises ctx={ctx} t={t} promises={promises} />
        {promises
          .filter(({ keptOn }) => keptOn === null)
          .map((promise) => (
            <ChangeForm key={promise.id} ctx={ctx} t={t} action={action} one={promise} errors={errors} />
          ))}
        <Heading level={2}>{t.add}</Heading>
        <Form action={action} csrfToken={ctx.csrfToken}>
          {(['de', 'en'] as const).map((language) => (
            <TextField
              key={language}
              lang={ctx.lang}
              id={fields[language]}
              label={texts.inLanguage(t.addWhat, language)}
              {...(language === 'de' ? { hint: t.addHint } : {})}
              value={ctx.form.get(fields[language]) ?? ''}
              maxLength={200}
              optional={language === 'en'}
              {...errorOf(fields[language])}
            />
          ))}
          <DateField
            lang={ctx.lang}
            id={newDay}
            label={t.addDate}
            value={readDateParts(ctx.form, newDay)}
            {...errorOf(newDay)}
          />
          <Button label={t.addButton} value="neu" />
        </Form>
      </Page>
    ),
  };
}

async function post(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const one = await packageOf(ctx, deps);
  const { tenant: provider, displayName: by } = staffOf(ctx);
  const { packageId } = one;
  const t = packagesTexts(ctx.lang).statement.problems;
  const action = ctx.form.get('_action');
  const id = action === 'neu' ? null : (ctx.form.get(idField) ?? '');
  const saved: Reply = { kind: 'redirect', to: `${packagesPaths.promises(one.digest)}?meldung=termin` };
  if (id !== null && action === 'erfuellt') {
    const on = germanDate(ctx.now);
    await deps.kernel.db.tx({ tenant: provider }, (tx) =>
      deps.service.keepPromise(tx, { provider, packageId, id, on }),
    );
    return saved;
  }
  const field = id === null ? newDay : `${newDay}-${id}`;
  const date = dayOf(readDateParts(ctx.form, field));
  const what = { de: (ctx.form.get(fields.de) ?? '').trim(), en: (ctx.form.get(fields.en) ?? '').trim() };
  const errors: FieldError[] = [];
  const isText = (text: string): boolean => text.length <= 200 && !/[<>]/u.test(text);
  if (id === null && (what.de === '' || !isText(what.de))) errors.push({ id: fields.de, message: t.text });
  if (id === null && !isText(what.en)) errors.push({ id: fields.en, message: t.text });
  if (date === null || date === '') errors.push({ id: field, message: t.date });
  if (date === null || errors.length > 0) return promisesPage(ctx, deps, one, errors);
  await deps.kernel.db.tx({ tenant: provider }, (tx) =>
    deps.service.promise(tx, { provider, packageId, id, what, date, by }),
  );
  return saved;
}

export function promiseRoutes(deps: PageDeps): readonly Route[] {
  const base = { ...providerAccess, path: packagesRoutePaths.promises } as const;
  return [
    {
      ...base,
      method: 'GET',
      name: 'packages.promises',
      rate: 'page',
      handle: async (ctx) => promisesPage(ctx, deps, await packageOf(ctx, deps)),
    },
    { ...base, method: 'POST', name: 'packages.save-promise', rate: 'write', handle: (ctx) => post(ctx, deps) },
  ];
}
