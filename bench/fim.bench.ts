import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Bench, type Figure, one, whole } from './support/figures.ts';
import { type FimMeasure } from './support/fim-figures.ts';

const besideRepository = fileURLToPath(new URL('../../shared/data', import.meta.url));
const samples = join(process.env['VERBUND_SAMPLES'] ?? besideRepository, 'fim');
const goals = { milliseconds: 500, megabytes: 150, evaluation: 5 };

export const fimBench: Bench = {
  name: 'fim',
  title: 'Import of schemas, rules',
  run(log) {
    const files = filesToMeasure();
    if (files.length === 0) {
      return Promise.resolve({ figures: [], notes: ['No FIM files beside the repository (VERBUND_SAMPLES).'] });
    }
    const measured = files.map((file) => {
      const measure = measureFile(file);
      log(lineOf(file, measure));
      return { file, measure };
    });
    return Promise.resolve({ figures: figuresOf(measured), notes: notesOf(measured) });
  },
};

function filesToMeasure(): string[] {
  return ['xdf2', 'xdf3']
    .map((name) => join(samples, name))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder)
        .sort()
        .map((name) => join(folder, name)),
    );
}

/** Each file in a process of its own: peak memory never shrinks, and nothing is warm from another file. */
function measureFile(file: string): FimMeasure {
  const program = fileURLToPath(new URL('support/fim-measure.ts', import.meta.url));
  const args = ['--import', 'tsx', program, file, join(samples, 'genericode')];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file}: ${stderr}`);
  return JSON.parse(stdout) as FimMeasure;
}

type Measured = { file: string; measure: FimMeasure };

function nameOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1).replace(/_xdf\d\.xml$/u, '');
}

function lineOf(file: string, { import: time, parse, peak, rules, evaluate }: FimMeasure): string {
  return `${nameOf(file).padEnd(22)} import ${whole(time).padStart(4)} ms (reading alone ${whole(parse)} ms), peak ${whole(peak).padStart(3)} MB, ${String(rules).padStart(3)} rules, ${evaluate.toFixed(2)} ms per evaluation`;
}

function figuresOf(measured: readonly Measured[]): Figure[] {
  const most = (value: (one: Measured) => number): Measured | undefined =>
    measured.toSorted((a, b) => value(b) - value(a))[0];
  const largest = most(({ file }) => statSync(file).size);
  const richest = most(({ measure }) => measure.rules);
  const thirstiest = most(({ measure }) => measure.peak);
  if (largest === undefined || richest === undefined || thirstiest === undefined) return [];
  const megabytes = one(statSync(largest.file).size / 1e6);
  return [
    {
      what: `import of the largest file (${nameOf(largest.file)}, ${megabytes} MB)`,
      measured: `${whole(largest.measure.import)} ms`,
      bound: `reading alone ${whole(largest.measure.parse)} ms`,
      goal: `≤ ${String(goals.milliseconds)} ms`,
      met: largest.measure.import <= goals.milliseconds,
    },
    {
      what: `peak memory of an import (${nameOf(thirstiest.file)})`,
      measured: `${whole(thirstiest.measure.peak)} MB`,
      bound: `empty process ${whole(thirstiest.measure.empty)} MB`,
      goal: `≤ ${String(goals.megabytes)} MB`,
      met: thirstiest.measure.peak <= goals.megabytes,
    },
    {
      what: `all rules of the rule-richest form (${nameOf(richest.file)}, ${String(richest.measure.rules)} rules)`,
      measured: `${richest.measure.evaluate.toFixed(2)} ms`,
      bound: '–',
      goal: `≤ ${String(goals.evaluation)} ms`,
      met: richest.measure.evaluate <= goals.evaluation,
    },
  ];
}

function notesOf(measured: readonly Measured[]): string[] {
  return [
    'Import: read, check, resolve code lists, recognise rules; first run of a fresh process. Peak: of that process, Node.js itself and the TypeScript loader among it.',
    'Evaluation: visible nodes and check of generated, complete answers, once warm.',
    ...measured.map(({ file, measure }) => lineOf(file, measure).replaceAll(/ {2,}/gu, ' ')),
  ];
}
