import { paraphraseRules, type Rule } from '@verbund/xdatenfelder';
import { type VNode } from 'preact';
import { germanDate } from '#kernel/clock';
import { type Reply, type RequestContext, type Route } from '#kernel/http';
import { Actions, Button, type FieldError, Form, Heading, LinkButton, Page, TextArea } from '#ui';
import { ownRulesNumber } from '../domain/own-rules.ts';
import { inconsistenciesOf } from '../domain/rule-consistency.ts';
import { newStatement, type RuleDraft, type RuleSubject } from '../domain/rule-draft.ts';
import { readRuleForm } from '../domain/rule-form.ts';
import { fromDraft } from '../domain/rule-from-draft.ts';
import { type TriedCondition, tryOut } from '../domain/rule-outcomes.ts';
import { takeStep } from '../domain/rule-steps.ts';
import { toDraft } from '../domain/rule-to-draft.ts';
import { rulePaths, ruleRoutePaths } from '../rule-paths.ts';
import { type RuleOfWork } from '../rule-reviews.ts';
import { ruleTexts } from '../texts/rules.ts';
import { type EditorContext, plainListsFor, StepButton } from './rule-fields.tsx';
import { Findings, SideBySide, Tried } from './rule-parts.tsx';
import { FormPreview } from './rule-preview.tsx';
import { type RulePageDeps } from './rule-queue.page.tsx';
import { reasonProblem } from './rule-reason.ts';
import { Statement } from './rule-statement.tsx';
import { Changed, ruleName, ruleNumber } from './rule.page.tsx';
import { providerAccess, providerShell, staffOf, workCrumbs } from './staff.ts';

interface View {
  draft: RuleDraft;
  reason: string;
  errors: readonly FieldError[];
  isChanged: boolean;
  /** Example that the form is shown with. */
  example: string;
}

function ruleToEdit(ctx: RequestContext, { reviews }: RulePageDeps): Promise<RuleOfWork> {
  const number = ctx.params['rule'] === 'eigene' ? ownRulesNumber : ruleNumber(ctx);
  return reviews.rule(staffOf(ctx), ctx.params['work'] ?? '', number);
}

/** Own rules have no page but the queue. */
function leave({ work, rule }: RuleOfWork): string {
  return rule.number === ownRulesNumber ? rulePaths.queue(work.id) : rulePaths.rule(work.id, rule.number);
}

function subjectOf({ schema, rule }: RuleOfWork): RuleSubject {
  const { ruleId, owner, text } = rule.review;
  return { schema, ruleId, owner, text };
}

/** What is in force is what is changed; without anything an empty statement is waiting. */
function firstDraft({ schema, rule }: RuleOfWork): RuleDraft {
  const draft = toDraft(schema, rule.review.inForce);
  return draft.statements.length === 0 ? { statements: [newStatement] } : draft;
}

async function editorPage(ctx: RequestContext, deps: RulePageDeps, posted: View | null): Promise<Reply> {
  const { lang } = ctx;
  const t = ruleTexts(lang);
  const { shell } = await providerShell(ctx, deps);
  const about = await ruleToEdit(ctx, deps);
  const { rule, work, schema } = about;
  const isOwn = rule.number === ownRulesNumber;
  const name = isOwn ? t.own.heading : ruleName(about);
  const view = posted ?? { draft: firstDraft(about), reason: '', errors: [], isChanged: false, example: '' };
  const { rules } = fromDraft(view.draft, subjectOf(about));
  const today = germanDate(ctx.now);
  const action = rulePaths.edit(work.id, rule.number);
  const tried = tryOut(schema, rules, today);
  const plainUpTo = plainListsFor(view.draft);
  const e: EditorContext = { lang, t, schema, action, errors: view.errors, plainUpTo };
  const meaning = paraphraseRules(schema, rules);
  return {
    kind: 'page',
    status: view.isChanged ? 409 : view.errors.length > 0 ? 422 : 200,
    page: (
      <Page
        ctx={shell}
        title={isOwn ? t.own.heading : t.editor.title(name)}
        lead={t.editor.explain}
        width="wide"
        breadcrumbs={[
          ...workCrumbs(ctx, work),
          { href: rulePaths.queue(work.id), label: t.queue.title },
          ...(isOwn ? [] : [{ href: rulePaths.rule(work.id, rule.number), label: name }]),
        ]}
        errors={view.errors}
        hasError={view.isChanged}
      >
        {view.isChanged ? <Changed ctx={ctx} about={about} mine={meaning} /> : null}
        <div id="satz" tabIndex={-1}>
          <SideBySide
            lang={lang}
            level={2}
            left={isOwn ? { heading: t.own.why, text: t.own.lead } : { heading: t.rule.text, text: rule.review.text }}
            right={{
              heading: t.editor.meaning,
              text: meaning === '' ? t.editor.unfinished : meaning,
              isGerman: meaning !== '',
            }}
          />
        </div>
        <Warnings e={e} about={about} deps={deps} rules={rules} />
        <EditorForm e={e} about={about} view={view} tried={tried} csrfToken={ctx.csrfToken} today={today} />
        <FormPreview
          lang={lang}
          about={about}
          reviews={deps.reviews}
          rules={rules}
          tried={tried}
          today={today}
          chosen={view.example}
        />
      </Page>
    ),
  };
}

interface EditorFormProps {
  e: EditorContext;
  about: RuleOfWork;
  view: View;
  tried: readonly TriedCondition[];
  csrfToken: string;
  today: string;
}

