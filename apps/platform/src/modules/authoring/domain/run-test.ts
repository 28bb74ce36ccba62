import {
  type AnswerError,
  type AnswerErrorCode,
  type Answers,
  evaluationContext,
  type FileAnswer,
  fromFimJson,
  nodesByPath,
  pruneAnswers,
  type SchemaModel,
  toFimJson,
  toNodePath,
  validateAnswers,
} from '@verbund/xdatenfelder';
import { canonicalJson, type CompiledForm } from '#modules/catalogue';
import { type TestCase } from './test-case.ts';

/** An attachment as a back office describes it. */
export interface DeliveredFile {
  attachmentId: string;
  filename: string;
  mimeType: string;
  purpose: string;
  description: string;
  bytes: number;
}

/** The check that the receiving side makes of every delivery. */
export type CheckDelivery = (
  form: CompiledForm,
  json: unknown,
  files: readonly DeliveredFile[],
  options: { ars: string | null; applicationDate: string | null; today: string },
) => { violations: readonly string[] };

export type TestFinding =
  /** The form refuses what should pass, or for another reason than expected. */
  | { kind: 'refused'; path: string; code: AnswerErrorCode; params: AnswerError['params'] }
  /** The form takes what it should refuse. */
  | { kind: 'not-refused'; path: string; code: AnswerErrorCode }
  /** The receiving side refuses what the form delivers. */
  | { kind: 'delivery-refused'; violation: string }
  /** Read back, the delivery says something else than what was answered. */
  | { kind: 'lost'; path: string }
  /** Another delivery than the one that was kept as right. */
  | { kind: 'delivery-changed'; pointer: string }
  /** Somebody else's test, which cannot be run here. */
  | { kind: 'unreadable' };

export interface TestResult {
  name: string;
  findings: readonly TestFinding[];
}

const mostFindings = 50;

/** Runs answers the way of a real application: check of the form, delivery, check of the receiver, way back. */
export function runTest(form: CompiledForm, test: TestCase, check: CheckDelivery): TestResult {
  const context = evaluationContext(test.area, test.day);
  const errors = validateAnswers(form.schema, form.rules, test.answers, context);
  const { expected } = test;
  const findings = expected.outcome === 'refused' ? refusalFindings(errors, expected) : errors.map(toFinding);
  if (expected.outcome === 'accepted' && findings.length === 0) {
    const delivered = deliver(form, test);
    findings.push(...deliveryFindings(form, test, delivered, check));
    const pointers = differences(expected.delivery, toFimJson(form.schema, delivered), '');
    findings.push(...pointers.map((pointer) => ({ kind: 'delivery-changed' as const, pointer })));
  }
  return { name: test.name, findings: findings.slice(0, mostFindings) };
}

/** What would be delivered of these answers. */
export function deliver(form: CompiledForm, { answers, day, area }: Omit<TestCase, 'name' | 'expected'>): Answers {
  return pruneAnswers(form.schema, form.rules, answers, evaluationContext(area, day));
}

function toFinding({ path, code, params }: AnswerError): TestFinding {
  return { kind: 'refused', path, code, params };
}

function refusalFindings(
  errors: readonly AnswerError[],
  expected: { path: string; code: AnswerErrorCode },
): TestFinding[] {
  const isExpected = ({ path, code }: AnswerError): boolean => path === expected.path && code === expected.code;
  const missing = errors.some(isExpected) ? [] : [{ kind: 'not-refused' as const, ...pick(expected) }];
  return [...missing, ...errors.filter((error) => !isExpected(error)).map(toFinding)];
}

function pick({ path, code }: { path: string; code: AnswerErrorCode }) {
  return { path, code };
}

function deliveryFindings(form: CompiledForm, test: TestCase, delivered: Answers, check: CheckDelivery): TestFinding[] {
  const json = toFimJson(form.schema, delivered);
  const files = Object.values(delivered).filter((value) => typeof value === 'object');
  const options = { ars: test.area, applicationDate: test.day, today: test.day };
  // Through text, as over the wire: what JSON cannot say must show here.
  const sent: unknown = JSON.parse(JSON.stringify(json));
  const { violations } = check(form, sent, files.map(toDelivered), options);
  return [
    ...violations.map((violation) => ({ kind: 'delivery-refused' as const, violation })),
    ...lostOnTheWay(form.schema, delivered, sent, files).map((path) => ({ kind: 'lost' as const, path })),
  ];
}

function toDelivered({ fileId, filename, mimeType, size }: FileAnswer): DeliveredFile {
  return { attachmentId: fileId, filename, mimeType, purpose: 'attachment', description: '', bytes: size };
}

/** Answers that do not come back as they were, and places that come back though nobody answered them. */
export function lostOnTheWay(
  schema: SchemaModel,
  before: Answers,
  sent: unknown,
  files: readonly FileAnswer[],
): string[] {
  const { answers: after, unknown } = fromFimJson(schema, sent, new Map(files.map((file) => [file.fileId, file])));
  const said = Object.keys(before).filter((path) => !path.includes('#') && !isLabel(schema, path));
  const lost = said.filter((path) => canonicalJson(after[path] ?? null) !== canonicalJson(before[path] ?? null));
  const added = Object.keys(after).filter((path) => before[path] === undefined);
  return [...lost, ...added, ...unknown];
}

function isLabel(schema: SchemaModel, path: string): boolean {
  const node = nodesByPath(schema).get(toNodePath(path));
  return node?.kind === 'field' && node.fieldKind === 'label';
}

/** JSON pointers to the first places where two deliveries differ. */
export function differences(before: unknown, after: unknown, at: string): string[] {
  if (isBranch(before) && isBranch(after) && Array.isArray(before) === Array.isArray(after)) {
    const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
    return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) =>
      differences(old.get(key), now.get(key), `${at}/${key}`),
    );
  }
  return Object.is(before, after) ? [] : [at];
}

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
