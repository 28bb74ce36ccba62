import { AppError } from '#kernel/errors';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { type Lang } from '#kernel/ids';
import { type LegalPageKind } from '#modules/identity';
import {
  Actions,
  Alert,
  Button,
  Checkbox,
  type FieldError,
  Form,
  formatDate,
  Heading,
  Page,
  StatusBadge,
  StructuredText,
  TextArea,
} from '#ui';
import { draftDigest } from '../legal-drafts.ts';
import { onboardingPaths, onboardingRoutePaths } from '../paths.ts';
import { onboardingTexts, type Texts } from '../texts/index.ts';
import { type LegalDraft } from '../types.ts';
import { noticeOf, type PageDeps, setUpCrumbs, staffOf, staffShell, townAccess } from './staff.ts';

const maxBodyLength = 50_000;
const kinds: readonly LegalPageKind[] = ['impressum', 'datenschutz', 'barrierefreiheit', 'leichte-sprache'];
const tones = { draft: 'warning', public: 'success', differs: 'info' } as const;

/** Shown as the public page will be; its headings stand below the one of the section. */
function Draft({ ctx, t, draft, level }: { ctx: RequestContext; t: Texts['legal']; draft: LegalDraft; level: 2 | 3 }) {
  const name = t.kinds[draft.kind];
  const id = `${draft.kind}-${draft.lang}`;
  return (
    <section>
      <Heading level={level}>
        {name} <StatusBadge label={t.states[draft.state]} tone={tones[draft.state]} />
      </Heading>
      {draft.gaps.length === 0 ? null : (
        <Alert lang={ctx.lang} kind="warning" title={t.gaps} level={3}>
          <ul>
            {draft.gaps.map((gap) => (
              <li key={gap}>{gap}</li>
            ))}
          </ul>
          <a class="kern-link" href={onboardingPaths.facts}>
            {t.toFacts}
          </a>
        </Alert>
      )}
      <div class="vb-draft">
        <StructuredText text={draft.body} level={3} {...(draft.lang === ctx.lang ? {} : { lang: draft.lang })} />
      </div>
      {draft.confirmedAt === null ? null : (
        <p class="vb-muted">{t.confirmedAt(formatDate(draft.confirmedAt, ctx.lang))}</p>
      )}
      {draft.state === 'public' || draft.gaps.length > 0 ? null : (
        <>
          <input type="hidden" name={`stand-${id}`} value={draftDigest(draft.body)} />
          <Checkbox lang={ctx.lang} id={`gelesen-${id}`} label={t.confirm(name)} />
        </>
      )}
      <p>
        <a class="kern-link" href={onboardingPaths.legalDraft(draft.kind, draft.lang)}>
          {t.change}
          <span class="kern-sr-only">
            : {name}, {t.languages[draft.lang]}
          </span>
        </a>
      </p>
    </section>
  );
}

async function legalPage(ctx: RequestContext, deps: PageDeps, errors: readonly FieldError[] = []): Promise<Reply> {
  const texts = onboardingTexts(ctx.lang);
  const t = texts.legal;
  const { shell, tenant } = await staffShell(ctx, deps);
  const drafts = await deps.service.legal.drafts(tenant);
  const of = (lang: Lang): readonly LegalDraft[] => drafts.filter((draft) => draft.lang === lang);
  const canConfirm = drafts.some(({ state, gaps }) => state !== 'public' && gaps.length === 0);
  const notice = noticeOf(ctx, { ...texts.setUp.done, entwurf: t.saved });
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page ctx={shell} title={t.title} lead={t.lead} errors={errors} breadcrumbs={setUpCrumbs(ctx)}>
        {notice === undefined ? null : <Alert lang={ctx.lang} kind="success" title={notice} live />}
        {of('de').every(({ state }) => state !== 'draft') ? (
          <Alert lang={ctx.lang} kind="success" title={t.allPublic} />
        ) : null}
        <Form action={onboardingPaths.legal} csrfToken={ctx.csrfToken}>
          {of('de').map((draft) => (
            <Draft key={draft.kind} ctx={ctx} t={t} draft={draft} level={2} />
          ))}
          {canConfirm ? (
            <Actions>
              <Button label={t.publish} />
            </Actions>
          ) : null}
          <details class="vb-details">
            <summary>{t.english}</summary>
            {of('en').map((draft) => (
              <Draft key={draft.kind} ctx={ctx} t={t} draft={draft} level={2} />
            ))}
            {canConfirm ? <Button label={t.publish} variant="secondary" /> : null}
          </details>
        </Form>
      </Page>
    ),
  };
}

