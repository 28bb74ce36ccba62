import { type VNode } from 'preact';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type PublishedPackage } from '#modules/packages';
import {
  Actions,
  Alert,
  Button,
  Form,
  formatDate,
  Heading,
  Page,
  Select,
  shell,
  StaticText,
  TextArea,
  TextField,
} from '#ui';
import { readDay, readWishAnswer, wishAnswerProblems, type WishAnswerEntry } from '../domain/wish-form.ts';
import { wishNotFound } from '../errors.ts';
import { marketplacePaths, marketplaceRoutePaths } from '../paths.ts';
import { marketplaceTexts } from '../texts/index.ts';
import { type Wish } from '../types.ts';
import {
  formatDay,
  forProviders,
  forTowns,
  inLang,
  listCrumb,
  noticeOf,
  type PageDeps,
  publicPage,
  staffOf,
} from './frame.tsx';

interface Sent {
  entered: WishAnswerEntry;
  problems: readonly ('text' | 'date')[];
}

async function wishPage(ctx: RequestContext, deps: PageDeps, sent?: Sent): Promise<Reply> {
  const { lang, staff } = ctx;
  const texts = marketplaceTexts(lang);
  const t = texts.wishes;
  const wish = await deps.service.wish(ctx.params['wish'] ?? '');
  if (wish === null) throw wishNotFound();
  const notice = noticeOf(ctx, {
    eingetragen: t.made,
    mitgesucht: t.joined,
    ausgetreten: t.left,
    beantwortet: t.answered,
  });
  const tenant = staff === null ? null : await deps.identity.tenant(staff.tenant);
  const isTown = tenant?.kind === 'town' || tenant?.kind === 'district';
  const canJoin = isTown && staff?.actions.has('offering.manage') === true;
  const canAnswer = tenant !== null && !isTown && staff?.actions.has('provider.manage') === true;
  const own = canAnswer ? (await deps.packages.packages()).filter(({ provider }) => provider === tenant.id) : [];
  const problems = sent?.problems ?? [];
  const messages = texts.answerWish.problems;
  return {
    kind: 'page',
    ...(problems.length === 0 ? {} : { status: 422 }),
    page: (
      <Page
        ctx={shell(ctx)}
        title={wish.need}
        breadcrumbs={[listCrumb(lang), { href: marketplacePaths.wishes, label: t.title }]}
        errors={problems.map((code) => ({ id: code === 'text' ? 'antwort' : 'verfuegbar', message: messages[code] }))}
      >
        {notice === undefined ? null : <Alert lang={lang} kind="success" title={notice} live />}
        <p>
          <strong>{t.count(wish.towns)}</strong>, {formatDate(wish.madeAt, lang)}. {t.who}
        </p>
        {wish.leistungsschluessel === null ? null : <p>{t.keyOf(wish.leistungsschluessel)}</p>}
        {wish.details === '' ? null : <StaticText text={wish.details} />}
        {staff === null ? (
          <p>
            <a href={`/amt/anmelden?zurueck=${encodeURIComponent(marketplacePaths.wish(wish.id))}`}>{t.signIn}</a>
          </p>
        ) : null}
        {canJoin ? await relationForms(ctx, deps, wish) : null}
        <Answers ctx={ctx} wish={wish} />
        {canAnswer ? <AnswerForm ctx={ctx} wish={wish} own={own} sent={sent} /> : null}
      </Page>
    ),
  };
}

async function relationForms(ctx: RequestContext, deps: PageDeps, wish: Wish): Promise<VNode> {
  const t = marketplaceTexts(ctx.lang).wishes;
  const { isOwn, hasJoined } = await deps.service.wishRelation(staffOf(ctx).tenant, wish.id);
  const [action, label] = isOwn
    ? [marketplacePaths.withdrawWish(wish.id), t.withdraw]
    : hasJoined
      ? [marketplacePaths.leaveWish(wish.id), t.leave]
      : [marketplacePaths.joinWish(wish.id), t.join];
  return (
    <Form action={action} csrfToken={ctx.csrfToken}>
      <Actions>
        <Button label={label} variant={isOwn || hasJoined ? 'secondary' : 'primary'} />
      </Actions>
    </Form>
  );
}

