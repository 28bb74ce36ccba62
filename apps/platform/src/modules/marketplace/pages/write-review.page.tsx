import { type VNode } from 'preact';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import {
  Actions,
  Alert,
  Button,
  EmptyState,
  Form,
  LinkButton,
  Page,
  RadioGroup,
  shell,
  TextArea,
  TextField,
} from '#ui';
import {
  longestExperience,
  longestOffice,
  readReview,
  reviewProblems,
  type ReviewEntry,
  type ReviewProblem,
} from '../domain/review-form.ts';
import { marketplacePaths, marketplaceRoutePaths } from '../paths.ts';
import { marketplaceTexts } from '../texts/index.ts';
import { entryOf, forTowns, inLang, packageCrumbs, type PageDeps, staffOf } from './frame.tsx';

const ids = { rating: 'bewertung', office: 'stelle', experience: 'erfahrung' } as const;

interface Sent {
  entered: ReviewEntry;
  problems: readonly ReviewProblem[];
}

async function formPage(ctx: RequestContext, deps: PageDeps, sent?: Sent): Promise<Reply> {
  const { lang } = ctx;
  const texts = marketplaceTexts(lang);
  const t = texts.writeReview;
  const entry = await entryOf(ctx, deps);
  const { packageId } = entry.pkg;
  const { use, review } = await deps.service.reviewOf(staffOf(ctx).tenant, packageId);
  const frame = {
    ctx: shell(ctx),
    title: t.title(inLang(entry.pkg.name, lang)),
    breadcrumbs: packageCrumbs(entry, lang),
  };
  if (use === null) {
    return {
      kind: 'page',
      page: (
        <Page {...frame}>
          <EmptyState title={t.notInUse} text={t.notInUseText}>
            <LinkButton href={marketplacePaths.reviews(packageId)} label={texts.sheet.reviews} variant="secondary" />
          </EmptyState>
        </Page>
      ),
    };
  }
  const kept =
    review === null ? { rating: '', office: '', experience: '' } : { ...review, rating: String(review.rating) };
  const entered = sent?.entered ?? kept;
  const message = ({ field, code }: ReviewProblem): string =>
    code === 'tooLong'
      ? texts.reviews.problems.tooLong(field === 'office' ? longestOffice : longestExperience)
      : texts.reviews.problems[code];
  const problems = sent?.problems ?? [];
  const error = (field: ReviewProblem['field']): string | undefined => {
    const found = problems.find((one) => one.field === field);
    return found === undefined ? undefined : message(found);
  };
  return {
    kind: 'page',
    ...(problems.length === 0 ? {} : { status: 422 }),
    page: (
      <Page
        {...frame}
        lead={t.lead(use.version)}
        errors={problems.map((one) => ({ id: ids[one.field], message: message(one) }))}
      >
        {review?.hidden == null ? null : <Alert lang={lang} kind="warning" title={t.hidden(review.hidden.reason)} />}
        <ReviewForm ctx={ctx} packageId={packageId} entered={entered} error={error} />
        {review === null ? null : (
          <Form action={marketplacePaths.removeReview(packageId)} csrfToken={ctx.csrfToken}>
            <Actions>
              <Button label={t.remove} variant="danger" />
            </Actions>
          </Form>
        )}
      </Page>
    ),
  };
}

interface ReviewFormProps {
  ctx: RequestContext;
  packageId: string;
  entered: ReviewEntry;
  error: (field: ReviewProblem['field']) => string | undefined;
}

function ReviewForm({ ctx, packageId, entered, error }: ReviewFormProps): VNode {
  const { lang } = ctx;
  const t = marketplaceTexts(lang).writeReview;
  return (
    <Form action={marketplacePaths.writeReview(packageId)} csrfToken={ctx.csrfToken}>
      <RadioGroup
        lang={lang}
        id={ids.rating}
        label={t.rating}
        value={entered.rating}
        error={error('rating')}
        options={(['5', '4', '3', '2', '1'] as const).map((value) => ({ value, label: t.ratings[value] }))}
      />
      <TextField
        lang={lang}
        id={ids.office}
        label={t.office}
        hint={t.officeHint}
        value={entered.office}
        error={error('office')}
      />
      <TextArea
        lang={lang}
        id={ids.experience}
        label={t.experience}
        hint={t.experienceHint}
        value={entered.experience}
        error={error('experience')}
      />
      <Actions>
        <Button label={t.submit} />
      </Actions>
    </Form>
  );
}

async function save(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const entered = readReview(ctx.form);
  const problems = reviewProblems(entered);
  if (problems.length > 0) return formPage(ctx, deps, { entered, problems });
  const { pkg } = await entryOf(ctx, deps);
  const { packageId } = pkg;
  await deps.service.saveReview({ tenant: staffOf(ctx).tenant, packageId, ...entered, rating: Number(entered.rating) });
  return { kind: 'redirect', to: `${marketplacePaths.reviews(packageId)}?meldung=gespeichert` };
}

async function remove(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const { pkg } = await entryOf(ctx, deps);
  await deps.service.removeReview(staffOf(ctx).tenant, pkg.packageId);
  return { kind: 'redirect', to: `${marketplacePaths.reviews(pkg.packageId)}?meldung=geloescht` };
}

export function writeReviewRoutes(deps: PageDeps): readonly Route[] {
  const path = marketplaceRoutePaths.writeReview;
  return [
    {
      ...forTowns,
      method: 'GET',
      rate: 'page',
      path,
      name: 'marketplace.write-review',
      handle: (ctx) => formPage(ctx, deps),
    },
    {
      ...forTowns,
      method: 'POST',
      rate: 'write',
      path,
      name: 'marketplace.save-review',
      handle: (ctx) => save(ctx, deps),
    },
    {
      ...forTowns,
      method: 'POST',
      rate: 'write',
      path: marketplaceRoutePaths.removeReview,
      name: 'marketplace.remove-review',
      handle: (ctx) => remove(ctx, deps),
    },
  ];
}
