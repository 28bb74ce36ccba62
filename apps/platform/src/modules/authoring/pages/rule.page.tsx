import { type ComponentChildren, type VNode } from 'preact';
import { germanDate } from '#kernel/clock';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import {
  Actions,
  Alert,
  Button,
  type FieldError,
  Form,
  formatDate,
  Heading,
  LinkButton,
  Page,
  RadioGroup,
  SummaryList,
  type SummaryRow,
  TextArea,
} from '#ui';
import { tryOut } from '../domain/rule-outcomes.ts';
import { elementsNamed, elementsOf } from '../domain/rule-queue.ts';
import { rulePaths, ruleRoutePaths } from '../rule-paths.ts';
import { type RuleOfWork } from '../rule-reviews.ts';
import { ruleTexts, type RuleTexts } from '../texts/rules.ts';
import { wayTo } from './rule-names.ts';
import { decisionText, Elements, Findings, meaningOf, SideBySide, StateBadge, Tried } from './rule-parts.tsx';
import { FormPreview } from './rule-preview.tsx';
import { type RulePageDeps } from './rule-queue.page.tsx';
import { reasonProblem } from './rule-reason.ts';
import { noticeOf, providerAccess, providerShell, staffOf, workCrumbs } from './staff.ts';

const acts = ['confirm', 'note', 'reject', 'reopen'] as const;
type Act = (typeof acts)[number];

/** What the form for a decision is filled with, and what became of it. */
interface View {
  act: string;
  reason: string;
  errors: readonly FieldError[];
  isChanged: boolean;
}

const untouched: View = { act: '', reason: '', errors: [], isChanged: false };

/** Beyond every queue where the address names no number. */
export function ruleNumber(ctx: RequestContext): number {
  const text = ctx.params['rule'] ?? '';
  return /^[1-9]\d{0,4}$/u.test(text) ? Number(text) : Number.MAX_SAFE_INTEGER;
}

export function ruleName({ rule }: RuleOfWork): string {
  return rule.review.name === '' ? rule.review.ruleId : rule.review.name;
}

async function rulePage(ctx: RequestContext, deps: RulePageDeps, view: View = untouched): Promise<Reply> {
  const { lang } = ctx;
  const t = ruleTexts(lang);
  const { shell } = await providerShell(ctx, deps);
  const about = await deps.reviews.rule(staffOf(ctx), ctx.params['work'] ?? '', ruleNumber(ctx));
  const { rule, work, schema } = about;
  const { review } = rule;
  const { text, isGerman } = meaningOf(lang, review);
  const notice = view.isChanged || view.errors.length > 0 ? undefined : noticeOf(ctx, t.done);
  const today = germanDate(ctx.now);
  const tried = tryOut(schema, review.inForce, today);
  const here = rulePaths.rule(work.id, rule.number);
  return {
    kind: 'page',
    status: view.isChanged ? 409 : view.errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={shell}
        title={t.rule.title(ruleName(about))}
        width="wide"
        breadcrumbs={[...workCrumbs(ctx, work), { href: rulePaths.queue(work.id), label: t.queue.title }]}
        errors={view.errors}
        hasError={view.isChanged}
      >
        {notice === undefined ? null : <Alert lang={lang} kind="success" title={notice} live />}
        {view.isChanged ? <Changed ctx={ctx} about={about} mine={mineOf(t, view)} /> : null}
        {review.outdated === null ? null : (
          <Alert lang={lang} kind="warning">
            <p class="kern-body">{t.rule.outdated}</p>
            <p class="kern-body vb-pre">{decisionText(lang, schema, review.outdated)}</p>
          </Alert>
        )}
        <SideBySide
          lang={lang}
          level={2}
          left={{ heading: t.rule.text, text: review.text }}
          right={{ heading: t.rule.meaning, text, isGerman }}
        />
        <Findings lang={lang} level={2} title={t.rule.findings} findings={rule.findings} />
        <Facts ctx={ctx} about={about} />
        <Decide ctx={ctx} about={about} view={view} />
        <Tried
          lang={lang}
          schema={schema}
          tried={tried}
          today={today}
          link={(row, label, ariaLabel) => (
            <a href={`${here}?beispiel=${row.id}#vorschau`} aria-label={ariaLabel}>
              {label}
            </a>
          )}
        />
        <FormPreview
          lang={lang}
          about={about}
          reviews={deps.reviews}
          rules={review.inForce}
          tried={tried}
          today={today}
          chosen={ctx.query.get('beispiel') ?? ''}
        />
        <Neighbours ctx={ctx} about={about} />
      </Page>
    ),
  };
}