function EditorForm(p: EditorFormProps): VNode {
  const { e, about, view } = p;
  const { t, lang, action } = e;
  const { rule, schema } = about;
  return (
    <Form action={`${action}#satz`} csrfToken={p.csrfToken} defaultAction="zeigen">
      <input type="hidden" name="schluessel" value={rule.review.key} />
      <input type="hidden" name="marke" value={about.mark} />
      <Statements e={e} draft={view.draft} isOwn={rule.number === ownRulesNumber} />
      <TextArea
        lang={lang}
        id="begruendung"
        label={t.editor.reason}
        value={view.reason}
        rows={3}
        error={view.errors.find(({ id }) => id === 'begruendung')?.message}
      />
      <p class="kern-hint">{t.editor.refreshHint}</p>
      <Actions>
        <Button label={t.editor.save} value="speichern" />
        <Button label={t.editor.refresh} value="zeigen" variant="secondary" />
        <LinkButton href={leave(about)} label={t.editor.cancel} variant="tertiary" />
      </Actions>
      <Tried
        lang={lang}
        schema={schema}
        tried={p.tried}
        today={p.today}
        link={(row, label, ariaLabel) => (
          <StepButton e={e} step={`beispiel:${row.id}`} at="vorschau" label={label} ariaLabel={ariaLabel} />
        )}
      />
    </Form>
  );
}

function Statements({ e, draft, isOwn }: { e: EditorContext; draft: RuleDraft; isOwn: boolean }): VNode {
  const t = e.t.editor;
  return (
    <section id="aussagen" tabIndex={-1} aria-labelledby="aussagen-titel">
      <Heading level={2} id="aussagen-titel">
        {t.statements}
      </Heading>
      {draft.statements.map((statement, index) => (
        <Statement
          key={index}
          e={e}
          statement={statement}
          index={index}
          isOnly={!isOwn && draft.statements.length === 1}
        />
      ))}
      <div class="vb-steps">
        <StepButton e={e} step="aussage" at={`a${String(draft.statements.length)}`} label={t.addStatement} />
      </div>
    </section>
  );
}

interface WarningsProps {
  e: EditorContext;
  about: RuleOfWork;
  deps: RulePageDeps;
  rules: readonly Rule[];
}

/** Contradictions with the rules of other texts, as soon as the entry says something. */
function Warnings({ e, about, deps, rules }: WarningsProps): VNode | null {
  if (rules.length === 0) return null;
  const { state } = deps.reviews.formWith(about, rules);
  const targets = new Set(rules.map(({ target }) => target));
  const ids = new Set(rules.map(({ id, source }) => source?.ruleId ?? id));
  const isAbout = (names: readonly string[] | undefined): boolean => names?.some((name) => ids.has(name)) === true;
  const findings = state.conflicts.filter((one) => targets.has(one.path) && isAbout(one.rules));
  return <Findings lang={e.lang} level={2} title={e.t.editor.warnings} findings={findings} />;
}

/** One step or the save; every step shows the page again with everything that was entered. */
async function edit(ctx: RequestContext, deps: RulePageDeps): Promise<Reply> {
  const step = ctx.form.get('_action') ?? '';
  const reason = (ctx.form.get('begruendung') ?? '').trim();
  const posted = readRuleForm(ctx.form);
  const view: View = { draft: posted, reason, errors: [], isChanged: false, example: '' };
  if (step !== 'speichern') {
    const example = /^beispiel:(.+)$/u.exec(step)?.[1] ?? '';
    return editorPage(ctx, deps, { ...view, draft: takeStep(posted, step), example });
  }
  const t = ruleTexts(ctx.lang);
  const about = await ruleToEdit(ctx, deps);
  const { rules, problems: all } = fromDraft(posted, subjectOf(about));
  // Own rules may all go; a rule text without a rule is rejected or a note, which needs a reason.
  const isOwn = about.rule.number === ownRulesNumber;
  const problems = all.filter(({ code }) => !isOwn || code !== 'no-statement');
  const errors: FieldError[] = problems.map(({ field, code }) => ({ id: field, message: t.problems[code] }));
  if (errors.length === 0) {
    errors.push(
      ...inconsistenciesOf(about.schema, rules).map((code) => ({ id: 'aussagen', message: t.problems[code] })),
    );
  }
  const problem = reasonProblem(reason, false);
  if (problem !== null) errors.push({ id: 'begruendung', message: t.decide.problems[problem] });
  if (errors.length > 0) return editorPage(ctx, deps, { ...view, errors });
  if (ctx.form.get('schluessel') !== about.rule.review.key) return editorPage(ctx, deps, { ...view, isChanged: true });
  const mark = ctx.form.get('marke') ?? '';
  const outcome = await deps.reviews.decide(staffOf(ctx), about, { mark, act: { kind: 'write', rules }, reason });
  if (outcome.kind !== 'done') return editorPage(ctx, deps, { ...view, isChanged: true });
  return { kind: 'redirect', to: `${leave(about)}?meldung=geschrieben` };
}

export function ruleEditorRoutes(deps: RulePageDeps): readonly Route[] {
  const base = {
    ...providerAccess,
    path: ruleRoutePaths.edit,
    example: { work: '00000000-0000-4000-8000-000000000000', rule: '1' },
  };
  return [
    {
      ...base,
      method: 'GET',
      name: 'authoring.rule-edit',
      rate: 'page',
      handle: (ctx) => editorPage(ctx, deps, null),
    },
    { ...base, method: 'POST', name: 'authoring.rule-save', rate: 'write', handle: (ctx) => edit(ctx, deps) },
  ];
}
