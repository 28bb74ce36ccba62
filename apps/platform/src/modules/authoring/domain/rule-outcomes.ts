import {
  type Answers,
  choiceKey,
  countKey,
  conditionOutcome,
  type Example,
  exampleAnswers,
  isRepeatable,
  nodesByPath,
  type Rule,
  type SchemaModel,
  toNodePath,
  type Truth,
} from '@verbund/xdatenfelder';
import { isSame } from './rule-messages.ts';

/** Rules under one condition, tried out: answers for which it is met, is not met, and is left open. */
export interface TriedCondition {
  rules: Rule[];
  rows: TriedRow[];
}

export interface TriedRow {
  /** Names the row in the address: number of the condition and outcome, `0-yes`. */
  id: string;
  outcome: Truth;
  example: Example;
}

/** More conditions than that say nothing to a reader any more. */
const most = 6;

export function tryOut(schema: SchemaModel, rules: readonly Rule[], today: string): TriedCondition[] {
  const conditions: Rule[][] = [];
  for (const rule of rules) {
    const known = conditions.find(([first]) => first !== undefined && isSame(first.when, rule.when));
    if (known === undefined) conditions.push([rule]);
    else known.push(rule);
  }
  return conditions.slice(0, most).map((same, index) => ({ rules: same, rows: rowsOf(schema, same, index, today) }));
}

const outcomes: readonly Truth[] = ['yes', 'no', 'empty'];

function rowsOf(schema: SchemaModel, rules: readonly Rule[], index: number, today: string): TriedRow[] {
  const [rule] = rules;
  if (rule === undefined) return [];
  const target = firstInstance(schema, rule.target);
  return outcomes.flatMap((outcome) => {
    const example = exampleAnswers(schema, rule.when, outcome, { today, target });
    return example === null ? [] : [{ id: `${String(index)}-${outcome}`, outcome, example }];
  });
}

/** The first of each repetition on the way. */
export function firstInstance(schema: SchemaModel, path: string): string {
  let nodePath = '';
  return path
    .split('/')
    .map((segment) => {
      nodePath = nodePath === '' ? segment : `${nodePath}/${segment}`;
      const node = nodesByPath(schema).get(nodePath);
      return node !== undefined && isRepeatable(node) ? `${segment}[0]` : segment;
    })
    .join('/');
}

/** The answers of an example, and what makes the target appear on its page: repetitions opened, choices taken. */
export function answersToShow(schema: SchemaModel, example: Example, target: string): Answers {
  const answers: Answers = { ...example.answers };
  const places = [target, ...Object.keys(example.answers).map((key) => toNodePath(key))];
  for (const place of places) {
    const segments = firstInstance(schema, place).split('/');
    segments.forEach((segment, at) => {
      const above = segments.slice(0, at).join('/');
      const list = [...segments.slice(0, at), segment.replace(/\[0\]$/u, '')].join('/');
      const node = nodesByPath(schema).get(toNodePath(above));
      if (node?.kind === 'group' && node.choice) answers[choiceKey(above)] ??= toNodePath(segment);
      if (segment.endsWith('[0]') && nodesByPath(schema).get(toNodePath(list))?.kind === 'group') {
        answers[countKey(list)] ??= '1';
      }
    });
  }
  return answers;
}

/** What the rule itself says about the answers, for the words beside the table. */
export function outcomeOf(schema: SchemaModel, rule: Rule, example: Example, today: string): Truth {
  const context = { today, ...(example.land === undefined ? {} : { land: example.land }) };
  const target = firstInstance(schema, rule.target);
  return conditionOutcome(schema, rule.when, example.answers, { ...context, target });
}

/** ARS of a state, as far as rules look at it. */
export function areaOfLand(land: string | undefined): string | undefined {
  const index = states.indexOf(land ?? '');
  return index < 0 ? undefined : `${String(index + 1).padStart(2, '0')}0000000000`;
}

const states = 'SH HH NI HB NW HE RP BW BY SL BE BB MV SN ST TH'.split(' ');
