import {
  type AnswerErrorCode,
  type Answers,
  type AnswerValue,
  type FimJson,
  type FileAnswer,
} from '@verbund/xdatenfelder';
import { type JsonValue } from '#modules/catalogue';
import { type JsonObject, type WorkContent } from '../types.ts';
import { isObject } from './overlay-json.ts';

/** What must come of the answers of a test. */
export type Expectation =
  { outcome: 'accepted'; delivery: FimJson } | { outcome: 'refused'; path: string; code: AnswerErrorCode };

/** What rules look at besides the answers; kept with the test, so that it says the same next year. */
export interface TestSetting {
  /** ISO date of the application. */
  day: string;
  /** ARS of the area; only the state counts. */
  area: string | null;
}

export interface TestCase extends TestSetting {
  name: string;
  answers: Answers;
  expected: Expectation;
}

type ManifestTest = WorkContent['tests'][number];

export function toManifestTest({ name, answers, expected, day, area }: TestCase): ManifestTest {
  const outcome: JsonObject =
    expected.outcome === 'accepted'
      ? { outcome: 'accepted', delivery: expected.delivery }
      : { outcome: 'refused', path: expected.path, code: expected.code };
  // A file answer is plain data; spreading it says so to the compiler.
  const plain = Object.entries(answers).map(([path, value]): [string, JsonValue] => [
    path,
    typeof value === 'object' ? { ...value } : value,
  ]);
  return { name, answers: Object.fromEntries(plain), expected: { ...outcome, day, area } };
}

/** Null: somebody else's test in a shape of its own, which this program cannot run. */
export function fromManifestTest({ name, answers, expected }: ManifestTest): TestCase | null {
  if (!isObject(expected)) return null;
  const { day, area } = expected;
  const read = readAnswers(answers);
  const wanted = readExpectation(expected);
  if (typeof day !== 'string' || !/^\d{4}-\d{2}-\d{2}$/u.test(day)) return null;
  if (read === null || wanted === null) return null;
  return { name, answers: read, expected: wanted, day, area: typeof area === 'string' ? area : null };
}

function readExpectation(expected: JsonObject): Expectation | null {
  const { outcome, delivery, path, code } = expected;
  if (outcome === 'accepted' && isObject(delivery)) {
    const json = toFim(delivery);
    return json === null ? null : { outcome, delivery: json };
  }
  if (outcome !== 'refused' || typeof path !== 'string') return null;
  return typeof code === 'string' && isCode(code) ? { outcome, path, code } : null;
}

/** Deliveries hold no null. */
function toFim(value: JsonValue): FimJson | null {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    const items = value.map(toFim);
    return items.some((item) => item === null) ? null : items.filter((item) => item !== null);
  }
  const entries = Object.entries(value).map(([key, item]: [string, JsonValue]) => [key, toFim(item)] as const);
  if (entries.some(([, item]) => item === null)) return null;
  return Object.fromEntries(entries.flatMap(([key, item]) => (item === null ? [] : [[key, item]])));
}

function readAnswers(json: JsonObject): Answers | null {
  const answers: Answers = {};
  for (const [path, value] of Object.entries(json)) {
    const answer = readAnswer(value);
    if (answer === null) return null;
    answers[path] = answer;
  }
  return answers;
}

function readAnswer(value: JsonValue): AnswerValue | null {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  return isObject(value) ? readFile(value) : null;
}

function readFile({ fileId, filename, mimeType, size, sha512 }: JsonObject): FileAnswer | null {
  if (typeof fileId !== 'string' || typeof filename !== 'string' || typeof mimeType !== 'string') return null;
  if (typeof size !== 'number' || typeof sha512 !== 'string') return null;
  return { fileId, filename, mimeType, size, sha512 };
}

const codes: Readonly<Record<AnswerErrorCode, true>> = {
  required: true,
  'choice-required': true,
  unreadable: true,
  'too-short': true,
  'too-long': true,
  pattern: true,
  charset: true,
  'not-a-date': true,
  'not-a-time': true,
  'not-a-datetime': true,
  'not-a-number': true,
  'not-an-integer': true,
  'too-many-decimals': true,
  'too-many-digits': true,
  'not-yes-or-no': true,
  'too-small': true,
  'too-large': true,
  'too-early': true,
  'too-late': true,
  'not-in-list': true,
  'too-few': true,
  'too-many': true,
  duplicate: true,
  'file-too-big': true,
  'file-type': true,
  rule: true,
};

function isCode(code: string): code is AnswerErrorCode {
  return Object.hasOwn(codes, code);
}
