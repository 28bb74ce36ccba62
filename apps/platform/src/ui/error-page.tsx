import { type ComponentChildren, type VNode } from 'preact';
import { Page } from './page.tsx';
import { type ShellContext } from './shell.ts';
import { uiTexts } from './texts/index.ts';

export interface ErrorPageProps {
  ctx: ShellContext;
  status: number;
  title: string;
  /** What happened. */
  text: string;
  /** What to do now: one entry per way out. */
  advice?: readonly string[];
  /** Whether entries of the person were kept; absent when there were none. */
  saved?: boolean;
  /** Request id, so that support finds the log lines. */
  reference?: string;
  children?: ComponentChildren;
}

export function ErrorPage(p: ErrorPageProps): VNode {
  const t = uiTexts(p.ctx.lang);
  return (
    <Page ctx={p.ctx} title={p.title} hasError heading={false}>
      <p class="vb-muted">
        {t.errorWord} {p.status}
      </p>
      <h1 class="kern-heading-large">{p.title}</h1>
      <p class="vb-lead">{p.text}</p>
      {p.saved === undefined ? null : (
        <p>
          <strong>{p.saved ? t.entriesSaved : t.entriesNotSaved}</strong>
        </p>
      )}
      {p.advice === undefined || p.advice.length === 0 ? null : (
        <>
          <h2 class="kern-heading-medium">{t.whatToDo}</h2>
          <ul>
            {p.advice.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      )}
      {p.children}
      {p.reference === undefined ? null : (
        <p class="vb-muted">
          {t.reference}: <code>{p.reference}</code>
        </p>
      )}
    </Page>
  );
}
