import { type Answers, type FormModel, generateAnswers, type RuleSet, type SchemaModel } from '@verbund/xdatenfelder';
import { type ServiceManifest } from '#modules/catalogue';

export interface Sample {
  name: string;
  answers: Answers;
  /** Made from the schema, because the package brings no test cases. */
  isGenerated: boolean;
}

/** Test cases of a package that end with a delivery; files are left out, they are not part of a package. */
export function samplesOf(
  manifest: Pick<ServiceManifest, 'tests'>,
  form: { schema: SchemaModel; form: FormModel; rules: RuleSet },
  context: { today: string; land?: string },
): readonly Sample[] {
  const own = manifest.tests.flatMap(({ name, answers, expected }): Sample[] =>
    isAccepted(expected) ? [{ name, answers: plainAnswers(answers), isGenerated: false }] : [],
  );
  if (own.length > 0) return own;
  const { answers } = generateAnswers(form.schema, form.rules, { seed: 1, ...context });
  return [{ name: '', answers: plainAnswers(answers), isGenerated: true }];
}

function isAccepted(expected: unknown): boolean {
  return typeof expected === 'object' && expected !== null && 'outcome' in expected && expected.outcome === 'accepted';
}

function plainAnswers(answers: object): Answers {
  const entries = Object.entries(answers).filter(
    (entry): entry is [string, string | boolean] => typeof entry[1] === 'string' || typeof entry[1] === 'boolean',
  );
  return Object.fromEntries(entries);
}
