import { evaluationContext, type Fill, generateAnswers, generateFaultyAnswers, toFimJson } from '@verbund/xdatenfelder';
import { type CompiledForm } from '#modules/catalogue';
import { deliver, type CheckDelivery, runTest, type TestFinding } from './run-test.ts';
import { type TestCase, type TestSetting } from './test-case.ts';

export const fills: readonly Fill[] = ['minimal', 'typical', 'full'];

/** `valid`: must pass; `faulty`: valid but for one fault that the form must find. */
export type SampleKind = 'valid' | 'faulty';

/** Names one set of made-up answers: the same words give the same answers, on every machine. */
export interface Sample extends TestSetting {
  kind: SampleKind;
  seed: number;
  fill: Fill;
}

export type SampleResult =
  | { ok: true; sample: Sample; test: TestCase; findings: readonly TestFinding[] }
  /** No such answers exist: the form contradicts itself (with what remains), or nothing in it can be wrong. */
  | { ok: false; sample: Sample; findings: readonly TestFinding[] };

export function makeSample(form: CompiledForm, sample: Sample): SampleResult {
  const options = { ...evaluationContext(sample.area, sample.day), seed: sample.seed, fill: sample.fill };
  const name = nameOf(sample);
  const { day, area } = sample;
  if (sample.kind === 'faulty') {
    const made = generateFaultyAnswers(form.schema, form.rules, options);
    if (made === null) return { ok: false, sample, findings: [] };
    const { answers, fault } = made;
    return {
      ok: true,
      sample,
      findings: [],
      test: { name, answers, expected: { outcome: 'refused', ...fault }, day, area },
    };
  }
  const { answers, errors } = generateAnswers(form.schema, form.rules, options);
  const test = { name, answers, day, area };
  const delivery = toFimJson(form.schema, deliver(form, test));
  if (errors.length > 0) {
    return { ok: false, sample, findings: errors.map((error) => ({ kind: 'refused', ...error })) };
  }
  return { ok: true, sample, findings: [], test: { ...test, expected: { outcome: 'accepted', delivery } } };
}

/** Stable, so that keeping the same sample twice is noticed. */
function nameOf({ kind, seed, fill }: Sample): string {
  return `${kind}-${fill}-${seed}`;
}

/** Makes and runs samples one after the other; stops early when `isOverdue` says so, and the rest is another run's. */
export function runSamples(
  form: CompiledForm,
  samples: readonly Sample[],
  check: CheckDelivery,
  isOverdue: () => boolean,
): SampleResult[] {
  const results: SampleResult[] = [];
  for (const sample of samples) {
    if (results.length > 0 && isOverdue()) break;
    const made = makeSample(form, sample);
    results.push(made.ok ? { ...made, findings: runTest(form, made.test, check).findings } : made);
  }
  return results;
}
