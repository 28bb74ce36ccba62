import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import { evaluationContext, toJsonSchema, validateAnswers } from '@verbund/xdatenfelder';
import { type CompiledForm } from '../types.ts';
import { type NamedFile, readAnswers } from './read-answers.ts';

export interface DataVerdict {
  /** In plain words without any entered value: they stand in an event log that is kept for two years. */
  violations: string[];
  /** What only rules object to, on a day that nobody vouched for. */
  remarks: { de: string; en: string }[];
}

export interface CheckOptions {
  ars: string | null;
  /** Day of the application; null when the sender did not say it. */
  applicationDate: string | null;
  /** The day that counts when the sender did not say one. */
  today: string;
}

// ajv-formats is CommonJS; its function hides under `default` for ESM importers.
const addFormats = addFormatsModule.default;
const validators = new WeakMap<CompiledForm, ValidateFunction>();

/** The least of what any pattern of a form is matched against (compilePattern of the form engine). */
const maxMatched = 300;

/**
 * Patterns are a provider's, texts a stranger's: matching costs up to the third power of the length. Longer texts are
 * left to the check of the form, which knows how much each pattern may cost.
 */
class CappedPattern extends RegExp {
  override test(text: string): boolean {
    return text.length > maxMatched || super.test(text);
  }
}

const patternEngine = Object.assign((pattern: string, flags: string) => new CappedPattern(pattern, flags), {
  code: 'new RegExp',
});

function validatorOf(form: CompiledForm): ValidateFunction {
  const known = validators.get(form);
  if (known !== undefined) return known;
  const ajv = new Ajv2020({ allErrors: true, strict: false, multipleOfPrecision: 6, code: { regExp: patternEngine } });
  addFormats(ajv);
  const made = ajv.compile(toJsonSchema(form.schema, form.rules));
  validators.set(form, made);
  return made;
}

/** Structure by the derived JSON schema first, then values and rules of the form itself. */
export function checkData(
  form: CompiledForm,
  json: unknown,
  attachments: readonly NamedFile[],
  options: CheckOptions,
): DataVerdict {
  const validate = validatorOf(form);
  if (!validate(json)) {
    const violations = (validate.errors ?? []).map((error) => `${pointerOf(error)} ${error.keyword}`);
    return { violations: [...new Set(violations)], remarks: [] };
  }
  const { answers, unknown } = readAnswers(form.schema, json, attachments);
  if (unknown.length > 0) return { violations: unknown.map((pointer) => `${pointer} unknown`), remarks: [] };
  const context = evaluationContext(options.ars, options.applicationDate ?? options.today);
  const violations: string[] = [];
  const remarks: DataVerdict['remarks'] = [];
  for (const { path, code, params } of validateAnswers(form.schema, form.rules, answers, context)) {
    // Delivered days later a rule about "today" would refuse what was right when it was sent.
    if (code === 'rule' && options.applicationDate === null) {
      remarks.push({ de: String(params['de'] ?? ''), en: String(params['en'] ?? '') });
    } else {
      violations.push(`${path} ${code}${code === 'rule' ? ` ${String(params['ruleId'] ?? '')}` : ''}`);
    }
  }
  return { violations, remarks };
}

function pointerOf(error: { instancePath: string; params: Record<string, unknown> }): string {
  const missing = error.params['missingProperty'];
  return typeof missing === 'string' ? `${error.instancePath}/${missing}` : error.instancePath;
}
