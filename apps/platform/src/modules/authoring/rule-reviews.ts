import { type FormModel, applyOverlay, recogniseRules, type Rule, type SchemaModel } from '@verbund/xdatenfelder';
import { germanDate } from '#kernel/clock';
import { AppError } from '#kernel/errors';
import { type StaffSession } from '#kernel/http';
import { type Kernel } from '#kernel/module';
import { type CatalogueService, type ReviewState, reviewState, type RuleDecisions } from '#modules/catalogue';
import { ownAsReview, ownRulesNumber, toOwnRules } from './domain/own-rules.ts';
import { decide, decisionMark, ownMark, queueMark, type RuleAct } from './domain/rule-decide.ts';
import { type QueuedRule, queueOf } from './domain/rule-queue.ts';
import { type AuthoringService, type Work, type WorkContent } from './types.ts';

/** The rules of a work as they stand. */
export interface RuleWork {
  work: Work;
  schema: SchemaModel;
  state: ReviewState;
  queue: QueuedRule[];
  /** By place in the queue: names the decision each rule has now. */
  marks: string[];
}

export interface RuleOfWork extends RuleWork {
  rule: QueuedRule;
  /** Names the decision the page was made from. */
  mark: string;
}

export type ReviewOutcome =
  | { kind: 'done' }
  /** Somebody decided on the same rule meanwhile; nothing was written. */
  | { kind: 'changed' }
  | { kind: 'nothing-recognised' };

export interface RuleReviews {
  rules(staff: StaffSession, work: string): Promise<RuleWork>;
  /** `number` counts from 1 in the order of the schema; `ownRulesNumber` gives the rules that no text asks for. */
  rule(staff: StaffSession, work: string, number: number): Promise<RuleOfWork>;
  /** `mark` is the one of the page; two people may decide on two rules at the same time. */
  decide(
    staff: StaffSession,
    rule: RuleOfWork,
    input: { mark: string; act: RuleAct; reason: string },
  ): Promise<ReviewOutcome>;
  /** A reason accepts the whole open queue by name, null takes that back. */
  accept(
    staff: StaffSession,
    rules: RuleWork,
    input: { mark: string; reason: string | null },
  ): Promise<'done' | 'changed'>;
  /** The form as it would be with these rules in place of what the text says now. */
  formWith(rule: RuleOfWork, rules: readonly Rule[]): { form: FormModel; state: ReviewState };
}

/** Ends a save whose page is older than the decision it is about. */
class Changed extends Error {}

export interface RuleReviewDeps {
  kernel: Pick<Kernel, 'clock'>;
  service: AuthoringService;
  catalogue: Pick<CatalogueService, 'schemaReport'>;
}

export function createRuleReviews({ kernel, service, catalogue }: RuleReviewDeps): RuleReviews {
  const rulesOf = async (staff: StaffSession, id: string): Promise<RuleWork> => {
    const work = await service.work(staff.tenant, id);
    const { schema } = await catalogue.schemaReport(staff.tenant, work.content.schema.digest);
    const state = reviewState(schema, work.content.rules);
    const queue = queueOf(state, recogniseRules(schema).findings);
    const marks = queue.map(({ review }) => decisionMark(work.content.rules, review.key));
    return { work, schema, state, queue, marks };
  };
  const today = (): string => germanDate(kernel.clock.now());

  /** Whatever else of the work has changed since, e.g. its texts, is no conflict for a rule. */
  const saveRules = async (
    staff: StaffSession,
    { work }: RuleWork,
    change: (rules: RuleDecisions) => RuleDecisions,
  ): Promise<'done' | 'changed'> => {
    const apply = (content: WorkContent): WorkContent => {
      if (content.schema.digest !== work.content.schema.digest) throw new Changed();
      return { ...content, rules: change(content.rules) };
    };
    try {
      const by = staff.displayName;
      await service.save({ tenant: staff.tenant, id: work.id, revision: null, by, change: apply });
      return 'done';
    } catch (error) {
      if (error instanceof Changed) return 'changed';
      throw error;
    }
  };

  return {
    rules: rulesOf,
    async rule(staff, id, number) {
      const all = await rulesOf(staff, id);
      if (number === ownRulesNumber) {
        const review = ownAsReview(all.schema, all.work.content.rules.own);
        const own: QueuedRule = { number, review, state: 'decided', findings: [] };
        return { ...all, rule: own, mark: ownMark(all.work.content.rules) };
      }
      const rule = all.queue[number - 1];
      if (rule === undefined) throw new AppError('not-found', 'authoring/page-not-found');
      return { ...all, rule, mark: all.marks[number - 1] ?? '' };
    },
    async decide(staff, about, { mark, act, reason }) {
      const { review } = about.rule;
      if (act.kind === 'confirm' && review.recognised === null) return { kind: 'nothing-recognised' };
      const signed = { by: staff.displayName, on: today(), reason };
      const kind = await saveRules(staff, about, (rules) => {
        if (about.rule.number === ownRulesNumber) {
          if (ownMark(rules) !== mark) throw new Changed();
          return act.kind === 'write' ? { ...rules, own: toOwnRules(rules.own, act.rules, signed) } : rules;
        }
        if (decisionMark(rules, review.key) !== mark) throw new Changed();
        const decided = decide(rules, review, act, signed);
        return decided === 'nothing-recognised' ? rules : decided;
      });
      return { kind };
    },
    accept: (staff, about, { mark, reason }) =>
      saveRules(staff, about, (rules) => {
        const { open } = reviewState(about.schema, rules);
        if (queueMark(open, rules.acceptance) !== mark) throw new Changed();
        const acceptance = reason === null ? null : { by: staff.displayName, on: today(), reason };
        return { ...rules, acceptance };
      }),
    formWith({ work, schema, rule }, rules) {
      const { overlay, rules: decisions } = work.content;
      const { key, text } = rule.review;
      const signed = { by: '-', on: today(), reason: '' };
      const form = applyOverlay(schema, overlay);
      if (rule.number === ownRulesNumber) {
        const own = toOwnRules([], rules, signed);
        return { form, state: reviewState(schema, { ...decisions, own }) };
      }
      const texts = {
        ...decisions.texts,
        [key]: { text, decision: { kind: 'written' as const, rules: [...rules], signed } },
      };
      return { form, state: reviewState(schema, { ...decisions, texts }) };
    },
  };
}