function mineOf(t: RuleTexts, { act, reason }: View): string {
  const known = acts.find((one) => one === act);
  return [known === undefined ? '' : t.decide.acts[known], reason].filter((part) => part !== '').join('\n');
}

/** Both sides of a conflict; the form below carries the own one on. */
export function Changed(p: { ctx: RequestContext; about: RuleOfWork; mine: string }): VNode {
  const { lang } = p.ctx;
  const t = ruleTexts(lang);
  const { review } = p.about.rule;
  return (
    <>
      <Alert lang={lang} kind="danger" title={t.conflict.title} live>
        <p class="kern-body">{t.conflict.text}</p>
        <p class="kern-body">{t.conflict.again}</p>
      </Alert>
      <SideBySide
        lang={lang}
        level={2}
        left={{ heading: t.conflict.theirs, text: decisionText(lang, p.about.schema, review.decision) }}
        right={{ heading: t.conflict.mine, text: p.mine, isGerman: false }}
      />
    </>
  );
}

function Facts({ ctx, about }: { ctx: RequestContext; about: RuleOfWork }): VNode {
  const { lang } = ctx;
  const t = ruleTexts(lang);
  const { rule, schema } = about;
  const { review } = rule;
  const named = review.inForce.length > 0 ? elementsOf(schema, review.inForce) : elementsNamed(schema, review);
  const signed = review.decision?.signed ?? null;
  const row = (key: string, value: ComponentChildren): SummaryRow => ({ key, value });
  return (
    <SummaryList
      lang={lang}
      heading={t.rule.facts}
      rows={[
        row(t.rule.state, <StateBadge lang={lang} rule={rule} />),
        row(t.rule.id, review.ruleId),
        row(t.rule.place, review.owner === '' ? t.rule.wholeForm : wayTo(schema, review.owner)),
        ...(review.confidence === null ? [] : [row(t.rule.confidence, t.rule.percent(review.confidence))]),
        ...(review.doubts.length === 0 ? [] : [row(t.rule.doubts, doubtsText(t, review.doubts))]),
        ...(named.length === 0 ? [] : [row(t.rule.elements, <Elements schema={schema} paths={named} />)]),
        ...(signed === null
          ? []
          : [row(t.rule.decided, t.rule.decidedBy(signed.by, formatDate(new Date(signed.on), lang)))]),
        ...(signed === null || signed.reason === '' ? [] : [row(t.rule.reason, signed.reason)]),
      ]}
    />
  );
}

function doubtsText(t: RuleTexts, doubts: readonly string[]): string {
  const words: Readonly<Record<string, string>> = t.doubts;
  return doubts.map((doubt) => words[doubt] ?? doubt).join('\n');
}

function actsFor({ review }: RuleOfWork['rule']): readonly Act[] {
  return acts.filter((act) => {
    if (act === 'confirm') return review.recognised !== null;
    return act !== 'reopen' || review.decision !== null;
  });
}

function Decide({ ctx, about, view }: { ctx: RequestContext; about: RuleOfWork; view: View }): VNode {
  const { lang } = ctx;
  const t = ruleTexts(lang).decide;
  const { work, rule, mark } = about;
  const errorOf = (id: string): string | undefined => view.errors.find((error) => error.id === id)?.message;
  return (
    <section aria-labelledby="entscheiden">
      <Heading level={2} id="entscheiden">
        {t.heading}
      </Heading>
      <Form action={rulePaths.decide(work.id, rule.number)} csrfToken={ctx.csrfToken}>
        <input type="hidden" name="schluessel" value={rule.review.key} />
        <input type="hidden" name="marke" value={mark} />
        <RadioGroup
          lang={lang}
          id="entscheidung"
          label={t.act}
          value={view.act}
          error={errorOf('entscheidung')}
          options={actsFor(rule).map((act) => ({ value: act, label: t.acts[act], hint: t.hints[act] }))}
        />
        <TextArea
          lang={lang}
          id="begruendung"
          label={t.reason}
          hint={t.reasonHint}
          value={view.reason}
          rows={3}
          error={errorOf('begruendung')}
        />
        <Button label={t.submit} />
      </Form>
      <p class="kern-body">{t.writeHint}</p>
      <LinkButton
        href={rulePaths.edit(work.id, rule.number)}
        label={rule.review.inForce.length > 0 ? t.edit : t.write}
        variant="secondary"
      />
    </section>
  );
}

