import { type VNode } from 'preact';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import {
  Actions,
  Alert,
  Button,
  EmptyState,
  FilterForm,
  Form,
  formatDate,
  LinkButton,
  Page,
  Pagination,
  shell,
  Table,
  TextArea,
  TextField,
} from '#ui';
import { noQuery } from '../domain/entry-filter.ts';
import { readWish, wishProblems, type WishEntry, type WishField } from '../domain/wish-form.ts';
import { marketplacePaths, marketplaceRoutePaths } from '../paths.ts';
import { marketplaceTexts } from '../texts/index.ts';
import { type FoundEntry } from '../types.ts';
import {
  forTowns,
  hrefOfPage,
  inLang,
  listCrumb,
  noticeOf,
  type PageDeps,
  pageNumber,
  pageSize,
  pagesOf,
  publicPage,
  staffOf,
} from './frame.tsx';

async function wishesPage(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const { lang } = ctx;
  const t = marketplaceTexts(lang).wishes;
  const q = (ctx.query.get('q') ?? '').trim().slice(0, 200);
  const page = pageNumber(ctx);
  const { items, total } = await deps.service.wishes({ q, offset: (page - 1) * pageSize, limit: pageSize });
  const notice = noticeOf(ctx, { zurueckgezogen: t.withdrawn });
  return {
    kind: 'page',
    page: (
      <Page ctx={shell(ctx)} title={t.title} lead={t.lead} width="wide" breadcrumbs={[listCrumb(lang)]}>
        {notice === undefined ? null : <Alert lang={lang} kind="success" title={notice} live />}
        <FilterForm lang={lang} action={marketplacePaths.wishes} label={t.filter}>
          <TextField lang={lang} id="q" type="search" label={t.query} value={q} optional />
        </FilterForm>
        {total === 0 ? (
          <EmptyState title={t.none} text={t.noneText} />
        ) : (
          <Table
            caption={t.caption}
            columns={[
              { key: 'need', header: t.need },
              { key: 'towns', header: t.towns, numeric: true },
              { key: 'answers', header: t.answers, numeric: true },
              { key: 'since', header: t.since },
            ]}
            rows={items.map((wish) => ({
              key: wish.id,
              cells: {
                need: (
                  <>
                    <a href={marketplacePaths.wish(wish.id)}>{wish.need}</a>
                    {wish.leistungsschluessel === null ? null : ` (${wish.leistungsschluessel})`}
                  </>
                ),
                towns: String(wish.towns),
                answers: String(wish.answers.length),
                since: formatDate(wish.madeAt, lang),
              },
            }))}
          />
        )}
        <Pagination lang={lang} page={page} pages={pagesOf(total)} href={hrefOfPage(ctx)} />
        <LinkButton href={marketplacePaths.newWish} label={t.make} />
      </Page>
    ),
  };
}

interface Sent {
  entered: WishEntry;
  problems: readonly WishField[];
  /** What is there already and sounds like it. */
  similar: readonly FoundEntry[];
}

const ids = { need: 'bedarf', key: 'schluessel', details: 'einzelheiten' } as const;

function newWishPage(ctx: RequestContext, sent?: Sent): Reply {
  const { lang } = ctx;
  const texts = marketplaceTexts(lang);
  const t = texts.newWish;
  const entered = sent?.entered ?? { need: '', key: '', details: '' };
  const problems = sent?.problems ?? [];
  const error = (field: WishField): string | undefined => (problems.includes(field) ? t.problems[field] : undefined);
  const isRepeated = sent !== undefined && sent.similar.length > 0;
  return {
    kind: 'page',
    ...(problems.length === 0 ? {} : { status: 422 }),
    page: (
      <Page
        ctx={shell(ctx)}
        title={t.title}
        lead={t.lead}
        breadcrumbs={[listCrumb(lang), { href: marketplacePaths.wishes, label: texts.wishes.title }]}
        errors={problems.map((field) => ({ id: ids[field], message: t.problems[field] }))}
      >
        {isRepeated ? <Similar ctx={ctx} similar={sent.similar} /> : null}
        <Form action={marketplacePaths.newWish} csrfToken={ctx.csrfToken}>
          {isRepeated ? <input type="hidden" name="trotzdem" value="ja" /> : null}
          <TextField
            lang={lang}
            id={ids.need}
            label={t.need}
            hint={t.needHint}
            value={entered.need}
            error={error('need')}
          />
          <TextField
            lang={lang}
            id={ids.key}
            label={t.key}
            hint={t.keyHint}
            value={entered.key}
            error={error('key')}
            inputMode="numeric"
            optional
          />
          <TextArea
            lang={lang}
            id={ids.details}
            label={t.details}
            value={entered.details}
            error={error('details')}
            optional
          />
          <Actions>
            <Button label={isRepeated ? t.insist : t.submit} />
          </Actions>
        </Form>
      </Page>
    ),
  };
}

function Similar({ ctx, similar }: { ctx: RequestContext; similar: readonly FoundEntry[] }): VNode {
  const t = marketplaceTexts(ctx.lang).newWish;
  return (
    <Alert lang={ctx.lang} kind="info" title={t.similar} live>
      <p>{t.similarText}</p>
      <ul>
        {similar.map(({ pkg }) => (
          <li key={pkg.packageId}>
            <a href={marketplacePaths.package(pkg.packageId)}>{inLang(pkg.name, ctx.lang)}</a>
          </li>
        ))}
      </ul>
    </Alert>
  );
}

async function makeWish(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const entered = readWish(ctx.form);
  const problems = wishProblems(entered);
  if (problems.length > 0) return newWishPage(ctx, { entered, problems, similar: [] });
  if (ctx.form.get('trotzdem') !== 'ja') {
    const query = entered.key === '' ? { ...noQuery, q: entered.need } : { ...noQuery, key: entered.key };
    const { items: similar } = await deps.service.find(query, { offset: 0, limit: 5 });
    if (similar.length > 0) return newWishPage(ctx, { entered, problems: [], similar });
  }
  const id = await deps.service.makeWish({
    tenant: staffOf(ctx).tenant,
    leistungsschluessel: entered.key === '' ? null : entered.key,
    need: entered.need,
    details: entered.details,
  });
  return { kind: 'redirect', to: `${marketplacePaths.wish(id)}?meldung=eingetragen` };
}

export function wishesRoutes(deps: PageDeps): readonly Route[] {
  const path = marketplaceRoutePaths.newWish;
  return [
    {
      ...publicPage,
      path: marketplaceRoutePaths.wishes,
      name: 'marketplace.wishes',
      handle: (ctx) => wishesPage(ctx, deps),
    },
    {
      ...forTowns,
      method: 'GET',
      rate: 'page',
      path,
      name: 'marketplace.new-wish',
      handle: async (ctx) => newWishPage(ctx),
    },
    {
      ...forTowns,
      method: 'POST',
      rate: 'write',
      path,
      name: 'marketplace.make-wish',
      handle: (ctx) => makeWish(ctx, deps),
    },
  ];
}
