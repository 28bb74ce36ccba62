import {
  type Condition,
  type Message,
  negation,
  nodesByPath,
  type Operand,
  type Rule,
  type SchemaModel,
} from '@verbund/xdatenfelder';
import {
  type DraftGroup,
  type DraftPart,
  type DraftStatement,
  type DraftTest,
  type Join,
  landSubject,
  type RuleDraft,
  type RuleSubject,
} from './rule-draft.ts';
import { demandAt, partAt, statementAt, targetAt, whenAt } from './rule-form.ts';
import { standardMessage } from './rule-messages.ts';
import { isComparable, kindOf, readValue, type ValueProblem } from './rule-values.ts';

export type RuleProblemCode =
  | ValueProblem
  | 'no-statement'
  | 'effect-missing'
  | 'target-missing'
  | 'target-unknown'
  | 'target-twice'
  | 'target-not-a-field'
  | 'message-half'
  | 'group-empty'
  | 'subject-missing'
  | 'subject-unknown'
  | 'test-missing'
  | 'test-unfit'
  | 'other-missing'
  | 'other-unknown'
  | 'not-comparable'
  | 'shift-not-a-number'
  | 'groups-missing'
  | 'laender-missing';

export interface RuleProblem {
  /** Id of the form field. */
  field: string;
  code: RuleProblemCode;
}

/** `rules` holds the statements that are complete, so that they can be shown while others are not. */
export interface DraftOutcome {
  rules: Rule[];
  problems: RuleProblem[];
}

/** The rules a draft says. Ids and places are those of the rule text, as the recogniser gives them. */
export function fromDraft(draft: RuleDraft, subject: RuleSubject): DraftOutcome {
  const problems: RuleProblem[] = [];
  const rules: Rule[] = [];
  if (draft.statements.length === 0) problems.push({ field: 'aussagen', code: 'no-statement' });
  draft.statements.forEach((statement, index) => {
    const found = new Statement(subject.schema, statementAt(index));
    const parts = found.read(statement);
    problems.push(...found.problems);
    for (const part of parts) {
      const id = `${subject.ruleId}.${String(rules.length + 1)}`;
      const source = subject.text === '' ? null : { ruleId: subject.ruleId, text: subject.text };
      rules.push({ id, owner: subject.owner, ...part, source });
    }
  });
  return { rules, problems };
}

type RulePart = Pick<Rule, 'when' | 'effect' | 'target' | 'message' | 'value'>;
type Joined = Extract<Condition, { op: 'and' | 'or' | 'xor' }>['op'];

const joinOps: Readonly<Record<Join, { op: Joined; negated: boolean }>> = {
  all: { op: 'and', negated: false },
  any: { op: 'or', negated: false },
  one: { op: 'xor', negated: false },
  'not-all': { op: 'and', negated: true },
  none: { op: 'or', negated: true },
  'not-one': { op: 'xor', negated: true },
};

const always: Condition = { op: 'and', conditions: [] };

/** Reads one statement and notes what is wrong with it. */
class Statement {
  readonly problems: RuleProblem[] = [];
  readonly #schema: SchemaModel;
  readonly #at: string;

  constructor(schema: SchemaModel, at: string) {
    this.#schema = schema;
    this.#at = at;
  }

