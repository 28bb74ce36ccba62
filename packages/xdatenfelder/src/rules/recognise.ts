import { type Finding, type Message, type RuleText, type SchemaModel } from '../model.ts';
import { nodesByPath } from '../tree.ts';
import { allOf, negation } from './logic.ts';
import { paraphraseRules } from './paraphrase.ts';
import { parseProse, type Parsed } from './prose-parser.ts';
import { type GroupClause } from './prose-sentence.ts';
import { type Doubt } from './prose-reader.ts';
import { type Condition, type Effect, type Rule } from './rules.ts';
import { isAboutFilling, settleClauses, type Contradiction, type Settled } from './settle.ts';

export interface Recognition {
  recognised: Rule[];
  /** Texts a person has to decide on before the form may go live. */
  unrecognised: RuleText[];
  /** One per recognised text, in the order of the schema. */
  readings: RuleReading[];
  findings: Finding[];
}

/** How a text was understood, for a person to compare. */
export interface RuleReading {
  ruleId: string;
  /** Path of the node the text hangs on. */
  owner: string;
  text: string;
  /** German sentences made from the rules, not from the text. */
  paraphrase: string;
  /** 1 = ids, names and values agree with the schema; less for every kind of doubt, never below 0.5. */
  confidence: number;
  /** Codes of the doubts, sorted: `renamed-element`, `renamed-value`, `padded-code`, … */
  doubts: Doubt[];
  /** Ids of the rules made from the text. */
  rules: string[];
}

/**
 * Reads rule prose: conditional obligation and display with other branches, at least one of,
 * partial dates, states, country groups, prefilling, restricted lists, comparisons. Precision
 * first: a text is taken as a whole or handed back. Run it after `resolveCodeLists`, labels of
 * values can then be looked up.
 */
export function recogniseRules(model: SchemaModel): Recognition {
  const result: Recognition = { recognised: [], unrecognised: [], readings: [], findings: [] };
  const read = showRequired(
    model,
    model.rules.map((text) => ({ text, outcome: readText(model, text) })),
  );
  const unsure = contradictedCodes(
    model,
    read.flatMap(({ outcome }) => ('rules' in outcome ? outcome.rules : [])),
  );
  for (const { text, outcome } of read) {
    if (!('rules' in outcome)) {
      result.unrecognised.push(text);
      result.findings.push(needsReview(text, outcome));
    } else if (outcome.rules.some((rule) => valuesNamed(rule.when).some((value) => unsure.has(value)))) {
      result.unrecognised.push(text);
      result.findings.push(needsReview(text, { contradiction: 'codes' }));
    } else {
      result.recognised.push(...outcome.rules);
      result.readings.push(outcome.reading);
    }
  }
  return result;
}

type Refused = { stoppedAt: string } | { contradiction: Contradiction | 'codes' };
type Outcome = Refused | { rules: Rule[]; reading: RuleReading };
type Understood = Refused | { settled: Settled[]; parsed: Parsed };

function readText(model: SchemaModel, text: RuleText): Understood {
  if (text.script !== null || text.text === '') return { stoppedAt: '' };
  const parsed = parseProse(model, ownerGroup(model, text.owner), text.text);
  if ('stoppedAt' in parsed) return parsed;
  const settled = settleClauses(model, parsed.clauses);
  return Array.isArray(settled) ? { settled, parsed } : { contradiction: settled };
}

/**
 * "If A then show X" hides X otherwise, but only as long as no other text demands X under another
 * condition: what must be filled in must be seen. A text that says itself when X is hidden stands.
 */
