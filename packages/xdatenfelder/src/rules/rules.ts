import { type Message } from '../model.ts';

/**
 * Executable rules as plain data. All paths are node paths (without indexes). A rule is evaluated
 * for every instance of its target; a path in the condition that shares a repeatable ancestor
 * with the target means the SAME instance, any other repeatable means "any instance".
 */
export interface RuleSet {
  rules: Rule[];
}

export interface Rule {
  id: string;
  /** Path of the node the source rule hangs on, `''` for the schema. */
  owner: string;
  when: Condition;
  effect: Effect;
  target: string;
  /** Shown for `require` and `valid`; `null` = standard text. */
  message: Message | null;
  /** Value of effect `set`, else `null`. */
  value: string | boolean | null;
  /** Prose this rule was read from; `null` for hand-written rules. */
  source: { ruleId: string; text: string } | null;
}

/**
 * require: yes → must be filled. forbid: yes → removed. show: removed unless one of the show rules
 * of the target says yes. valid: no → error at the target. set: yes → value set, kept and
 * delivered even when hidden.
 */
export type Effect = 'require' | 'forbid' | 'show' | 'valid' | 'set';

/**
 * `and` of nothing is yes, `or` of nothing is no, `xor` is yes when exactly one is yes. `compare`
 * may name a group of day, month and year: it decides only what all days of a partial date share.
 */
export type Condition =
  | { op: 'equal'; path: string; value: string | boolean }
  | { op: 'empty'; path: string }
  | { op: 'not'; condition: Condition }
  | { op: 'and' | 'or' | 'xor'; conditions: Condition[] }
  | { op: 'compare'; operator: '<' | '<=' | '>' | '>=' | '='; path: string; with: Operand }
  | { op: 'land-in'; laender: string[] }
  /** Day, month and year are a date of the calendar; `empty` unless all three are filled. */
  | { op: 'date'; day: string; month: string; year: string }
  /**
   * Some chosen state (code of the Destatis list) belongs to one of the groups today; with
   * `member` false: some chosen state belongs to none of them.
   */
  | { op: 'country'; path: string; groups: CountryGroup[]; member: boolean };

/** Groups of states that rules name; who belonged to them when is in `country-groups.ts`. */
export type CountryGroup = 'EU' | 'EWR' | 'EFTA' | 'CH';

/** `today` shifts by whole years (age limits), months and days; counted as in § 188 BGB. */
export type Operand =
  | { kind: 'value'; value: string }
  | { kind: 'path'; path: string }
  | { kind: 'today'; years: number; months: number; days: number };

/** Three-valued outcome: `empty` when the answers do not decide. */
export type Truth = 'yes' | 'no' | 'empty';

export const noRules: RuleSet = { rules: [] };
