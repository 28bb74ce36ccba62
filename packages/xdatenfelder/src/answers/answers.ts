/**
 * Answers of one form, flat and JSON-serialisable.
 *
 * Key = node path in which every REPEATABLE node (max ≠ 1) carries an index: `G05[0]/F60`,
 * `F7[2]`; nodes that cannot repeat carry none. Several files or several chosen values are
 * indexes of one repeatable field.
 *
 * Two kinds of markers, both strings, never delivered:
 * `<group instance path>#choice` = last path segment of the chosen child of a choice group;
 * `<path without last index>#count` = number of instances a person has opened.
 */
export type Answers = Record<string, AnswerValue>;

/**
 * Text, select: string (code). date `YYYY-MM-DD`, time `HH:MM`, datetime `YYYY-MM-DDTHH:MM`.
 * Numbers: decimal string with a point, canonical (`-12.5`, no leading or trailing zeros), at
 * most 15 digits so that the JSON number of the delivery is exact. bool: boolean.
 */
export type AnswerValue = string | boolean | FileAnswer;

export interface FileAnswer {
  fileId: string;
  filename: string;
  mimeType: string;
  /** Bytes. */
  size: number;
  /** Lower-case hex. */
  sha512: string;
}

export type AnswerErrorCode =
  | 'required'
  | 'choice-required'
  | 'unreadable'
  | 'too-short'
  | 'too-long'
  | 'pattern'
  | 'charset'
  | 'not-a-date'
  | 'not-a-time'
  | 'not-a-datetime'
  | 'not-a-number'
  | 'not-an-integer'
  | 'too-many-decimals'
  | 'too-many-digits'
  | 'not-yes-or-no'
  | 'too-small'
  | 'too-large'
  | 'too-early'
  | 'too-late'
  | 'not-in-list'
  | 'too-few'
  | 'too-many'
  | 'duplicate'
  | 'file-too-big'
  | 'file-type'
  | 'rule';

export type ErrorParams = Record<string, string | number>;

/** A refused answer as data; the user interface owns the words. `path` is an instance path. */
export interface AnswerError {
  path: string;
  code: AnswerErrorCode;
  params: ErrorParams;
}

/** What rules may look at besides the answers. No clock inside this package. */
export interface EvaluationContext {
  /** ISO date. */
  today: string;
  /** Two-letter code of the state of the competent authority (`NW`, `BY`, …). */
  land?: string;
}
