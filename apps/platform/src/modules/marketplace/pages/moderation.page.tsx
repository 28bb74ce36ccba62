import { type Reply, type RequestContext, type Route } from '#kernel/http';
import {
  Actions,
  Alert,
  Button,
  EmptyState,
  Form,
  formatDateTime,
  Heading,
  Page,
  shell,
  StaticText,
  TextField,
} from '#ui';
import { marketplacePaths, marketplaceRoutePaths } from '../paths.ts';
import { marketplaceTexts } from '../texts/index.ts';
import { noticeOf, type PageDeps } from './frame.tsx';

const longestReason = 1000;

async function moderationPage(
  ctx: RequestContext,
  deps: PageDeps,
  refused?: { review: string; text: string },
): Promise<Reply> {
  const { lang } = ctx;
  const texts = marketplaceTexts(lang);
  const t = texts.moderation;
  const all = await deps.service.reportedReviews();
  const notice = noticeOf(ctx, { gespeichert: t.done });
  const message = texts.reviews.problems.text;
  return {
    kind: 'page',
    ...(refused === undefined ? {} : { status: 422 }),
    page: (
      <Page
        ctx={shell(ctx)}
        title={t.title}
        lead={t.lead}
        errors={refused === undefined ? [] : [{ id: `grund-${refused.review}`, message }]}
      >
        {notice === undefined ? null : <Alert lang={lang} kind="success" title={notice} live />}
        {all.length === 0 ? <EmptyState title={t.none} /> : null}
        {all.map(({ review, reports }) => (
          <article key={review.id} aria-labelledby={`bewertung-${review.id}`}>
            <Heading level={2} id={`bewertung-${review.id}`}>
              <a href={marketplacePaths.reviews(review.packageId)}>{review.packageId}</a>:{' '}
              {texts.reviews.from(review.office, review.town.name)}
            </Heading>
            <p>{texts.reviews.points(review.rating)}</p>
            <StaticText text={review.experience} />
            {reports.length === 0 ? null : (
              <>
                <Heading level={3}>{t.reports}</Heading>
                <ul>
                  {reports.map(({ reason, at }) => (
                    <li key={String(at.getTime()) + reason}>
                      {formatDateTime(at, lang)}: {reason}
                    </li>
                  ))}
                </ul>
              </>
            )}
            {review.hidden === null ? (
              <Form action={marketplacePaths.hideReview(review.id)} csrfToken={ctx.csrfToken}>
                <TextField
                  lang={lang}
                  id={`grund-${review.id}`}
                  name="grund"
                  label={t.reason}
                  value={refused?.review === review.id ? refused.text : ''}
                  error={refused?.review === review.id ? message : undefined}
                />
                <Actions>
                  <Button
                    label={t.hide}
                    ariaLabel={`${t.hide}: ${texts.reviews.from(review.office, review.town.name)}`}
                  />
                </Actions>
              </Form>
            ) : (
              <Form action={marketplacePaths.showReview(review.id)} csrfToken={ctx.csrfToken}>
                <p>{t.hidden(review.hidden.reason)}</p>
                <Actions>
                  <Button
                    label={t.show}
                    variant="secondary"
                    ariaLabel={`${t.show}: ${texts.reviews.from(review.office, review.town.name)}`}
                  />
                </Actions>
              </Form>
            )}
          </article>
        ))}
      </Page>
    ),
  };
}

async function hide(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const review = ctx.params['review'] ?? '';
  const reason = (ctx.form.get('grund') ?? '').trim().slice(0, longestReason);
  if (reason === '') return moderationPage(ctx, deps, { review, text: '' });
  await deps.service.hideReview(review, reason);
  return { kind: 'redirect', to: `${marketplacePaths.moderation}?meldung=gespeichert` };
}

async function show(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  await deps.service.showReview(ctx.params['review'] ?? '');
  return { kind: 'redirect', to: `${marketplacePaths.moderation}?meldung=gespeichert` };
}

export function moderationRoutes(deps: PageDeps): readonly Route[] {
  const base = { surface: 'page', access: { kind: 'operator', action: 'operations.act' } } as const;
  return [
    {
      ...base,
      method: 'GET',
      rate: 'page',
      path: marketplaceRoutePaths.moderation,
      name: 'marketplace.moderation',
      handle: (ctx) => moderationPage(ctx, deps),
    },
    {
      ...base,
      method: 'POST',
      rate: 'write',
      path: marketplaceRoutePaths.hideReview,
      name: 'marketplace.hide-review',
      handle: (ctx) => hide(ctx, deps),
    },
    {
      ...base,
      method: 'POST',
      rate: 'write',
      path: marketplaceRoutePaths.showReview,
      name: 'marketplace.show-review',
      handle: (ctx) => show(ctx, deps),
    },
  ];
}
