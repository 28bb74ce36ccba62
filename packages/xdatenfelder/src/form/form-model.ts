import { type SchemaModel, type SchemaNode } from '../model.ts';

export type FormLanguage = 'de' | 'en';

/** German is always there, other languages only where somebody translated. */
export interface LocalText {
  de: string;
  en: string | null;
}

export interface OverlayText {
  label?: string;
  help?: string;
  /** Replaces the text of a static text field. */
  content?: string;
}

/** Town- or provider-side layer over a schema; never edits the source. Shape of `*.overlay.json`. */
export interface Overlay {
  title?: { de?: string; en?: string };
  /** Nodes are node paths; order counts. */
  pages?: { id: string; title: { de: string; en?: string }; nodes: string[] }[];
  /** By node path, then language. A `de` entry replaces the source text on the page. */
  texts?: Record<string, { de?: OverlayText; en?: OverlayText }>;
  /** By node path, then code, then language. */
  values?: Record<string, Record<string, { de?: string; en?: string }>>;
}

export interface FormPage {
  id: string;
  title: LocalText;
  /** Node paths in display order. */
  nodes: string[];
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
  pages: FormPage[];
  /** Every node by its node path. */
  nodes: Record<string, FormNode>;
}

/** A text and the language it is really in, so that a page can set `lang` for a fallback. */
export interface SpokenText {
  text: string;
  lang: FormLanguage;
}
