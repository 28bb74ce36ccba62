import { type Page } from 'playwright-core';

/**
 * What a journey costs a person, counted while it is played, and reckoned with the keystroke-level model (Card, Moran and
 * Newell 1980, with an average typist) and measured reading speeds (Brysbaert 2019: 238 words a minute for texts that are
 * read with care; skimming at twice that). docs/how-to/set-up-a-town.md explains the model for people.
 */
export const model = {
  /** K: one key of somebody who types 40 words a minute. */
  key: 0.28,
  /** P and B: point at something with a mouse, press and let go. */
  point: 1.1,
  click: 0.2,
  /** H: hand from mouse to keyboard and back. */
  home: 0.8,
  /** M: make up one's mind before each field and each click. */
  decide: 1.35,
  wordsPerSecondReading: 238 / 60,
  wordsPerSecondSkimming: 476 / 60,
} as const;

export interface Step {
  name: string;
  loads: number;
  fields: number;
  keys: number;
  clicks: number;
  skimmedWords: number;
  readWords: number;
  machineSeconds: number;
}

export interface Effort {
  page: Page;
  /** Begins the next line of the table. */
  step(name: string): void;
  /** `part` of the label; what is there already is replaced, as by somebody who marks and types. */
  type(label: string | RegExp, value: string): Promise<void>;
  press(name: string | RegExp): Promise<void>;
  follow(name: string | RegExp): Promise<void>;
  tick(name: string | RegExp): Promise<void>;
  choose(label: string | RegExp, option: string | RegExp): Promise<void>;
  open(address: string): Promise<void>;
  /** The person reads these parts of the page word for word before going on. */
  read(selector: string): Promise<void>;
  steps(): readonly Step[];
}

export function personSeconds(step: Step): number {
  const acts = step.fields + step.clicks;
  return (
    acts * (model.decide + model.point + model.click) +
    step.fields * model.home +
    step.keys * model.key +
    step.skimmedWords / model.wordsPerSecondSkimming +
    step.readWords / model.wordsPerSecondReading +
    step.machineSeconds
  );
}

export function countEffort(page: Page): Effort {
  const steps: Step[] = [];
  const now = (): Step => {
    const last = steps.at(-1);
    if (last === undefined) throw new Error('begin with a step');
    return last;
  };
  const wordsIn = async (selector: string): Promise<number> => {
    const texts = await page.locator(selector).allInnerTexts();
    return texts
      .join(' ')
      .split(/\s+/u)
      .filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  };

  /** An act that may lead to another page: the wait is the machine's, looking over the page is the person's. */
  async function act(doIt: () => Promise<unknown>): Promise<void> {
    const step = now();
    const before = page.url();
    let loads = 0;
    const count = (frame: unknown): void => void (frame === page.mainFrame() ? (loads += 1) : 0);
    page.on('framenavigated', count);
    const start = performance.now();
    await doIt();
    await page.waitForLoadState('load');
    step.machineSeconds += (performance.now() - start) / 1000;
    page.off('framenavigated', count);
    if (loads === 0 && page.url() === before) return;
    step.loads += 1;
    step.skimmedWords += await wordsIn('main');
  }

  return {
    page,
    step(name) {
      steps.push({
        ...{ name, loads: 0, fields: 0, keys: 0, clicks: 0 },
        ...{ skimmedWords: 0, readWords: 0, machineSeconds: 0 },
      });
    },
    async type(label, value) {
      now().fields += 1;
      now().keys += value.length;
      await page.getByLabel(label).first().fill(value);
    },
    async press(name) {
      now().clicks += 1;
      await act(() => page.getByRole('button', { name }).first().click());
    },
    async follow(name) {
      now().clicks += 1;
      await act(() => page.getByRole('main').getByRole('link', { name }).first().click());
    },
    async tick(name) {
      now().clicks += 1;
      await page.getByRole('checkbox', { name }).first().check();
    },
    async choose(label, option) {
      now().clicks += 2;
      const select = page.getByLabel(label).first();
      const text = await select.locator('option').filter({ hasText: option }).first().innerText();
      await select.selectOption({ label: text });
    },
    open: (address) => act(() => page.goto(address)),
    async read(selector) {
      const words = await wordsIn(selector);
      // Counted as skimmed when the page came, which may have been the last act of the step before.
      const skimmed = steps.findLast((step) => step.skimmedWords >= words);
      if (skimmed !== undefined) skimmed.skimmedWords -= words;
      now().readWords += words;
    },
    steps: () => steps,
  };
}

/** One line per step and the sum, for people who read the log. */
export function effortTable(steps: readonly Step[]): string {
  const sum = (name: keyof Omit<Step, 'name'>): number => steps.reduce((total, step) => total + step[name], 0);
  const cells = (name: string, values: readonly number[]): string =>
    name.padEnd(44) + values.map((value, at) => value.toFixed(at > 5 ? 1 : 0).padStart(9)).join('');
  const head = ['Seiten', 'Felder', 'Zeichen', 'Klicks', 'überfl.', 'gelesen', 'Maschine', 'Mensch s'];
  const lines = steps.map((step) =>
    cells(step.name, [
      step.loads,
      step.fields,
      step.keys,
      step.clicks,
      step.skimmedWords,
      step.readWords,
      step.machineSeconds,
      personSeconds(step),
    ]),
  );
  const total = steps.reduce((seconds, step) => seconds + personSeconds(step), 0);
  const last = cells('zusammen', [
    ...[sum('loads'), sum('fields'), sum('keys'), sum('clicks'), sum('skimmedWords'), sum('readWords')],
    ...[sum('machineSeconds'), total],
  ]);
  return ['Schritt'.padEnd(44) + head.map((word) => word.padStart(9)).join(''), ...lines, last].join('\n');
}
