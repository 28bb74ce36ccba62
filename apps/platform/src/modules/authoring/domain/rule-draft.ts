import { type CountryGroup, type Effect, type SchemaModel } from '@verbund/xdatenfelder';

/**
 * Rules as they stand in the form editor: everything is text as typed, and everything may be unfinished. The whole
 * draft travels in the form, so that each step works without JavaScript and nothing is stored before it is right.
 */
export interface RuleDraft {
  statements: DraftStatement[];
}

/** One effect on one or several elements under one condition. */
export interface DraftStatement {
  effect: Effect | '';
  /** Node paths; '' = not chosen yet. Never empty. */
  targets: DraftChoice[];
  /** For `set`. */
  value: DraftChoice;
  messageDe: string;
  messageEn: string;
  /** No condition: it holds for every application. */
  always: boolean;
  when: DraftGroup;
  /** For `valid`: what has to be so under the condition. */
  demand: DraftGroup;
}

/** A choice from a list that may be long: what is chosen, and what the list is narrowed to. */
export interface DraftChoice {
  value: string;
  search: string;
}

export type Join = 'all' | 'any' | 'one' | 'not-all' | 'none' | 'not-one';

export interface DraftGroup {
  kind: 'group';
  join: Join;
  parts: DraftPart[];
}

export type DraftPart = DraftGroup | DraftTest;

export type TestName =
  | 'is'
  | 'is-not'
  | 'filled'
  | 'empty'
  | 'less'
  | 'at-most'
  | 'equals'
  | 'at-least'
  | 'more'
  | 'in-group'
  | 'not-in-group'
  | 'calendar-date'
  | 'in-land'
  | 'not-in-land';

/** What a number or date is compared with. */
export type OperandKind = 'value' | 'field' | 'today';

export interface DraftTest {
  kind: 'test';
  /** Node path, `landSubject`, or '' = not chosen yet. */
  subject: DraftChoice;
  test: TestName | '';
  /** The opposite; only of tests that have no word of their own for it. */
  negated: boolean;
  value: DraftChoice;
  operand: OperandKind;
  /** Other element of a comparison, or the month of a calendar date. */
  other: DraftChoice;
  /** The year of a calendar date. */
  year: DraftChoice;
  years: string;
  months: string;
  days: string;
  groups: CountryGroup[];
  laender: string[];
}

/** Stands in the place of a path where a condition is about the state of the competent authority. */
export const landSubject = 'land';

export const joins: readonly Join[] = ['all', 'any', 'one', 'not-all', 'none', 'not-one'];
export const effects: readonly Effect[] = ['require', 'show', 'forbid', 'valid', 'set'];
export const operandKinds: readonly OperandKind[] = ['value', 'field', 'today'];
export const countryGroups: readonly CountryGroup[] = ['EU', 'EWR', 'EFTA', 'CH'];
export const landCodes: readonly string[] = 'BW BY BE BB HB HH HE MV NI NW RP SL SN ST SH TH'.split(' ');
export const testNames: readonly TestName[] = [
  'is',
  'is-not',
  'filled',
  'empty',
  'less',
  'at-most',
  'equals',
  'at-least',
  'more',
  'in-group',
  'not-in-group',
  'calendar-date',
  'in-land',
  'not-in-land',
];

export const noChoice: DraftChoice = { value: '', search: '' };
export const chosen = (value: string): DraftChoice => ({ value, search: '' });

export const emptyTest: DraftTest = {
  kind: 'test',
  subject: noChoice,
  test: '',
  negated: false,
  value: noChoice,
  operand: 'value',
  other: noChoice,
  year: noChoice,
  years: '',
  months: '',
  days: '',
  groups: [],
  laender: [],
};

export const emptyGroup: DraftGroup = { kind: 'group', join: 'all', parts: [] };

/** One condition to begin with: an empty group would be one more thing to understand. */
export const newStatement: DraftStatement = {
  effect: '',
  targets: [noChoice],
  value: noChoice,
  messageDe: '',
  messageEn: '',
  always: false,
  when: { ...emptyGroup, parts: [emptyTest] },
  demand: emptyGroup,
};

/** The rule text that is decided on; rules written for it carry its id, place and words. */
export interface RuleSubject {
  schema: SchemaModel;
  ruleId: string;
  owner: string;
  text: string;
}
