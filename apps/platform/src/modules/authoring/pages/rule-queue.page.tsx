import { type VNode } from 'preact';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import {
  Actions,
  Alert,
  Button,
  EmptyState,
  type FieldError,
  FilterForm,
  Form,
  formatDate,
  Heading,
  LinkButton,
  Page,
  Pagination,
  Select,
  TextArea,
} from '#ui';
import { ownRulesNumber } from '../domain/own-rules.ts';
import { queueMark } from '../domain/rule-decide.ts';
import { elementsNamed, elementsOf, type QueuedRule, ruleStates } from '../domain/rule-queue.ts';
import { rulePaths, ruleRoutePaths } from '../rule-paths.ts';
import { type RuleReviews, type RuleWork } from '../rule-reviews.ts';
import { ruleTexts } from '../texts/rules.ts';
import { wayTo } from './rule-names.ts';
import { Elements, Findings, meaningOf, SideBySide, StateBadge } from './rule-parts.tsx';
import { reasonProblem } from './rule-reason.ts';
import { type AuthoringDeps, noticeOf, providerAccess, providerShell, staffOf, workCrumbs } from './staff.ts';

export interface RulePageDeps extends Pick<AuthoringDeps, 'identity' | 'kernel'> {
  reviews: RuleReviews;
}

const perPage = 20;

/** What an attempt to accept the queue left behind. */
interface View {
  reason: string;
  errors: readonly FieldError[];
  isChanged: boolean;
}

const nothingTried: View = { reason: '', errors: [], isChanged: false };

interface Selection {
  state: string;
  withFindings: boolean;
  page: number;
}

function selectionOf({ query }: RequestContext): Selection {
  const page = /^\d{1,4}$/u.test(query.get('seite') ?? '') ? Number(query.get('seite')) : 1;
  return { state: query.get('stand') ?? '', withFindings: query.get('stand') === 'hinweise', page: Math.max(1, page) };
}

function selected(queue: readonly QueuedRule[], { state, withFindings }: Selection): readonly QueuedRule[] {
  if (withFindings) return queue.filter(({ findings }) => findings.length > 0);
  const known = ruleStates.find((name) => name === state);
  return known === undefined ? queue : queue.filter((rule) => rule.state === known);
}

async function queuePage(ctx: RequestContext, deps: RulePageDeps, view: View = nothingTried): Promise<Reply> {
  const { lang } = ctx;
  const t = ruleTexts(lang);
  const { shell } = await providerShell(ctx, deps);
  const rules = await deps.reviews.rules(staffOf(ctx), ctx.params['work'] ?? '');
  const { work, queue, state } = rules;
  const selection = selectionOf(ctx);
  const found = selected(queue, selection);
  const pages = Math.max(1, Math.ceil(found.length / perPage));
  const page = Math.min(selection.page, pages);
  const notice = view.isChanged ? undefined : noticeOf(ctx, t.done);
  return {
    kind: 'page',
    status: view.isChanged ? 409 : view.errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={shell}
        title={t.queue.title}
        lead={t.queue.lead(state.open.length, queue.length)}
        width="wide"
        breadcrumbs={workCrumbs(ctx, work)}
        errors={view.errors}
        hasError={view.isChanged}
      >
        {notice === undefined ? null : <Alert lang={lang} kind="success" title={notice} live />}
        {view.isChanged ? (
          <Alert lang={lang} kind="danger" title={t.conflict.title} live>
            <p class="kern-body">{t.conflict.queueText}</p>
          </Alert>
        ) : null}
        {queue.length === 0 ? null : <p class="kern-body">{t.queue.explain}</p>}
        <Filter ctx={ctx} rules={rules} selection={selection} />
        {found.length === 0 && queue.length > 0 ? (
          <EmptyState title={t.queue.empty} text={t.queue.emptyText} />
        ) : (
          found
            .slice((page - 1) * perPage, page * perPage)
            .map((rule) => <QueueEntry key={rule.review.key} ctx={ctx} rules={rules} rule={rule} />)
        )}
        <Pagination
          lang={lang}
          page={page}
          pages={pages}
          href={(to) => `${rulePaths.queue(work.id)}?stand=${encodeURIComponent(selection.state)}&seite=${String(to)}`}
        />
        <OwnRules ctx={ctx} rules={rules} />
        <Acceptance ctx={ctx} rules={rules} view={view} />
      </Page>
    ),
  };
}