function showRequired(
  model: SchemaModel,
  read: { text: RuleText; outcome: Understood }[],
): { text: RuleText; outcome: Outcome }[] {
  const shows = read.flatMap(({ outcome }) =>
    'settled' in outcome ? outcome.settled.filter(({ effect }) => effect === 'show') : [],
  );
  const closed = new Set(shows.filter((show) => show.closed).map(({ target }) => target));
  const open = new Set(shows.map(({ target }) => target).filter((target) => !closed.has(target)));
  return read.map(({ text, outcome }) => {
    if (!('settled' in outcome)) return { text, outcome };
    const missing = outcome.settled.filter(
      (rule) => rule.effect === 'require' && open.has(rule.target) && !isAboutFilling(rule.when),
    );
    const shown = missing.filter(
      ({ target }) => !outcome.settled.some((rule) => rule.effect === 'show' && rule.target === target),
    );
    const settled = [...outcome.settled, ...shown.map((rule): Settled => ({ ...rule, effect: 'show' }))];
    return { text, outcome: toRules(model, text, settled, outcome.parsed) };
  });
}

function toRules(model: SchemaModel, text: RuleText, settled: Settled[], parsed: Parsed): Outcome {
  const make = ruleMaker(text);
  const rules = settled.map(({ when, effect, target, value }) =>
    make(when, effect, target.path, value, effect === 'valid' ? demandMessage(model, when) : null),
  );
  rules.push(...parsed.groups.map((group) => groupRule(group, make)));
  return { rules, reading: readingOf(model, text, rules, parsed) };
}

const weights: Record<Doubt, number> = {
  'renamed-element': 0.9,
  'other-name': 0.7,
  'element-by-name': 0.9,
  'padded-code': 0.9,
  'renamed-value': 0.8,
  'list-missing': 0.8,
  'several-values': 0.7,
};

function readingOf(model: SchemaModel, text: RuleText, rules: Rule[], { doubts }: Parsed): RuleReading {
  const product = doubts.reduce((sum, doubt) => sum * weights[doubt], 1);
  return {
    ruleId: text.id,
    owner: text.owner,
    text: text.text,
    paraphrase: paraphraseRules(model, rules),
    confidence: Math.max(0.5, Math.round(product * 100) / 100),
    doubts: [...doubts].sort(),
    rules: rules.map(({ id }) => id),
  };
}

/** 2.0 also hangs rules on fields; their ids are meant in the group around. */
function ownerGroup(model: SchemaModel, owner: string): string {
  return nodesByPath(model).get(owner)?.kind === 'field' ? owner.slice(0, Math.max(0, owner.lastIndexOf('/'))) : owner;
}

type MakeRule = (
  when: Condition,
  effect: Effect,
  target: string,
  value: Rule['value'],
  message: Message | null,
) => Rule;

function ruleMaker(text: RuleText): MakeRule {
  let count = 0;
  return (when, effect, target, value, message) => {
    count += 1;
    const source = { ruleId: text.id, text: text.text };
    return { id: `${text.id}.${count}`, owner: text.owner, when, effect, target, message, value, source };
  };
}

function groupRule(group: GroupClause, make: MakeRule): Rule {
  const empties = group.nodes.map((node): Condition => ({ op: 'empty', path: node.path }));
  const filled = empties.map(negation);
  const target = group.nodes[0]?.path ?? '';
  const always = group.when.op === 'and' && group.when.conditions.length === 0;
  const [holds, de, en] = groupDemand(group.kind, empties, filled);
  const names = group.nodes.map((node) => `„${node.label}“`).join(', ');
  const quoted = group.nodes.map((node) => `"${node.label}"`).join(', ');
  const when: Condition = always ? holds : { op: 'or', conditions: [negation(group.when), holds] };
  return make(when, 'valid', target, null, { de: `${de}: ${names}.`, en: `${en}: ${quoted}.` });
}

