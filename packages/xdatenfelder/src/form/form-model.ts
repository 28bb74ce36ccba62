import { type SchemaModel, type SchemaNode } from '../model.ts';

export type FormLanguage = 'de' | 'en';

/** What a reader may choose: a language, or `simple`, German in plain language (Einfache Sprache). */
export type TextLayer = FormLanguage | 'simple';

/** How much is asked at a time: a whole page of the form, or one question after the other. */
export type FormMode = 'pages' | 'questions';

/** German is always there, other languages and plain language only where somebody wrote them. */
export interface LocalText {
  de: string;
  en: string | null;
  /** German in plain language. */
  simple?: string;
}

/** The texts of one place in an overlay, each of them optional. */
export interface OverlayName {
  de?: string;
  en?: string;
  simple?: string;
}

export interface OverlayText {
  label?: string;
  help?: string;
  /** Replaces the text of a static text field. */
  content?: string;
}

/** Town- or provider-side layer over a schema; never edits the source. Shape of `*.overlay.json`. */
export interface Overlay {
  title?: OverlayName;
  /** Default `pages`. */
  mode?: FormMode;
  /** Nodes are node paths; order counts. */
  pages?: { id: string; title: OverlayName & { de: string }; nodes: string[] }[];
  /** By node path, then layer. A `de` entry replaces the source text on the page. */
  texts?: Record<string, Partial<Record<TextLayer, OverlayText>>>;
  /** By node path, then code, then layer. */
  values?: Record<string, Record<string, OverlayName>>;
  /** Node path → name of the fact of the sign-in that is its first answer. Nobody guesses it. */
  prefill?: Record<string, string>;
}

export interface FormPage {
  id: string;
  title: LocalText;
  /** Node paths in display order. */
  nodes: string[];
  /** Mode `questions`: where the question stands. */
  section?: PageSection;
}

export interface PageSection {
  /** Group around the question, `null` when it stands directly on a page of the overlay. */
  path: string | null;
  title: LocalText;
  /** The first question of the section: the help of the group belongs here. */
  opens: boolean;
}

export interface FormValue {
  code: string;
  label: LocalText;
  help: string | null;
}

/** Texts of one node; structure and constraints stay in `node`. */
export interface FormNode {
  node: SchemaNode;
  label: LocalText;
  help: LocalText | null;
  /** Static text, or `null`. */
  content: LocalText | null;
  /** Selectable values, or `null` when the field has no list or the list is missing. */
  values: FormValue[] | null;
}

export interface FormModel {
  schema: SchemaModel;
  title: LocalText;
  help: LocalText | null;
  mode: FormMode;
  pages: FormPage[];
  /** Every node by its node path. */
  nodes: Record<string, FormNode>;
}

/** A text and the language it is really in, so that a page can set `lang` for a fallback. */
export interface SpokenText {
  text: string;
  lang: FormLanguage;
}