  read(statement: DraftStatement): RulePart[] {
    const at = this.#at;
    const { effect } = statement;
    if (effect === '') this.#note(`${at}-wirkung`, 'effect-missing');
    const targets = this.#targets(statement);
    const when = statement.always ? always : this.#root(statement.when, whenAt(at));
    const demand = effect === 'valid' ? this.#root(statement.demand, demandAt(at)) : null;
    const given = this.#message(statement);
    const values = targets.map((target) => (effect === 'set' ? this.#value(target, statement.value.value, at) : null));
    const isMissing = when === null || (effect === 'valid' && demand === null);
    if (effect === '' || isMissing || this.problems.length > 0) return [];
    const condition = demand === null ? when : demandOf(when, demand);
    const message = given ?? standardMessage(this.#schema, effect, condition);
    return targets.map((target, index) => ({ when: condition, effect, target, message, value: values[index] ?? null }));
  }

  #note(field: string, code: RuleProblemCode): null {
    // One problem of a kind is enough for one field: the same value may be wrong for several targets.
    if (!this.problems.some((one) => one.field === field && one.code === code)) this.problems.push({ field, code });
    return null;
  }

  #targets({ effect, targets }: DraftStatement): string[] {
    const seen = new Set<string>();
    return targets.flatMap(({ value }, index) => {
      const field = targetAt(this.#at, index);
      const node = nodesByPath(this.#schema).get(value);
      if (value === '') this.#note(field, 'target-missing');
      else if (node === undefined) this.#note(field, 'target-unknown');
      else if (seen.has(value)) this.#note(field, 'target-twice');
      else if (effect === 'set' && node.kind !== 'field') this.#note(field, 'target-not-a-field');
      else {
        seen.add(value);
        return [value];
      }
      return [];
    });
  }

  #message({ effect, messageDe, messageEn }: DraftStatement): Message | null {
    const [de, en] = [messageDe.trim(), messageEn.trim()];
    if ((effect !== 'valid' && effect !== 'require') || (de === '' && en === '')) return null;
    if (de === '' || en === '') return this.#note(`${this.#at}-meldung-${de === '' ? 'de' : 'en'}`, 'message-half');
    return { de, en };
  }

  #value(path: string, typed: string, at: string): string | boolean | null {
    const read = readValue(this.#schema, path, typed);
    return read.ok ? read.value : this.#note(`${at}-wert`, read.code);
  }

  /** A single statement needs no group around it. */
  #root(group: DraftGroup, at: string): Condition | null {
    const [only, ...more] = group.parts;
    const isPlain = group.join === 'all' || group.join === 'any';
    return isPlain && only !== undefined && more.length === 0
      ? this.#part(only, partAt(at, 0))
      : this.#group(group, at);
  }

  #part(part: DraftPart, at: string): Condition | null {
    return part.kind === 'group' ? this.#group(part, at) : this.#test(part, at);
  }

  #group(group: DraftGroup, at: string): Condition | null {
    if (group.parts.length === 0) return this.#note(`${at}-art`, 'group-empty');
    const parts = group.parts.map((part, index) => this.#part(part, partAt(at, index)));
    const conditions = parts.filter((part) => part !== null);
    if (conditions.length < parts.length) return null;
    const { op, negated } = joinOps[group.join];
    return opposite({ op, conditions }, negated);
  }

  #test(test: DraftTest, at: string): Condition | null {
    const path = test.subject.value;
    if (path === '') return this.#note(`${at}-thema`, 'subject-missing');
    if (path !== landSubject && !nodesByPath(this.#schema).has(path)) {
      return this.#note(`${at}-thema`, 'subject-unknown');
    }
    if (test.test === '') return this.#note(`${at}-vergleich`, 'test-missing');
    const isLandTest = test.test === 'in-land' || test.test === 'not-in-land';
    if (isLandTest !== (path === landSubject)) return this.#note(`${at}-vergleich`, 'test-unfit');
    return isLandTest ? this.#land(test, at) : this.#fieldTest(test, path, at);
  }

