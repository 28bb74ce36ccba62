import { httpProblemType, type HttpProblemSlug } from '@verbund/fit-connect';
import { type Level } from '../rule.ts';
import { type Answer } from './http.ts';

/** What a service did otherwise, and whether a source says that it must not. */
export class Difference extends Error {
  override readonly name = 'Difference';
  readonly level: Level;
  constructor(level: Level, words: string) {
    super(words);
    this.level = level;
  }
}

/** Ends a rule whose preconditions this service does not offer. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}

export function must(holds: boolean, words: string): asserts holds {
  if (!holds) throw new Difference('confirmed', words);
}

/** Where the reference has no fact and we chose one. */
export function choice(holds: boolean, words: string): asserts holds {
  if (!holds) throw new Difference('our-choice', words);
}

function seen({ call, status, json, text }: Answer): string {
  const words = json['detail'] ?? json['error'] ?? json['title'] ?? text.slice(0, 80);
  return `${call} answered ${String(status)}${typeof words === 'string' && words !== '' ? ` (${words})` : ''}`;
}

export function expectStatus(answer: Answer, ...statuses: number[]): void {
  must(statuses.includes(answer.status), `${seen(answer)}, expected ${statuses.join(' or ')}`);
}

export interface Refusal {
  /** Ours; others may use another 4xx. */
  status: number;
  /** Of our table, of which the reference confirms three. */
  slug?: HttpProblemSlug;
  /** The reference confirms this status, not only the refusal. */
  statusConfirmed?: boolean;
}

const confirmedSlugs: readonly HttpProblemSlug[] = [
  'submission-not-found',
  'destination-not-found',
  'destination-state-invalid',
];

/** A refusal is confirmed, its status and its name mostly are not. */
export function expectRefused(answer: Answer, { status, slug, statusConfirmed = false }: Refusal): void {
  must(answer.status >= 400 && answer.status < 500, `${seen(answer)}, expected a refusal`);
  const check = (level: Level, holds: boolean, words: string): void => {
    if (!holds) throw new Difference(level, `${seen(answer)}, ${words}`);
  };
  check(statusConfirmed ? 'confirmed' : 'our-choice', answer.status === status, `expected ${String(status)}`);
  if (slug === undefined) return;
  const type = answer.json['type'];
  const level = confirmedSlugs.includes(slug) ? 'confirmed' : 'our-choice';
  check(level, type === httpProblemType(slug), `problem type ${String(type)} instead of ${slug}`);
}

/** A text member that must be there. */
export function textOf(source: Readonly<Record<string, unknown>>, member: string): string {
  const value = source[member];
  must(typeof value === 'string' && value !== '', `${member} is missing or no text`);
  return value;
}

export function numberOf(source: Readonly<Record<string, unknown>>, member: string): number {
  const value = source[member];
  must(typeof value === 'number' && Number.isInteger(value), `${member} is missing or no whole number`);
  return value;
}

export function listOf(source: Readonly<Record<string, unknown>>, member: string): readonly unknown[] {
  const value = source[member];
  must(Array.isArray(value), `${member} is missing or no list`);
  return value as readonly unknown[];
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list. */
export function objectsOf(
  source: Readonly<Record<string, unknown>>,
  member: string,
): readonly Readonly<Record<string, unknown>>[] {
  const list = listOf(source, member);
  must(list.every(isObject), `${member} holds something that is no object`);
  return list.filter(isObject);
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function uuidOf(source: Readonly<Record<string, unknown>>, member: string): string {
  const value = textOf(source, member);
  must(uuid.test(value), `${member} is no UUID: ${value}`);
  return value;
}
