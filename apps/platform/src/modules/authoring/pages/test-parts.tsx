import { type ComponentChildren, type VNode } from 'preact';
import { germanDate } from '#kernel/clock';
import { type RequestContext } from '#kernel/http';
import { problemText } from '#modules/forms';
import { StatusBadge } from '#ui';
import { type Sample } from '../domain/generate-tests.ts';
import { type TestFinding } from '../domain/run-test.ts';
import { testsTexts, type TestsTexts } from '../texts/tests.ts';
import { type WorkForm } from '../work-form.ts';
import { type OpenWork } from './form-frame.tsx';

/** More findings than that say nothing more. */
const shownFindings = 5;

/** What rules look at when nobody says otherwise: today, and the state of the provider. */
export function settingNow(ctx: RequestContext, { tenant }: OpenWork): { day: string; area: string | null } {
  return { day: germanDate(ctx.now), area: tenant.ars };
}

/** Kept in the manifest, so it does not change with the language of the page. */
export function sampleName({ kind, fill, seed }: Sample): string {
  return testsTexts('de').sampleName(kind, fill, seed);
}

export function Findings(p: {
  ctx: RequestContext;
  form: WorkForm;
  findings: readonly TestFinding[];
  t: TestsTexts;
}): VNode | null {
  const { ctx, form, findings, t } = p;
  if (findings.length === 0) return null;
  return (
    <ul>
      {findings.slice(0, shownFindings).map((finding, at) => (
        <li key={at}>{findingWords(ctx, form, finding, t)}</li>
      ))}
      {findings.length > shownFindings ? <li>{t.findings.more(findings.length - shownFindings)}</li> : null}
    </ul>
  );
}

function findingWords(ctx: RequestContext, form: WorkForm, finding: TestFinding, t: TestsTexts): string {
  const label = (path: string): string => {
    const node = path.replace(/#.*$/u, '').replace(/\[\d+\]/gu, '');
    return form.form.nodes[node]?.label.de ?? path;
  };
  switch (finding.kind) {
    case 'refused':
      return t.findings.refused(problemText(ctx.lang, label(finding.path), finding));
    case 'not-refused': {
      const { path, code } = finding;
      return t.findings.notRefused(label(path), code);
    }
    case 'delivery-refused':
      return t.findings.deliveryRefused(finding.violation);
    case 'lost':
      return t.findings.lost(label(finding.path), finding.path);
    case 'delivery-changed':
      return t.findings.deliveryChanged(finding.pointer);
    case 'unreadable':
      return t.findings.unreadable;
  }
}

export function Result(p: {
  t: TestsTexts;
  state: 'passed' | 'failed' | 'impossible';
  children?: ComponentChildren;
}): VNode {
  const tones = { passed: 'success', failed: 'danger', impossible: 'neutral' } as const;
  return (
    <>
      <StatusBadge label={p.t[p.state]} tone={tones[p.state]} />
      {p.children}
    </>
  );
}
