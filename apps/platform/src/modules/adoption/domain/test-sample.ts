import {
  type Answers,
  type AnswerValue,
  evaluationContext,
  type FimJson,
  pruneAnswers,
  toFimJson,
} from '@verbund/xdatenfelder';
import { type CompiledForm, type JsonValue, type ServiceManifest } from '#modules/catalogue';

/** A sample application of a version: what its provider says must arrive and be accepted. */
export interface Sample {
  name: string;
  answers: Answers;
  /** As the provider expects it to be delivered; null: it follows from the answers. */
  delivery: JsonValue | null;
  /** Day on which the answers are right; null: today. */
  day: string | null;
  area: string | null;
}

/**
 * The first sample that must be accepted and needs no file: a file would have to be made up, and nobody could say
 * whether the receiving side refused the application or the made-up file.
 */
export function sampleOf({ tests }: Pick<ServiceManifest, 'tests'>): Sample | null {
  for (const { name, answers, expected } of tests) {
    if (!isObject(expected) || expected['outcome'] !== 'accepted') continue;
    const plain = plainAnswers(answers);
    if (plain === null) continue;
    const { delivery, day, area } = expected;
    return {
      name,
      answers: plain,
      delivery: delivery !== undefined && isObject(delivery) ? delivery : null,
      day: typeof day === 'string' && /^\d{4}-\d{2}-\d{2}$/u.test(day) ? day : null,
      area: typeof area === 'string' ? area : null,
    };
  }
  return null;
}

/** What is sent: bytes of the data and the day to which they belong. */
export function deliveryOf(
  form: CompiledForm,
  sample: Sample,
  town: { ars: string; today: string },
): { bytes: Uint8Array; day: string } {
  const day = sample.day ?? town.today;
  const json: JsonValue | FimJson = sample.delivery ?? computed(form, sample, day, town.ars);
  return { bytes: Buffer.from(JSON.stringify(json), 'utf8'), day };
}

function computed(form: CompiledForm, { answers, area }: Sample, day: string, ars: string): FimJson {
  return toFimJson(form.schema, pruneAnswers(form.schema, form.rules, answers, evaluationContext(area ?? ars, day)));
}

/** Null when an answer is a file, or in a shape that is none of ours. */
function plainAnswers(answers: { readonly [path: string]: JsonValue }): Answers | null {
  const plain: Record<string, AnswerValue> = {};
  for (const [path, value] of Object.entries(answers)) {
    if (typeof value !== 'string' && typeof value !== 'boolean') return null;
    plain[path] = value;
  }
  return plain;
}

function isObject(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
