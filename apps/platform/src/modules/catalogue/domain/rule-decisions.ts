import { nodesByPath, type Rule, type RuleSet, type SchemaModel } from '@verbund/xdatenfelder';
import { BadRules, filled, mapList, oneOf, parseRule, type Paths, record, text } from './rule-json.ts';

/** Who answers for a decision. A name of a person or of an office; it is published with the version. */
export interface Signed {
  by: string;
  /** ISO date. */
  on: string;
  reason: string;
}

/**
 * What becomes of one rule text: the recognised rules stand (`signed` null: nobody looked yet), rules written by hand
 * take its place, it is a note for people, or it is rejected, which leaves it without effect.
 */
export type TextDecision =
  | { kind: 'recognised'; rules: Rule[]; signed: Signed | null }
  | { kind: 'written'; rules: Rule[]; signed: Signed }
  | { kind: 'note'; signed: Signed }
  | { kind: 'rejected'; signed: Signed };

/** A rule that no text of the schema asks for. */
export interface OwnRule {
  rule: Rule;
  signed: Signed;
}

/** The provider's decisions while a version is being worked on. */
export interface RuleDecisions {
  /** By `ruleKeys`. The text is kept: a decision about another wording does not count for this one. */
  texts: Record<string, { text: string; decision: TextDecision }>;
  own: OwnRule[];
  /** Somebody answers for going live with texts nobody decided on. */
  acceptance: Signed | null;
}

/**
 * Member `rules` of a published manifest: every rule text of the schema with what became of it, trees included. A
 * recogniser that reads more tomorrow changes nothing in a version of today.
 */
export interface PinnedRules {
  format: 2;
  texts: { key: string; decision: TextDecision | { kind: 'open' } }[];
  own: OwnRule[];
  acceptance: Signed | null;
}

export const noDecisions: RuleDecisions = { texts: {}, own: [], acceptance: null };

/** One per rule text, in the order of the schema: the same rule may hang on several groups, even twice on one. */
export function ruleKeys(schema: SchemaModel): string[] {
  const seen = new Map<string, number>();
  return schema.rules.map(({ owner, id }) => {
    const key = `${owner}#${id}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count === 1 ? key : `${key}~${String(count)}`;
  });
}

/** What the form obeys. */
export function ruleSetOf(pinned: PinnedRules): RuleSet {
  const fromTexts = pinned.texts.flatMap(({ decision }) => ('rules' in decision ? decision.rules : []));
  return { rules: [...fromTexts, ...pinned.own.map(({ rule }) => rule)] };
}

/** Keys of texts that nobody decided on. */
export function openTexts(pinned: PinnedRules): string[] {
  return pinned.texts.filter(({ decision }) => decision.kind === 'open').map(({ key }) => key);
}

type Parsed<T> = { ok: true; value: T } | { ok: false; pointer: string };

/** Decisions of a work in progress: only their shape, the schema may have moved on. */
export function parseRuleDecisions(value: unknown): Parsed<RuleDecisions> {
  return attempt(() => {
    const parts = record(value, ['texts', 'own', 'acceptance'], '');
    const texts = Object.entries(record(parts['texts'], null, '/texts')).map(([key, entry]) => {
      const at = `/texts/${key}`;
      const { text: about, decision } = record(entry, ['text', 'decision'], at);
      return [
        key,
        { text: text(about, `${at}/text`), decision: toDecision(decision, null, `${at}/decision`) },
      ] as const;
    });
    return {
      texts: Object.fromEntries(texts),
      own: toOwnRules(parts['own'], null),
      acceptance: toAcceptance(parts['acceptance']),
    };
  });
}

/** Member `rules` of a manifest against its schema: no text left out, no path that the schema does not have. */
export function parsePinnedRules(value: unknown, schema: SchemaModel): Parsed<PinnedRules> {
  const paths = nodesByPath(schema);
  const keys = ruleKeys(schema);
  return attempt(() => {
    const parts = record(value, ['format', 'texts', 'own', 'acceptance'], '');
    const format = oneOf(parts['format'], [2] as const, '/format');
    const texts = mapList(parts['texts'], '/texts', (entry, at) => {
      const { key, decision } = record(entry, ['key', 'decision'], at);
      const isOpen = record(decision, null, `${at}/decision`)['kind'] === 'open';
      if (isOpen) record(decision, ['kind'], `${at}/decision`);
      return {
        key: text(key, `${at}/key`),
        decision: isOpen ? ({ kind: 'open' } as const) : toDecision(decision, paths, `${at}/decision`),
      };
    });
    if (texts.length !== keys.length) throw new BadRules('/texts');
    texts.forEach(({ key, decision }, index) => {
      const at = `/texts/${String(index)}`;
      if (key !== keys[index]) throw new BadRules(`${at}/key`);
      if (decision.kind === 'recognised') checkSource(decision.rules, schema.rules[index], `${at}/decision/rules`);
    });
    const own = toOwnRules(parts['own'], paths);
    return { format, texts, own, acceptance: toAcceptance(parts['acceptance']) };
  });
}

/** What is called recognised must say from which text. */
function checkSource(rules: readonly Rule[], from: SchemaModel['rules'][number] | undefined, at: string): void {
  rules.forEach(({ source }, index) => {
    if (source === null || source.ruleId !== from?.id || source.text !== from.text) {
      throw new BadRules(`${at}/${String(index)}/source`);
    }
  });
}

function toDecision(value: unknown, paths: Paths, at: string): TextDecision {
  const kind = oneOf(
    record(value, null, at)['kind'],
    ['recognised', 'written', 'note', 'rejected'] as const,
    `${at}/kind`,
  );
  const hasRules = kind === 'recognised' || kind === 'written';
  const { rules, signed } = record(value, hasRules ? ['kind', 'rules', 'signed'] : ['kind', 'signed'], at);
  if (!hasRules) return { kind, signed: toSigned(signed, true, `${at}/signed`) };
  const parsed = mapList(rules, `${at}/rules`, (rule, place) => parseRule(rule, paths, place));
  if (kind === 'written') return { kind, rules: parsed, signed: toSigned(signed, false, `${at}/signed`) };
  return { kind, rules: parsed, signed: signed === null ? null : toSigned(signed, false, `${at}/signed`) };
}

function toOwnRules(value: unknown, paths: Paths): OwnRule[] {
  return mapList(value, '/own', (entry, at) => {
    const { rule, signed } = record(entry, ['rule', 'signed'], at);
    return { rule: parseRule(rule, paths, `${at}/rule`), signed: toSigned(signed, false, `${at}/signed`) };
  });
}

function toAcceptance(value: unknown): Signed | null {
  return value === null ? null : toSigned(value, true, '/acceptance');
}

/** Setting a text aside needs a reason; a rule that was written speaks for itself. */
function toSigned(value: unknown, needsReason: boolean, at: string): Signed {
  const { by, on, reason } = record(value, ['by', 'on', 'reason'], at);
  const day = text(on, `${at}/on`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new BadRules(`${at}/on`);
  const why = needsReason ? filled(reason, `${at}/reason`) : text(reason, `${at}/reason`);
  return { by: filled(by, `${at}/by`), on: day, reason: why };
}

function attempt<T>(parse: () => T): Parsed<T> {
  try {
    return { ok: true, value: parse() };
  } catch (error) {
    if (error instanceof BadRules) return { ok: false, pointer: error.pointer };
    throw error;
  }
}
