import { type Locator, type Page } from 'playwright-core';

export type Scope = Page | Locator;

/** What a person does on a page of a form, by the words she sees. `in` names a repeated entry, for instance "Hund 2". */
export type Step = { in?: string } & (
  | { text: string; value: string }
  /** Day, month and year with points between. */
  | { date: string; value: string }
  | { choice: string; option: string }
  | { select: string; option: string }
  | { file: string; path: string | readonly string[] }
  | { press: string }
);

/** The whole name, with the mark of voluntary entries allowed. */
export function exactly(name: string): RegExp {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^\\s*${escaped}(\\s*\\((freiwillig|optional)\\))?\\s*$`, 'u');
}

export async function answer(page: Page, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    await take(step.in === undefined ? page : page.getByRole('group', { name: exactly(step.in) }), step);
  }
}

async function take(scope: Scope, step: Step): Promise<void> {
  if ('text' in step) return scope.getByRole('textbox', { name: exactly(step.text) }).fill(step.value);
  if ('date' in step) return fillDate(scope, step.date, step.value);
  if ('choice' in step) {
    return scope
      .getByRole('group', { name: exactly(step.choice) })
      .getByRole('radio', { name: exactly(step.option) })
      .check();
  }
  if ('select' in step) {
    await scope.getByLabel(exactly(step.select)).selectOption({ label: step.option });
    return;
  }
  if ('file' in step) {
    const path = typeof step.path === 'string' ? step.path : [...step.path];
    return scope.getByLabel(exactly(step.file)).setInputFiles(path);
  }
  await scope.getByRole('button', { name: exactly(step.press) }).click();
}

export async function fillDate(scope: Scope, legend: string, date: string): Promise<void> {
  const group = scope.getByRole('group', { name: exactly(legend) });
  const [day = '', month = '', year = ''] = date.split('.');
  await group.getByLabel(/^(Tag|Day)/).fill(day);
  await group.getByLabel(/^(Monat|Month)/).fill(month);
  await group.getByLabel(/^(Jahr|Year)/).fill(year);
}

export async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: exactly(name) }).click();
}
