import { checkData, type CompiledForm } from '#modules/catalogue';
import { type WorkContent } from '../types.ts';
import { runTest, type TestResult } from './run-test.ts';
import { fromManifestTest, type TestCase, toManifestTest } from './test-case.ts';

type Tests = WorkContent['tests'];

/** Each of them runs before a publication, so that there is a limit to how long it takes. */
export const mostTests = 30;

export function runKeptTests(form: CompiledForm, tests: Tests): TestResult[] {
  return tests.map((kept) => {
    const test = fromManifestTest(kept);
    if (test === null) return { name: kept.name, findings: [{ kind: 'unreadable' }] };
    return runTest(form, test, checkData);
  });
}

/** What a publication must be refused for. */
export function failingTests(form: CompiledForm, tests: Tests): TestResult[] {
  return runKeptTests(form, tests).filter(({ findings }) => findings.length > 0);
}

/** A test of the same name is replaced: its expectation is made anew. */
export function withTest(tests: Tests, test: TestCase): Tests {
  const made = toManifestTest(test);
  const isKnown = tests.some(({ name }) => name === test.name);
  if (isKnown) return tests.map((kept) => (kept.name === test.name ? made : kept));
  return tests.length >= mostTests ? tests : [...tests, made];
}

export function withoutTest(tests: Tests, name: string): Tests {
  return tests.filter((test) => test.name !== name);
}

/** Unchanged when there is a test of that name already. */
export function renamed(tests: Tests, from: string, to: string): Tests {
  if (tests.some(({ name }) => name === to)) return tests;
  return tests.map((test) => (test.name === from ? { ...test, name: to } : test));
}
