import { type Outcome, type Result } from './rule.ts';

export type Counts = Record<Outcome, number>;

export function countOutcomes(results: readonly Result[]): Counts {
  const counts: Counts = { ok: 0, FAILED: 0, deviates: 0, skipped: 0 };
  for (const { outcome } of results) counts[outcome] += 1;
  return counts;
}

/** One line per rule; what was seen instead stands below. */
export function tableOf(results: readonly Result[]): string {
  const idWidth = Math.max(4, ...results.map(({ rule }) => rule.id.length));
  const sectionWidth = Math.max(7, ...results.map(({ rule }) => rule.section.length));
  const line = (outcome: string, id: string, section: string, title: string): string =>
    `${outcome.padEnd(8)}  ${id.padEnd(idWidth)}  ${section.padEnd(sectionWidth)}  ${title}`;
  const lines = [line('Result', 'Rule', 'Section', 'What must hold')];
  for (const { rule, outcome, why } of results) {
    const mark = rule.level === 'our-choice' ? ' (our choice)' : '';
    lines.push(line(outcome, rule.id, rule.section, `${rule.title}${mark}`));
    if (why !== '') lines.push(`${' '.repeat(10)}→ ${why}`);
  }
  return lines.join('\n');
}

export function closingLine(counts: Counts): string {
  return `${String(counts.ok)} ok, ${String(counts.FAILED)} failed, ${String(counts.deviates)} deviate from our choices, ${String(counts.skipped)} skipped`;
}

export function jsonOf(base: string, results: readonly Result[]): string {
  const rules = results.map(({ rule, outcome, why, milliseconds }) => ({
    id: rule.id,
    section: rule.section,
    title: rule.title,
    level: rule.level,
    result: outcome,
    why,
    milliseconds,
  }));
  return JSON.stringify({ base, counts: countOutcomes(results), rules }, null, 2);
}
