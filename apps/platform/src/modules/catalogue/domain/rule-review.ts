import {
  analyseRules,
  type Finding,
  nodesByPath,
  paraphraseRules,
  recogniseRules,
  type Rule,
  type RuleSet,
  type RuleText,
  type SchemaModel,
} from '@verbund/xdatenfelder';
import {
  type OwnRule,
  parsePinnedRules,
  type PinnedRules,
  type RuleDecisions,
  ruleKeys,
  type Signed,
  type TextDecision,
} from './rule-decisions.ts';
import { parseLegacyRules } from './legacy-rules.ts';
import { BadRules, parseRule } from './rule-json.ts';

/** One rule text as the provider sees it: beside the text what was understood and what was decided. */
export interface RuleReview {
  key: string;
  ruleId: string;
  name: string;
  /** Path of the node the text hangs on, `''` for the schema. */
  owner: string;
  text: string;
  /** What the recogniser reads in it today; null when it does not understand it. */
  recognised: Rule[] | null;
  /** 0.5 to 1; null when it is not recognised. */
  confidence: number | null;
  /** Why the confidence is below 1, as codes. */
  doubts: readonly string[];
  decision: TextDecision | null;
  /** A decision that does not count any more: the text is another one now, or a path is gone. */
  outdated: TextDecision | null;
  /** Rules that follow from it as things stand. */
  inForce: Rule[];
  /** German sentences made from the rules in force; '' when none are. */
  paraphrase: string;
  /** Neither understood nor decided on: stands in the queue. */
  isOpen: boolean;
}

export interface ReviewState {
  texts: RuleReview[];
  own: (OwnRule & { paraphrase: string; fits: boolean })[];
  /** Keys of the queue; publication wants it empty or accepted by name. */
  open: string[];
  acceptance: Signed | null;
  /** What the form would obey if it were published now. */
  ruleSet: RuleSet;
  /** Contradictions between the rules in force, rules that never act, minimums they relax. */
  conflicts: Finding[];
}

export function reviewState(schema: SchemaModel, decisions: RuleDecisions): ReviewState {
  const texts = read(schema).map((reading) => review(schema, reading, decisions.texts[reading.key]));
  const own = decisions.own.map((one) => {
    const doesFit = fits(schema, [one.rule]);
    return { ...one, paraphrase: doesFit ? paraphraseRules(schema, [one.rule]) : '', fits: doesFit };
  });
  const ruleSet = {
    rules: [...texts.flatMap(({ inForce }) => inForce), ...own.filter((one) => one.fits).map(({ rule }) => rule)],
  };
  return {
    texts,
    own,
    open: texts.filter(({ isOpen }) => isOpen).map(({ key }) => key),
    acceptance: decisions.acceptance,
    ruleSet,
    conflicts: analyseRules(schema, ruleSet),
  };
}

/** Member `rules` of the manifest. Own rules that do not fit the schema stay in it: publication refuses them. */
export function pinRules(schema: SchemaModel, decisions: RuleDecisions): PinnedRules {
  const { texts } = reviewState(schema, decisions);
  const open = texts.some(({ isOpen }) => isOpen);
  return {
    format: 2,
    texts: texts.map(({ key, decision, recognised }) => {
      if (decision !== null) return { key, decision };
      if (recognised === null) return { key, decision: { kind: 'open' } };
      return { key, decision: { kind: 'recognised', rules: recognised, signed: null } };
    }),
    own: decisions.own,
    acceptance: open ? decisions.acceptance : null,
  };
}

/**
 * The decisions behind a published version, to work on the next one. What nobody signed is not a decision and is
 * recognised anew. Versions from before rules were pinned are signed with `legacy`.
 */
export function decisionsOf(rules: unknown, schema: SchemaModel, legacy: Signed): RuleDecisions | null {
  const pinned = parsePinnedRules(rules, schema);
  if (!pinned.ok) return legacyDecisions(rules, schema, legacy);
  const texts: RuleDecisions['texts'] = {};
  pinned.value.texts.forEach(({ key, decision }, index) => {
    const about = schema.rules[index];
    if (about === undefined || decision.kind === 'open' || decision.signed === null) return;
    texts[key] = { text: about.text, decision };
  });
  return { texts, own: pinned.value.own, acceptance: null };
}

function legacyDecisions(rules: unknown, schema: SchemaModel, signed: Signed): RuleDecisions | null {
  const decisions = parseLegacyRules(rules, schema);
  if (decisions === null) return null;
  const texts: RuleDecisions['texts'] = {};
  for (const { key, text, rules: found } of read(schema)) {
    if (found === null) continue;
    const kept = found.filter(({ id }) => !decisions.remove.includes(id));
    if (kept.length === found.length) continue;
    const decision: TextDecision =
      kept.length === 0 ? { kind: 'rejected', signed } : { kind: 'written', rules: kept, signed };
    texts[key] = { text: text.text, decision };
  }
  return { texts, own: decisions.add.map((rule) => ({ rule, signed })), acceptance: null };
}

interface Reading {
  key: string;
  text: RuleText;
  rules: Rule[] | null;
  confidence: number | null;
  doubts: readonly string[];
}

/** The recogniser's outcome text by text. Ids repeat, so it is told apart by the order, which is the schema's. */
function read(schema: SchemaModel): Reading[] {
  const { recognised, unrecognised, readings } = recogniseRules(schema);
  const keys = ruleKeys(schema);
  const refused = new Set(unrecognised);
  const rest = [...recognised];
  const left = [...readings];
  return schema.rules.map((text, index) => {
    const key = keys[index] ?? '';
    const reading = refused.has(text) ? undefined : left.shift();
    if (reading === undefined) return { key, text, rules: null, confidence: null, doubts: [] };
    const { confidence, doubts } = reading;
    return { key, text, rules: rest.splice(0, reading.rules.length), confidence, doubts };
  });
}

function review(
  schema: SchemaModel,
  { key, text, rules, confidence, doubts }: Reading,
  decided: { text: string; decision: TextDecision } | undefined,
): RuleReview {
  const counts = decided?.text === text.text && fits(schema, rulesIn(decided.decision));
  const decision = counts ? decided.decision : null;
  const inForce = decision === null ? (rules ?? []) : rulesIn(decision);
  return {
    key,
    ruleId: text.id,
    name: text.name,
    owner: text.owner,
    text: text.text,
    recognised: rules,
    confidence,
    doubts,
    decision,
    outdated: counts ? null : (decided?.decision ?? null),
    inForce,
    paraphrase: paraphraseRules(schema, inForce),
    isOpen: rules === null && decision === null,
  };
}

const rulesIn = (decision: TextDecision): Rule[] => ('rules' in decision ? decision.rules : []);

function fits(schema: SchemaModel, rules: readonly Rule[]): boolean {
  const paths = nodesByPath(schema);
  try {
    for (const rule of rules) parseRule(rule, paths);
    return true;
  } catch (error) {
    if (error instanceof BadRules) return false;
    throw error;
  }
}
