import { type VNode } from 'preact';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import {
  Actions,
  Alert,
  Button,
  Form,
  formatDate,
  Heading,
  LinkButton,
  Page,
  Pagination,
  shell,
  StaticText,
  TextArea,
} from '#ui';
import { type Entry } from '../domain/entry.ts';
import { marketplacePaths, marketplaceRoutePaths } from '../paths.ts';
import { marketplaceTexts, type Texts } from '../texts/index.ts';
import { type Review } from '../types.ts';
import {
  entryOf,
  forProviders,
  forTowns,
  hrefOfPage,
  inLang,
  noticeOf,
  packageCrumbs,
  type PageDeps,
  pageNumber,
  pageSize,
  pagesOf,
  publicPage,
  staffOf,
} from './frame.tsx';

const longestAnswer = 4000;
const longestReason = 1000;

/** What was sent and refused, so that nothing is lost. */
interface Refused {
  review: string;
  field: 'antwort' | 'meldung';
  text: string;
  message: string;
}

async function reviewsPage(ctx: RequestContext, deps: PageDeps, refused?: Refused): Promise<Reply> {
  const { lang } = ctx;
  const texts = marketplaceTexts(lang);
  const t = texts.reviews;
  const entry = await entryOf(ctx, deps);
  const { packageId } = entry.pkg;
  const page = pageNumber(ctx);
  const { items, total } = await deps.service.reviews(packageId, { offset: (page - 1) * pageSize, limit: pageSize });
  const notice = noticeOf(ctx, {
    gespeichert: t.saved,
    geloescht: t.removed,
    gemeldet: t.reported,
    beantwortet: t.answered,
  });
  return {
    kind: 'page',
    ...(refused === undefined ? {} : { status: 422 }),
    page: (
      <Page
        ctx={shell(ctx)}
        title={t.title(inLang(entry.pkg.name, lang))}
        lead={t.lead}
        breadcrumbs={packageCrumbs(entry, lang)}
        errors={refused === undefined ? [] : [{ id: `${refused.field}-${refused.review}`, message: refused.message }]}
      >
        {notice === undefined ? null : <Alert lang={lang} kind="success" title={notice} live />}
        {total === 0 ? <p>{t.none}</p> : null}
        {items.map((review) => (
          <ReviewView
            key={review.id}
            ctx={ctx}
            texts={texts}
            entry={entry}
            review={review}
            refused={refused?.review === review.id ? refused : undefined}
          />
        ))}
        <Pagination lang={lang} page={page} pages={pagesOf(total)} href={hrefOfPage(ctx)} />
        <LinkButton href={marketplacePaths.writeReview(packageId)} label={t.write} variant="secondary" />
      </Page>
    ),
  };
}

interface ReviewProps {
  ctx: RequestContext;
  texts: Texts;
  entry: Entry;
  review: Review;
  refused: Refused | undefined;
}

function ReviewView({ ctx, texts, entry, review, refused }: ReviewProps): VNode {
  const { lang, staff } = ctx;
  const t = texts.reviews;
  const isProvider = staff?.tenant === entry.pkg.provider && staff.actions.has('provider.manage');
  return (
    <article aria-labelledby={`erfahrung-${review.id}`}>
      <Heading level={2} id={`erfahrung-${review.id}`}>
        {t.points(review.rating)}: {t.from(review.office, review.town.name)}
      </Heading>
      <p class="vb-muted">{t.about(review.version, formatDate(review.changedAt, lang))}</p>
      <StaticText text={review.experience} />
      {review.answer === null ? null : (
        <div class="vb-sidebox">
          <Heading level={3}>{t.answerOf(formatDate(review.answer.at, lang))}</Heading>
          {review.answer.isToOlderWords ? <p>{t.olderWords}</p> : null}
          <StaticText text={review.answer.text} />
        </div>
      )}
      {isProvider ? (
        <WordForm ctx={ctx} entry={entry} review={review} field="antwort" texts={texts} refused={refused} />
      ) : null}
      {staff?.actions.has('offering.manage') === true ? (
        <WordForm ctx={ctx} entry={entry} review={review} field="meldung" texts={texts} refused={refused} />
      ) : null}
    </article>
  );
}

/** A folded form of one text: the provider's answer, or what is reported. */
function WordForm({ ctx, entry, review, field, texts, refused }: ReviewProps & { field: Refused['field'] }): VNode {
  const t = texts.reviews;
  const { packageId } = entry.pkg;
  const isAnswer = field === 'antwort';
  const mine = refused?.field === field ? refused : undefined;
  const label = isAnswer ? t.answer : t.report;
  return (
    <details open={mine !== undefined}>
      <summary>{label}</summary>
      <Form
        action={
          isAnswer
            ? marketplacePaths.answerReview(packageId, review.id)
            : marketplacePaths.reportReview(packageId, review.id)
        }
        csrfToken={ctx.csrfToken}
      >
        <TextArea
          lang={ctx.lang}
          id={`${field}-${review.id}`}
          name={field}
          label={isAnswer ? t.answerText : t.reportReason}
          value={mine?.text ?? (isAnswer ? (review.answer?.text ?? '') : '')}
          error={mine?.message}
        />
        <Actions>
          <Button
            label={label}
            variant="secondary"
            ariaLabel={`${label}: ${t.from(review.office, review.town.name)}`}
          />
        </Actions>
      </Form>
    </details>
  );
}

async function postWord(ctx: RequestContext, deps: PageDeps, field: Refused['field']): Promise<Reply> {
  const t = marketplaceTexts(ctx.lang).reviews;
  const entry = await entryOf(ctx, deps);
  const review = ctx.params['review'] ?? '';
  const text = (ctx.form.get(field) ?? '').replace(/\r\n?/gu, '\n').trim();
  const max = field === 'antwort' ? longestAnswer : longestReason;
  const message = text === '' ? t.problems.text : text.length > max ? t.problems.tooLong(max) : null;
  if (message !== null) return reviewsPage(ctx, deps, { review, field, text, message });
  const { tenant } = staffOf(ctx);
  if (field === 'antwort') await deps.service.answerReview({ tenant, review, text });
  else await deps.service.reportReview({ tenant, review, reason: text });
  const done = field === 'antwort' ? 'beantwortet' : 'gemeldet';
  return { kind: 'redirect', to: `${marketplacePaths.reviews(entry.pkg.packageId)}?meldung=${done}` };
}

export function reviewsRoutes(deps: PageDeps): readonly Route[] {
  return [
    {
      ...publicPage,
      path: marketplaceRoutePaths.reviews,
      name: 'marketplace.reviews',
      handle: (ctx) => reviewsPage(ctx, deps),
    },
    {
      ...forProviders,
      method: 'POST',
      rate: 'write',
      path: marketplaceRoutePaths.answerReview,
      name: 'marketplace.answer-review',
      handle: (ctx) => postWord(ctx, deps, 'antwort'),
    },
    {
      ...forTowns,
      method: 'POST',
      rate: 'write',
      path: marketplaceRoutePaths.reportReview,
      name: 'marketplace.report-review',
      handle: (ctx) => postWord(ctx, deps, 'meldung'),
    },
  ];
}