async function confirm(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const t = onboardingTexts(ctx.lang).legal;
  const { tenant } = await staffShell(ctx, deps);
  const read = (['de', 'en'] as const).flatMap((lang) =>
    kinds
      .filter((kind) => ctx.form.get(`gelesen-${kind}-${lang}`) === 'true')
      .map((kind) => ({ kind, lang, digest: ctx.form.get(`stand-${kind}-${lang}`) ?? '' })),
  );
  if (read.length === 0) return legalPage(ctx, deps, [{ id: 'gelesen-impressum-de', message: t.noneChosen }]);
  await deps.service.legal.confirm(tenant, read, staffOf(ctx).staff);
  const left = (await deps.service.legal.drafts(tenant)).some(({ lang, state }) => lang === 'de' && state === 'draft');
  return { kind: 'redirect', to: `${left ? onboardingPaths.legal : onboardingPaths.setUp}?meldung=pflichtseiten` };
}

function target(ctx: RequestContext): { kind: LegalPageKind; lang: Lang } {
  const kind = kinds.find((one) => one === ctx.params['kind']);
  const lang = ctx.params['language'];
  if (kind === undefined || (lang !== 'de' && lang !== 'en')) throw new AppError('not-found', 'onboarding/not-found');
  return { kind, lang };
}

async function editPage(ctx: RequestContext, deps: PageDeps, typed?: string): Promise<Reply> {
  const t = onboardingTexts(ctx.lang).legal;
  const { kind, lang } = target(ctx);
  const { shell, tenant } = await staffShell(ctx, deps);
  const draft = await deps.service.legal.draft(tenant, kind, lang);
  const errors = typed === undefined ? [] : [{ id: 'text', message: t.tooLong }];
  return {
    kind: 'page',
    status: errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={shell}
        title={t.editTitle(t.kinds[kind], t.languages[lang])}
        errors={errors}
        breadcrumbs={[...setUpCrumbs(ctx), { href: onboardingPaths.legal, label: t.title }]}
      >
        <Form action={onboardingPaths.legalDraft(kind, lang)} csrfToken={ctx.csrfToken}>
          <TextArea
            lang={ctx.lang}
            id="text"
            label={t.body}
            hint={t.bodyHint}
            value={typed ?? draft.body}
            rows={24}
            error={errors[0]?.message}
          />
          <Button label={t.save} />
        </Form>
      </Page>
    ),
  };
}

async function saveDraft(ctx: RequestContext, deps: PageDeps): Promise<Reply> {
  const { kind, lang } = target(ctx);
  const body = (ctx.form.get('text') ?? '').replaceAll('\r\n', '\n').trim();
  if (body.length > maxBodyLength) return editPage(ctx, deps, body);
  const { tenant } = await staffShell(ctx, deps);
  await deps.service.legal.change(tenant, { kind, lang, body });
  return { kind: 'redirect', to: `${onboardingPaths.legal}?meldung=entwurf` };
}

export function legalRoutes(deps: PageDeps): readonly Route[] {
  const list = { ...townAccess, path: onboardingPaths.legal } as const;
  const one = {
    ...townAccess,
    path: onboardingRoutePaths.legalDraft,
    example: { kind: 'impressum', language: 'de' },
  } as const;
  return [
    { ...list, method: 'GET', name: 'onboarding.legal', rate: 'page', handle: (ctx) => legalPage(ctx, deps) },
    { ...list, method: 'POST', name: 'onboarding.legal-confirm', rate: 'write', handle: (ctx) => confirm(ctx, deps) },
    { ...one, method: 'GET', name: 'onboarding.legal-draft', rate: 'page', handle: (ctx) => editPage(ctx, deps) },
    {
      ...one,
      method: 'POST',
      name: 'onboarding.legal-draft-save',
      rate: 'write',
      handle: (ctx) => saveDraft(ctx, deps),
    },
  ];
}
