import { isUuid } from '#kernel/ids';
import { type Looked } from '../case-work.ts';
import { problemOf } from '../domain/parameters.ts';
import { type Texts } from '../texts/index.ts';
import { type Confirmations } from '../types.ts';
import { type OpenParts, parameterField } from './confirm-parts.tsx';
import { isMail, isTicked, readDay, textOf } from './posted.ts';

interface Reading {
  form: URLSearchParams;
  t: Texts;
  problems: { id: string; message: string }[];
}

/** Only parts that were offered are read: what nobody saw is not confirmed. */
export function readConfirmations(
  form: URLSearchParams,
  t: Texts,
  parts: OpenParts,
  { gathered }: Looked,
): { confirmations: Confirmations; liveOn: string | null; problems: { id: string; message: string }[] } {
  const reading: Reading = { form, t, problems: [] };
  const confirmations: Confirmations = {};
  if (parts.interest) {
    const contact = demanded(reading, 'interesse-kontakt', 500);
    confirmations.interest = { contact, wishedDate: optionalDay(reading, 'wunsch') };
  }
  if (parts.assessment && isTicked(form, 'datenschutz')) {
    confirmations.assessment = { number: textOf(form, 'datenschutz-zeichen', 200) };
  }
  if (parts.security && isTicked(form, 'sicherheit')) {
    confirmations.security = { note: textOf(form, 'sicherheit-hinweis') };
  }
  if (parts.budget && isTicked(form, 'haushalt')) {
    confirmations.budget = { line: textOf(form, 'haushalt-stelle', 200) };
  }
  if (parts.frame && isTicked(form, 'rahmen')) {
    const signedOn = demandedDay(reading, 'rahmen-datum');
    confirmations.frameAgreement = { signedOn, reference: textOf(form, 'rahmen-zeichen', 200) };
  }
  if (parts.contract && isTicked(form, 'vertrag')) {
    const calledOn = demandedDay(reading, 'vertrag-datum');
    confirmations.contract = { calledOn, reference: textOf(form, 'vertrag-zeichen', 200) };
  }
  if (parts.parameters) confirmations.parameters = parametersOf(reading, gathered.parameters);
  if (parts.support) confirmations.support = supportOf(reading);
  if (parts.destination) confirmations.destination = destinationOf(reading);
  const liveOn = parts.lead ? optionalDay(reading, 'start') : null;
  return { confirmations, liveOn, problems: reading.problems };
}

function fail({ t, problems }: Reading, id: string, problem: keyof Texts['problems'], label = ''): void {
  problems.push({ id, message: label === '' ? t.problems[problem] : `${label}: ${t.problems[problem]}` });
}

function demanded(reading: Reading, id: string, maxLength: number): string {
  const text = textOf(reading.form, id, maxLength);
  if (text === '') fail(reading, id, 'missing');
  return text;
}

function demandedDay(reading: Reading, id: string): string {
  const read = readDay(reading.form, id);
  if (typeof read !== 'string') return read.day;
  fail(reading, id, read);
  return '';
}

function optionalDay(reading: Reading, id: string): string | null {
  const read = readDay(reading.form, id);
  if (typeof read !== 'string') return read.day;
  if (read === 'not-a-date') fail(reading, id, read);
  return null;
}

/** A mandatory one may stay empty for now: the gate says so, and what was entered is kept. */
function parametersOf(reading: Reading, parameters: Looked['gathered']['parameters']): Record<string, string> {
  const values: Record<string, string> = {};
  for (const parameter of parameters) {
    const id = parameterField(parameter);
    const value = textOf(reading.form, id, 2001);
    const problem = problemOf(parameter, value);
    if (problem !== null) fail(reading, id, problem, parameter.label.de);
    values[parameter.name] = value;
  }
  return values;
}

function supportOf(reading: Reading): NonNullable<Confirmations['support']> {
  const email = textOf(reading.form, 'support-mail', 254);
  if (!isMail(email)) fail(reading, 'support-mail', 'not-a-mail');
  const name = demanded(reading, 'support-name', 200);
  return { name, email, phone: textOf(reading.form, 'support-telefon', 60) };
}

function destinationOf(reading: Reading): NonNullable<Confirmations['destination']> {
  if (textOf(reading.form, 'zustellpunkt', 20) !== 'eigener') return { kind: 'platform' };
  const id = textOf(reading.form, 'zustellpunkt-id', 100).toLowerCase();
  if (!isUuid(id)) fail(reading, 'zustellpunkt-id', 'not-an-id');
  return { kind: 'own', id };
}
