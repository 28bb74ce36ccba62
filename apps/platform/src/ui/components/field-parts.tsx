import { type ComponentChildren, type VNode } from 'preact';
import { type Lang } from '#kernel/ids';
import { uiTexts } from '../texts/index.ts';
import { Heading, type HeadingLevel } from './headings.tsx';

export interface FieldProps {
  lang: Lang;
  /** Id of the input (of the first one in groups); links of the error summary point here. */
  id: string;
  /** Default: the id. */
  name?: string;
  label: string;
  hint?: string;
  error?: string | undefined;
  /** Marks the label "freiwillig"; fields are required unless marked. */
  optional?: boolean;
  /** The label is a heading of this level: a page with this one question. */
  asHeading?: HeadingLevel;
}

/** Ids for aria-describedby, undefined when there is nothing to describe. */
export function describedBy(p: { id: string; hint?: string; error?: string | undefined }): string | undefined {
  if (p.error !== undefined) return p.hint === undefined ? `${p.id}-fehler` : `${p.id}-hinweis ${p.id}-fehler`;
  return p.hint === undefined ? undefined : `${p.id}-hinweis`;
}

// Plain functions instead of components: a page of ten fields calls these fifty times.
export function labelContent(p: FieldProps): ComponentChildren {
  return p.optional === true ? (
    <>
      {p.label} <span class="kern-label__optional">({uiTexts(p.lang).optional})</span>
    </>
  ) : (
    p.label
  );
}

export function questionOf(level: HeadingLevel, content: ComponentChildren): VNode {
  return (
    <Heading level={level} look="vb-question">
      {content}
    </Heading>
  );
}

export function labelFor(p: FieldProps): VNode {
  const label = (
    <label class="kern-label" for={p.id}>
      {labelContent(p)}
    </label>
  );
  return p.asHeading === undefined ? label : questionOf(p.asHeading, label);
}

export function legendOf(p: FieldProps): VNode {
  return (
    <legend class="kern-label">
      {p.asHeading === undefined ? labelContent(p) : questionOf(p.asHeading, labelContent(p))}
    </legend>
  );
}

export function hintOf(p: { id: string; hint?: string }): VNode | null {
  return p.hint === undefined ? null : (
    <div class="kern-hint" id={`${p.id}-hinweis`}>
      {p.hint}
    </div>
  );
}

export function errorOf(p: { id: string; lang: Lang; error?: string | undefined }): VNode | null {
  return p.error === undefined ? null : (
    <p class="kern-error" id={`${p.id}-fehler`}>
      <span class="kern-icon kern-icon--danger" aria-hidden="true" />
      <span class="kern-body">
        <span class="kern-sr-only">{uiTexts(p.lang).errorPrefix}</span>
        {p.error}
      </span>
    </p>
  );
}

export function inputFrame(p: FieldProps): string {
  return p.error === undefined ? 'kern-form-input vb-field' : 'kern-form-input kern-form-input--error vb-field';
}

export function groupFrame(p: FieldProps): string {
  return p.error === undefined ? 'kern-fieldset vb-field' : 'kern-fieldset kern-fieldset--error vb-field';
}