function Answers({ ctx, wish }: { ctx: RequestContext; wish: Wish }): VNode {
  const { lang } = ctx;
  const t = marketplaceTexts(lang).wishes;
  return (
    <>
      <Heading level={2}>{t.answersTitle}</Heading>
      {wish.answers.length === 0 ? <p>{t.noAnswers}</p> : null}
      {wish.answers.map(({ provider, text, packageId, expectedOn, answeredAt }) => (
        <article key={provider.slug}>
          <Heading level={3}>{t.answerAt(provider.name, formatDate(answeredAt, lang))}</Heading>
          <StaticText text={text} />
          {expectedOn === null ? null : <p>{t.expected(formatDay(expectedOn, lang))}</p>}
          {packageId === null ? null : (
            <p>
              <a href={marketplacePaths.package(packageId)}>{t.toPackage}</a>
            </p>
          )}
        </article>
      ))}
    </>
  );
}

interface AnswerProps {
  ctx: RequestContext;
  wish: Wish;
  own: readonly PublishedPackage[];
  sent: Sent | undefined;
}

function AnswerForm({ ctx, wish, own, sent }: AnswerProps): VNode {
  const { lang } = ctx;
  const t = marketplaceTexts(lang).answerWish;
  const entered = sent?.entered ?? { text: '', packageId: '', expected: '' };
  const error = (code: 'text' | 'date'): string | undefined =>
    sent?.problems.includes(code) === true ? t.problems[code] : undefined;
  return (
    <>
      <Heading level={2}>{t.title}</Heading>
      <Form action={marketplacePaths.answerWish(wish.id)} csrfToken={ctx.csrfToken}>
        <TextArea lang={lang} id="antwort" label={t.text} value={entered.text} error={error('text')} />
        <Select
          lang={lang}
          id="paket"
          label={t.packageId}
          value={entered.packageId}
          options={own.map(({ packageId, name }) => ({ value: packageId, label: inLang(name, lang) }))}
          optional
        />
        <TextField
          lang={lang}
          id="verfuegbar"
          label={t.expected}
          hint={t.expectedHint}
          value={entered.expected}
          error={error('date')}
          width={10}
          optional
        />
        <Actions>
          <Button label={t.submit} />
        </Actions>
      </Form>
    </>
  );
}

async function answer(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const wish = ctx.params['wish'] ?? '';
  const entered = readWishAnswer(ctx.form);
  const problems = wishAnswerProblems(entered);
  if (problems.length > 0) return wishPage(ctx, deps, { entered, problems });
  await deps.service.answerWish({
    tenant: staffOf(ctx).tenant,
    wish,
    text: entered.text,
    packageId: entered.packageId === '' ? null : entered.packageId,
    expectedOn: entered.expected === '' ? null : readDay(entered.expected),
  });
  return { kind: 'redirect', to: `${marketplacePaths.wish(wish)}?meldung=beantwortet` };
}

export function wishRoutes(deps: PageDeps): readonly Route[] {
  const { service } = deps;
  const act =
    (work: (ctx: RequestContext, id: string) => Promise<string>) =>
    async (ctx: RequestContext): Promise<Reply> => ({
      kind: 'redirect',
      to: await work(ctx, ctx.params['wish'] ?? ''),
    });
  const post = { ...forTowns, method: 'POST', rate: 'write' } as const;
  return [
    { ...publicPage, path: marketplaceRoutePaths.wish, name: 'marketplace.wish', handle: (ctx) => wishPage(ctx, deps) },
    {
      ...post,
      path: marketplaceRoutePaths.joinWish,
      name: 'marketplace.join-wish',
      handle: act(async (ctx, id) => {
        await service.joinWish(staffOf(ctx).tenant, id);
        return `${marketplacePaths.wish(id)}?meldung=mitgesucht`;
      }),
    },
    {
      ...post,
      path: marketplaceRoutePaths.leaveWish,
      name: 'marketplace.leave-wish',
      handle: act(async (ctx, id) => {
        await service.leaveWish(staffOf(ctx).tenant, id);
        return `${marketplacePaths.wish(id)}?meldung=ausgetreten`;
      }),
    },
    {
      ...post,
      path: marketplaceRoutePaths.withdrawWish,
      name: 'marketplace.withdraw-wish',
      handle: act(async (ctx, id) => {
        await service.withdrawWish(staffOf(ctx).tenant, id);
        return `${marketplacePaths.wishes}?meldung=zurueckgezogen`;
      }),
    },
    {
      ...forProviders,
      method: 'POST',
      rate: 'write',
      path: marketplaceRoutePaths.answerWish,
      name: 'marketplace.answer-wish',
      handle: (ctx) => answer(ctx, deps),
    },
  ];
}