function Filter(p: { ctx: RequestContext; rules: RuleWork; selection: Selection }): VNode | null {
  const { lang } = p.ctx;
  const t = ruleTexts(lang);
  const { queue, work } = p.rules;
  if (queue.length === 0) return null;
  const count = (state: string): number => selected(queue, { state, withFindings: false, page: 1 }).length;
  const remarked = queue.filter(({ findings }) => findings.length > 0).length;
  return (
    <FilterForm lang={lang} action={rulePaths.queue(work.id)} label={t.queue.filter}>
      <Select
        lang={lang}
        id="stand"
        label={t.queue.stateLabel}
        value={p.selection.state}
        options={[
          ...ruleStates.map((state) => ({ value: state, label: `${t.states[state]} (${String(count(state))})` })),
          { value: 'hinweise', label: `${t.queue.findingsOnly} (${String(remarked)})` },
        ]}
      />
    </FilterForm>
  );
}

function QueueEntry(p: { ctx: RequestContext; rules: RuleWork; rule: QueuedRule }): VNode {
  const { ctx, rule } = p;
  const { lang } = ctx;
  const t = ruleTexts(lang);
  const { schema, work } = p.rules;
  const { review } = rule;
  const name = review.name === '' ? review.ruleId : review.name;
  const { text, isGerman } = meaningOf(lang, review);
  const named = review.inForce.length > 0 ? elementsOf(schema, review.inForce) : elementsNamed(schema, review);
  const id = `regel-${String(rule.number)}`;
  return (
    <article class="vb-rule" id={id} aria-labelledby={`${id}-name`}>
      <div class="vb-repeat__head">
        <Heading level={2} look="kern-heading-small" id={`${id}-name`}>
          {name}
        </Heading>
        <StateBadge lang={lang} rule={rule} />
      </div>
      <p class="vb-muted">
        {[
          review.ruleId,
          review.owner === '' ? t.rule.wholeForm : wayTo(schema, review.owner),
          ...(review.confidence === null ? [] : [`${t.rule.confidence}: ${t.rule.percent(review.confidence)}`]),
        ].join(' · ')}
      </p>
      <SideBySide
        lang={lang}
        level={3}
        left={{ heading: t.rule.text, text: review.text }}
        right={{ heading: t.rule.meaning, text, isGerman }}
      />
      {named.length === 0 ? null : (
        <details class="vb-details">
          <summary>{`${t.rule.elements} (${String(named.length)})`}</summary>
          <Elements schema={schema} paths={named} />
        </details>
      )}
      <Findings lang={lang} level={3} title={t.rule.findings} findings={rule.findings} />
      <Actions>
        <LinkButton
          href={rulePaths.rule(work.id, rule.number)}
          label={t.queue.review}
          ariaLabel={t.queue.reviewOf(name)}
          variant="secondary"
        />
        {rule.state === 'recognised' ? <QuickConfirm {...p} name={name} /> : null}
      </Actions>
    </article>
  );
}

/** Confirming needs no reason, so it can be done beside the text. */
function QuickConfirm(p: { ctx: RequestContext; rules: RuleWork; rule: QueuedRule; name: string }): VNode {
  const t = ruleTexts(p.ctx.lang).queue;
  return (
    <Form action={rulePaths.decide(p.rules.work.id, p.rule.number)} csrfToken={p.ctx.csrfToken}>
      <input type="hidden" name="entscheidung" value="confirm" />
      <input type="hidden" name="schluessel" value={p.rule.review.key} />
      <input type="hidden" name="marke" value={p.rules.marks[p.rule.number - 1] ?? ''} />
      <input type="hidden" name="liste" value={`${p.ctx.url.search}#regel-${String(p.rule.number)}`} />
      <Button label={t.confirm} ariaLabel={t.confirmOf(p.name)} />
    </Form>
  );
}

