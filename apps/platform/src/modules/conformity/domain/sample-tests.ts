import {
  type Answers,
  evaluationContext,
  type FileAnswer,
  pruneAnswers,
  toFimJson,
  validateAnswers,
} from '@verbund/xdatenfelder';
import { canonicalJson, checkData, type CompiledForm, type JsonValue, type ServiceManifest } from '#modules/catalogue';

export interface SampleResult {
  name: string;
  /** What the provider expects: the form takes it, refuses it, or expects something we cannot read. */
  expected: 'accepted' | 'refused' | 'unreadable';
  /** In plain words; empty: passed. */
  faults: readonly string[];
  /** What would be delivered of an accepted sample. */
  delivered: unknown;
  files: readonly FileAnswer[];
  day: string;
}

export interface SampleRun {
  samples: readonly SampleResult[];
  accepted: number;
  failed: number;
}

const mostFaults = 20;

/** Runs the sample tests of a manifest through the form engine and checks what they would deliver as a receiver does. */
export function runSamples(form: CompiledForm, tests: ServiceManifest['tests']): SampleRun {
  const samples = tests.map((test) => runSample(form, test));
  return {
    samples,
    accepted: samples.filter(({ expected, faults }) => expected === 'accepted' && faults.length === 0).length,
    failed: samples.filter(({ faults }) => faults.length > 0).length,
  };
}

function runSample(
  form: CompiledForm,
  { name, answers: raw, expected }: ServiceManifest['tests'][number],
): SampleResult {
  const setting = settingOf(expected);
  const answers = readAnswers(raw);
  const base = { name, delivered: null, files: [], day: setting?.day ?? '' };
  if (setting === null || answers === null) {
    return { ...base, expected: 'unreadable', faults: ['The sample has a shape that this platform does not run'] };
  }
  const context = evaluationContext(setting.area, setting.day);
  const errors = validateAnswers(form.schema, form.rules, answers, context);
  const said = errors.map(({ path, code }) => `${path} ${code}`);
  if (setting.outcome === 'refused') {
    const wanted = `${setting.path} ${setting.code}`;
    return { ...base, expected: 'refused', faults: said.includes(wanted) ? [] : [`${wanted} was not refused`] };
  }
  const pruned = pruneAnswers(form.schema, form.rules, answers, context);
  const files = Object.values(pruned).filter((value) => typeof value === 'object');
  const delivered: unknown = JSON.parse(JSON.stringify(toFimJson(form.schema, pruned)));
  const options = { ars: setting.area, applicationDate: setting.day, today: setting.day };
  const { violations } = checkData(form, delivered, files.map(describe), options);
  const isAsExpected = canonicalJson(delivered) === canonicalJson(setting.delivery);
  const faults = [...said, ...violations, ...(isAsExpected ? [] : ['The delivery differs from the expected one'])];
  return { ...base, expected: 'accepted', faults: faults.slice(0, mostFaults), delivered, files };
}

type Setting = { day: string; area: string | null } & (
  { outcome: 'accepted'; delivery: JsonValue } | { outcome: 'refused'; path: string; code: string }
);

/** As `toManifestTest` of the provider workspace writes it. */
function settingOf(expected: JsonValue): Setting | null {
  if (!isObject(expected)) return null;
  const { day, area = null, outcome, delivery, path, code } = expected;
  if (typeof day !== 'string' || (area !== null && typeof area !== 'string')) return null;
  if (outcome === 'accepted' && delivery !== undefined) return { day, area, outcome, delivery };
  if (outcome !== 'refused' || typeof path !== 'string' || typeof code !== 'string') return null;
  return { day, area, outcome, path, code };
}

function readAnswers(json: { readonly [key: string]: JsonValue }): Answers | null {
  const answers: Answers = {};
  for (const [path, value] of Object.entries(json)) {
    if (typeof value === 'string' || typeof value === 'boolean') answers[path] = value;
    else if (isObject(value) && typeof value['fileId'] === 'string') answers[path] = value as unknown as FileAnswer;
    else return null;
  }
  return answers;
}

function isObject(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function describe({ fileId, filename, mimeType, size }: FileAnswer) {
  return { attachmentId: fileId, filename, mimeType, purpose: 'attachment', description: '', bytes: size };
}