function groupDemand(
  kind: GroupClause['kind'],
  empties: Condition[],
  filled: Condition[],
): [Condition, string, string] {
  switch (kind) {
    case 'at-least-one':
      return [
        { op: 'not', condition: { op: 'and', conditions: empties } },
        'Bitte füllen Sie mindestens eine dieser Angaben aus',
        'Please fill in at least one of these',
      ];
    case 'exactly-one':
      return [
        { op: 'xor', conditions: filled },
        'Bitte füllen Sie genau eine dieser Angaben aus',
        'Please fill in exactly one of these',
      ];
    case 'at-most-one':
      return [
        allOf(filled.flatMap((one, at) => filled.slice(at + 1).map((other) => negation(allOf([one, other]))))),
        'Bitte füllen Sie höchstens eine dieser Angaben aus',
        'Please fill in at most one of these',
      ];
  }
}

/** Tells the applicant what has to hold; the words of the modeller are for modellers. */
function demandMessage(model: SchemaModel, when: Condition): Message | null {
  if (when.op === 'date') {
    return {
      de: 'Dieses Datum gibt es nicht. Bitte prüfen Sie Tag, Monat und Jahr.',
      en: 'This date does not exist. Please check day, month and year.',
    };
  }
  const rule: Rule = { id: '', owner: '', when, effect: 'valid', target: '', message: null, value: null, source: null };
  const de = paraphraseRules(model, [rule]);
  return { de, en: `This has to be so: ${de}` };
}

/**
 * Where the list is missing, codes cannot be looked up. When the texts of one schema give a field
 * two codes that are the same number (1 and 001), one of them is wrong.
 */
function contradictedCodes(model: SchemaModel, rules: readonly Rule[]): Set<string> {
  const named = new Set(rules.flatMap((rule) => valuesNamed(rule.when)));
  const forms = new Map<string, Set<string>>();
  for (const value of named) {
    const [path = '', code = ''] = value.split('\n');
    const node = nodesByPath(model).get(path);
    if (node?.kind !== 'field' || node.dataType === 'bool' || !/^\d+$/u.test(code)) continue;
    const key = `${path}\n${code.replace(/^0+(?=\d)/u, '')}`;
    forms.set(key, (forms.get(key) ?? new Set()).add(value));
  }
  return new Set([...forms.values()].filter((written) => written.size > 1).flatMap((written) => [...written]));
}

function valuesNamed(condition: Condition): string[] {
  switch (condition.op) {
    case 'equal':
      return [`${condition.path}\n${String(condition.value)}`];
    case 'not':
      return valuesNamed(condition.condition);
    case 'and':
    case 'or':
    case 'xor':
      return condition.conditions.flatMap(valuesNamed);
    default:
      return [];
  }
}

const contradictions: Record<Contradiction | 'codes', Message> = {
  'same-condition': {
    de: 'Sie sagt für dieselbe Bedingung zweierlei.',
    en: 'It says two things for the same condition.',
  },
  contradiction: {
    de: 'Ihre Teile widersprechen sich für manche Antworten.',
    en: 'Its parts contradict each other for some answers.',
  },
  codes: {
    de: 'Andere Regeln nennen für denselben Wert einen anderen Code, und die Codeliste fehlt.',
    en: 'Other rules give another code for the same value, and the code list is missing.',
  },
};

function needsReview(text: RuleText, outcome: Refused): Finding {
  const why = 'contradiction' in outcome ? contradictions[outcome.contradiction] : notUnderstood(outcome.stoppedAt);
  const known = 'contradiction' in outcome && outcome.contradiction !== 'codes';
  return {
    level: known ? 'warning' : 'note',
    code: known ? `rule-${outcome.contradiction}` : 'rule-needs-review',
    path: text.owner,
    message: {
      de: `Die Regel ${text.id} „${text.name}“ wurde nicht erkannt und muss geprüft werden. ${why.de}`.trim(),
      en: `The rule ${text.id} "${text.name}" was not recognised and needs review. ${why.en}`.trim(),
    },
    rules: [text.id],
  };
}

function notUnderstood(stoppedAt: string): Message {
  if (stoppedAt === '') return { de: '', en: '' };
  return { de: `Nicht verstanden: „${stoppedAt}“`, en: `Not understood: "${stoppedAt}"` };
}