  #land({ test, laender }: DraftTest, at: string): Condition | null {
    if (laender.length === 0) return this.#note(`${at}-laender`, 'laender-missing');
    return opposite({ op: 'land-in', laender }, test === 'not-in-land');
  }

  #fieldTest(test: DraftTest, path: string, at: string): Condition | null {
    switch (test.test) {
      case 'filled':
      case 'empty':
        return opposite({ op: 'empty', path }, test.test === 'filled');
      case 'is':
      case 'is-not':
        return this.#equal(test, path, at);
      case 'in-group':
      case 'not-in-group':
        return this.#country(test, path, at);
      case 'calendar-date':
        return this.#calendarDate(test, path, at);
      default:
        return this.#comparison(test, path, at);
    }
  }

  #kind(path: string) {
    const node = nodesByPath(this.#schema).get(path);
    return node === undefined ? 'group' : kindOf(this.#schema, node);
  }

  #equal(test: DraftTest, path: string, at: string): Condition | null {
    const kind = this.#kind(path);
    if (kind === 'group' || kind === 'date-group' || kind === 'file') {
      return this.#note(`${at}-vergleich`, 'test-unfit');
    }
    const value = this.#value(path, test.value.value, at);
    return value === null ? null : opposite({ op: 'equal', path, value }, test.test === 'is-not');
  }

  #country({ test, groups, negated }: DraftTest, path: string, at: string): Condition | null {
    const kind = this.#kind(path);
    if (kind !== 'list' && kind !== 'text') return this.#note(`${at}-vergleich`, 'test-unfit');
    if (groups.length === 0) return this.#note(`${at}-gruppen`, 'groups-missing');
    return opposite({ op: 'country', path, groups, member: test === 'in-group' }, negated);
  }

  #calendarDate({ other, year, negated }: DraftTest, day: string, at: string): Condition | null {
    const month = this.#field(other.value, `${at}-feld`);
    const inYear = this.#field(year.value, `${at}-jahr`);
    if (month === null || inYear === null) return null;
    return opposite({ op: 'date', day, month, year: inYear }, negated);
  }

  #field(path: string, field: string): string | null {
    if (path === '') return this.#note(field, 'other-missing');
    return nodesByPath(this.#schema).has(path) ? path : this.#note(field, 'other-unknown');
  }

  #comparison(test: DraftTest, path: string, at: string): Condition | null {
    if (!isComparable(this.#kind(path))) return this.#note(`${at}-vergleich`, 'test-unfit');
    const operand = this.#operand(test, path, at);
    const operator = operators.find(([name]) => name === test.test)?.[1];
    if (operand === null || operator === undefined) return null;
    return opposite({ op: 'compare', operator, path, with: operand }, test.negated);
  }

  #operand(test: DraftTest, path: string, at: string): Operand | null {
    const kind = this.#kind(path);
    switch (test.operand) {
      case 'value': {
        const value = this.#value(path, test.value.value, at);
        return typeof value === 'string' ? { kind: 'value', value } : null;
      }
      case 'field': {
        const other = this.#field(test.other.value, `${at}-feld`);
        if (other === null) return null;
        if (!isComparable(kind, this.#kind(other))) return this.#note(`${at}-feld`, 'not-comparable');
        return { kind: 'path', path: other };
      }
      case 'today': {
        if (kind === 'number' || kind === 'moment') return this.#note(`${at}-mit`, 'not-comparable');
        const [years, months, days] = [
          this.#shift(test.years, `${at}-jahre`),
          this.#shift(test.months, `${at}-monate`),
          this.#shift(test.days, `${at}-tage`),
        ];
        if (years === null || months === null || days === null) return null;
        return { kind: 'today', years, months, days };
      }
    }
  }

  #shift(typed: string, field: string): number | null {
    const text = typed.trim().replace(/^[−–]/u, '-');
    if (text === '') return 0;
    // More than that is no age and no period, and leaves the calendar.
    return /^[+-]?\d{1,4}$/u.test(text) ? Number(text) : this.#note(field, 'shift-not-a-number');
  }
}

const operators = [
  ['less', '<'],
  ['at-most', '<='],
  ['equals', '='],
  ['at-least', '>='],
  ['more', '>'],
] as const;

function opposite(condition: Condition, negated: boolean): Condition {
  return negated ? { op: 'not', condition } : condition;
}

/** "if C then D has to hold" is broken only when C is yes and D is no. */
function demandOf(when: Condition, demand: Condition): Condition {
  return when.op === 'and' && when.conditions.length === 0
    ? demand
    : { op: 'or', conditions: [negation(when), demand] };
}