function Neighbours({ ctx, about }: { ctx: RequestContext; about: RuleOfWork }): VNode {
  const t = ruleTexts(ctx.lang).rule;
  const { work, rule, queue } = about;
  return (
    <nav aria-label={t.neighbours}>
      <Actions>
        {rule.number > 1 ? <a href={rulePaths.rule(work.id, rule.number - 1)}>{t.previous}</a> : null}
        {rule.number < queue.length ? <a href={rulePaths.rule(work.id, rule.number + 1)}>{t.next}</a> : null}
      </Actions>
    </nav>
  );
}

async function decide(ctx: RequestContext, deps: RulePageDeps): Promise<Reply> {
  const t = ruleTexts(ctx.lang).decide.problems;
  const about = await deps.reviews.rule(staffOf(ctx), ctx.params['work'] ?? '', ruleNumber(ctx));
  const posted = ctx.form.get('entscheidung') ?? '';
  const reason = (ctx.form.get('begruendung') ?? '').trim();
  const act = acts.find((one) => one === posted);
  const view = { ...untouched, act: posted, reason };
  const errors: FieldError[] = [];
  if (act === undefined) errors.push({ id: 'entscheidung', message: t['act-missing'] });
  const problem = reasonProblem(reason, act === 'note' || act === 'reject');
  if (problem !== null) errors.push({ id: 'begruendung', message: t[problem] });
  if (act === undefined || errors.length > 0) return rulePage(ctx, deps, { ...view, errors });
  // The address counts rules; after another import the same number may be another rule.
  if (ctx.form.get('schluessel') !== about.rule.review.key) return rulePage(ctx, deps, { ...view, isChanged: true });
  const mark = ctx.form.get('marke') ?? '';
  const outcome = await deps.reviews.decide(staffOf(ctx), about, { mark, act: { kind: act }, reason });
  if (outcome.kind === 'changed') return rulePage(ctx, deps, { ...view, isChanged: true });
  if (outcome.kind === 'nothing-recognised') {
    return rulePage(ctx, deps, { ...view, errors: [{ id: 'entscheidung', message: t['nothing-recognised'] }] });
  }
  return { kind: 'redirect', to: afterDecision(ctx, about) };
}

/** Back to where the button was: the list with its filter, or the rule. */
function afterDecision(ctx: RequestContext, { work, rule }: RuleOfWork): string {
  const list = /^(?:\?([^#\s]*))?(#regel-\d+)$/u.exec(ctx.form.get('liste') ?? '');
  if (list === null) return `${rulePaths.rule(work.id, rule.number)}?meldung=entschieden`;
  const query = new URLSearchParams(list[1] ?? '');
  query.set('meldung', 'entschieden');
  return `${rulePaths.queue(work.id)}?${query.toString()}${list[2] ?? ''}`;
}

export function ruleRoutes(deps: RulePageDeps): readonly Route[] {
  const base = { ...providerAccess, example: { work: '00000000-0000-4000-8000-000000000000', rule: '1' } };
  return [
    {
      ...base,
      method: 'GET',
      path: ruleRoutePaths.rule,
      name: 'authoring.rule',
      rate: 'page',
      handle: (ctx) => rulePage(ctx, deps),
    },
    {
      ...base,
      method: 'POST',
      path: ruleRoutePaths.decide,
      name: 'authoring.rule-decide',
      rate: 'write',
      handle: (ctx) => decide(ctx, deps),
    },
  ];
}