/** Rules that no text asks for. */
function OwnRules({ ctx, rules }: { ctx: RequestContext; rules: RuleWork }): VNode {
  const { lang } = ctx;
  const t = ruleTexts(lang);
  const { own } = rules.state;
  return (
    <section aria-labelledby="eigene" class="vb-rule">
      <Heading level={2} id="eigene">
        {t.own.heading}
      </Heading>
      <p class="kern-body">{t.own.lead}</p>
      {own.length === 0 ? null : (
        <ul>
          {own.map(({ rule, signed, paraphrase, fits }) => (
            <li key={rule.id}>
              <span lang="de">{paraphrase}</span> {fits ? null : <strong>{t.own.misfit} </strong>}
              <span class="vb-muted">{t.rule.decidedBy(signed.by, formatDate(new Date(signed.on), lang))}</span>
            </li>
          ))}
        </ul>
      )}
      <LinkButton
        href={rulePaths.edit(rules.work.id, ownRulesNumber)}
        label={own.length === 0 ? t.own.write : t.own.edit}
        variant="secondary"
      />
    </section>
  );
}

function Acceptance({ ctx, rules, view }: { ctx: RequestContext; rules: RuleWork; view: View }): VNode | null {
  const { lang } = ctx;
  const t = ruleTexts(lang);
  const { state, work } = rules;
  const { acceptance, open } = state;
  if (open.length === 0 && acceptance === null) return null;
  const mark = <input type="hidden" name="marke" value={queueMark(open, acceptance)} />;
  return (
    <section aria-labelledby="annehmen" class="vb-rule">
      <Heading level={2} id="annehmen">
        {t.accept.heading}
      </Heading>
      {acceptance === null ? (
        <Form action={rulePaths.accept(work.id)} csrfToken={ctx.csrfToken}>
          <p class="kern-body">{t.accept.lead(open.length)}</p>
          {mark}
          <TextArea
            lang={lang}
            id="begruendung"
            label={t.decide.reason}
            value={view.reason}
            error={view.errors.find(({ id }) => id === 'begruendung')?.message}
          />
          <Button label={t.accept.submit} variant="secondary" />
        </Form>
      ) : (
        <Form action={rulePaths.accept(work.id)} csrfToken={ctx.csrfToken}>
          <p class="kern-body">{t.accept.given(acceptance.by, formatDate(new Date(acceptance.on), lang))}</p>
          <p class="kern-body vb-pre">{acceptance.reason}</p>
          {open.length === 0 ? <p class="kern-body">{t.accept.unneeded}</p> : null}
          {mark}
          <Button label={t.accept.withdraw} variant="secondary" value="zuruecknehmen" />
        </Form>
      )}
    </section>
  );
}

async function accept(ctx: RequestContext, deps: RulePageDeps): Promise<Reply> {
  const t = ruleTexts(ctx.lang);
  const rules = await deps.reviews.rules(staffOf(ctx), ctx.params['work'] ?? '');
  const mark = ctx.form.get('marke') ?? '';
  const isWithdrawal = ctx.form.get('_action') === 'zuruecknehmen';
  const reason = (ctx.form.get('begruendung') ?? '').trim();
  const problem = isWithdrawal ? null : reasonProblem(reason, true);
  if (problem !== null) {
    const errors = [{ id: 'begruendung', message: t.decide.problems[problem] }];
    return queuePage(ctx, deps, { reason, errors, isChanged: false });
  }
  const outcome = await deps.reviews.accept(staffOf(ctx), rules, { mark, reason: isWithdrawal ? null : reason });
  if (outcome === 'changed') return queuePage(ctx, deps, { reason, errors: [], isChanged: true });
  const done = isWithdrawal ? 'zurueckgenommen' : 'angenommen';
  return { kind: 'redirect', to: `${rulePaths.queue(rules.work.id)}?meldung=${done}` };
}

export function ruleQueueRoutes(deps: RulePageDeps): readonly Route[] {
  const base = { ...providerAccess, example: { work: '00000000-0000-4000-8000-000000000000' } };
  return [
    {
      ...base,
      method: 'GET',
      path: ruleRoutePaths.queue,
      name: 'authoring.rules',
      rate: 'page',
      handle: (ctx) => queuePage(ctx, deps),
    },
    {
      ...base,
      method: 'POST',
      path: ruleRoutePaths.accept,
      name: 'authoring.rules-accept',
      rate: 'write',
      handle: (ctx) => accept(ctx, deps),
    },
  ];
}
