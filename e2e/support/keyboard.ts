import { type Page } from 'playwright-core';
import { exactly, type Step } from './form.ts';

interface Focused {
  tag: string;
  type: string;
  name: string;
  legends: string[];
}

// Words of the focused element as a person hears them: label, name of a button or link, legends of the groups around.
const focusedElement = `(() => {
  const el = document.activeElement;
  const words = (node) => (node?.textContent ?? '').replace(/\\s+/g, ' ').trim();
  const legends = [];
  for (let at = el?.parentElement; at; at = at.parentElement) {
    const legend = at.tagName === 'FIELDSET' ? at.querySelector('legend') : null;
    const label = at.getAttribute('role') === 'group' ? at.getAttribute('aria-labelledby') : null;
    if (legend) legends.push(words(legend));
    if (label) legends.push(words(document.getElementById(label)));
  }
  const name = el?.getAttribute('aria-label') ?? words(el?.labels?.[0] ?? el);
  return { tag: el?.tagName ?? '', type: el?.getAttribute('type') ?? '', name, legends };
})()`;

export async function focused(page: Page): Promise<Focused> {
  return page.evaluate<Focused>(focusedElement);
}

/** Presses Tab until it stands on what is asked for; fails when two rounds of the page have not met it. */
export async function tabTo(page: Page, wanted: string, fits: (at: Focused) => boolean): Promise<void> {
  const met: string[] = [];
  for (let pressed = 0; pressed < 200; pressed += 1) {
    await page.keyboard.press('Tab');
    const at = await focused(page);
    if (fits(at)) return;
    met.push(at.name.slice(0, 40));
  }
  throw new Error(`no way to "${wanted}" by keyboard; met: ${[...new Set(met)].join(' | ')}`);
}

export async function pressByKeyboard(page: Page, name: string): Promise<void> {
  await tabTo(page, name, (at) => at.tag === 'BUTTON' && exactly(name).test(at.name));
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
}

export async function followByKeyboard(page: Page, name: string | RegExp): Promise<void> {
  const pattern = typeof name === 'string' ? exactly(name) : name;
  await tabTo(page, String(name), (at) => at.tag === 'A' && pattern.test(at.name));
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
}

/** The same steps as `answer`, with Tab, arrows, Space, Enter and letters only. */
export async function answerByKeyboard(page: Page, steps: readonly Step[]): Promise<void> {
  for (const step of steps) await take(page, step);
}

async function take(page: Page, step: Step): Promise<void> {
  const inside = (at: Focused): boolean =>
    step.in === undefined || at.legends.some((l) => exactly(step.in ?? '').test(l));
  const under = (legend: string) => (at: Focused) => inside(at) && exactly(legend).test(at.legends[0] ?? '');
  const labelled = (label: string) => (at: Focused) => inside(at) && exactly(label).test(at.name);
  if ('text' in step) {
    await tabTo(page, step.text, labelled(step.text));
    await page.keyboard.press('Control+a');
    await page.keyboard.type(step.value);
  } else if ('date' in step) {
    await tabTo(page, step.date, under(step.date));
    const [day = '', month = '', year = ''] = step.value.split('.');
    await page.keyboard.type(day);
    await page.keyboard.press('Tab');
    await page.keyboard.type(month);
    await page.keyboard.press('Tab');
    await page.keyboard.type(year);
  } else if ('choice' in step) {
    await tabTo(page, step.choice, (at) => at.type === 'radio' && under(step.choice)(at));
    await page.keyboard.press('Space');
    for (let tries = 0; !exactly(step.option).test((await focused(page)).name); tries += 1) {
      if (tries > 20) throw new Error(`no option "${step.option}"`);
      await page.keyboard.press('ArrowDown');
    }
  } else if ('select' in step) {
    await tabTo(page, step.select, labelled(step.select));
    await page.keyboard.type(step.option);
  } else if ('file' in step) {
    await tabTo(page, step.file, labelled(step.file));
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')]);
    await chooser.setFiles(typeof step.path === 'string' ? step.path : [...step.path]);
  } else {
    await pressByKeyboard(page, step.press);
  }
}
