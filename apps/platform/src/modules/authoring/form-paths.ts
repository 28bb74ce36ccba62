import { type Sample } from './domain/generate-tests.ts';
import { authoringPaths } from './paths.ts';

/** Pages of the editor and of the test runs, below the addresses of a work. */
export const formRoutePaths = {
  page: '/anbieter/dienst/:work/formular/seite/:page',
  element: '/anbieter/dienst/:work/formular/element/:element',
  prefill: '/anbieter/dienst/:work/formular/vorbelegung',
  testView: '/anbieter/dienst/:work/probelauf/ansicht',
  testData: '/anbieter/dienst/:work/probelauf/daten',
} as const;

export const formPaths = {
  overview: authoringPaths.form,
  page: (work: string, page: string): string => `${authoringPaths.form(work)}/seite/${encodeURIComponent(page)}`,
  /** Elements by their place in the schema: their paths may be long. */
  element: (work: string, element: number): string => `${authoringPaths.form(work)}/element/${element}`,
  prefill: (work: string): string => `${authoringPaths.form(work)}/vorbelegung`,
  tests: authoringPaths.testRuns,
  testView: (work: string, query: string): string => `${authoringPaths.testRuns(work)}/ansicht?${query}`,
  testData: (work: string, query: string): string => `${authoringPaths.testRuns(work)}/daten?${query}`,
} as const;

/** A sample in an address. */
export function sampleQuery({ kind, seed, fill, day, area }: Sample): string {
  const land = area?.slice(0, 2) ?? '';
  return new URLSearchParams({ art: kind, zahl: String(seed), umfang: fill, tag: day, land }).toString();
}
