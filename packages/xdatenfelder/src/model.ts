/**
 * The one schema model for XDatenfelder 2.0 and 3.0. Plain JSON data without `undefined`: it is
 * stored, hashed and sent, so every absent value is an explicit `null` and the key order is fixed.
 */
export type Dialect = '2.0' | '3.0.0';

/** A text for people in both languages of the product. */
export interface Message {
  de: string;
  en: string;
}

export type FieldKind = 'input' | 'select' | 'label' | 'hidden' | 'locked';

export type DataType =
  'text' | 'text_latin' | 'date' | 'time' | 'datetime' | 'bool' | 'num' | 'num_int' | 'num_currency' | 'file' | 'obj';

/** Why something may be asked (element `bezug`); the link is present in 3.0 only. */
export interface LegalBasis {
  text: string;
  link: string | null;
}

export interface ListedValue {
  code: string;
  name: string;
  help: string | null;
  /** Further names of an entry in lists that give a long and a short one; rule texts may quote any of them. */
  also?: string[];
}

/** Reference to an external list. `listKey` points into `SchemaModel.lists` once it is resolved. */
export interface CodeListReference {
  canonicalUri: string | null;
  /** `null` in a freshly read schema means "newest"; `resolveCodeLists` pins it. */
  version: string | null;
  canonicalVersionUri: string | null;
  codeKey: string | null;
  nameKey: string | null;
  helpKey: string | null;
  listKey: string | null;
}

/** Limits are inclusive; the pattern is anchored to the whole value (as the HTML attribute). */
export interface Constraints {
  minLength: number | null;
  maxLength: number | null;
  /** Decimal number or ISO date, depending on the data type. */
  minValue: string | null;
  maxValue: string | null;
  pattern: string | null;
}

interface NodeBase {
  /** Ids joined by `/` from the top; a second sibling of the same id gets `~2`, and so on. */
  path: string;
  id: string;
  version: string | null;
  /** Name for modelling editors, not for applicants. */
  name: string;
  label: string;
  outputLabel: string | null;
  helpInput: string | null;
  helpOutput: string | null;
  min: number;
  /** `null` = unbounded. */
  max: number | null;
  legalBasis: LegalBasis[];
}

export interface GroupNode extends NodeBase {
  kind: 'group';
  /** Choice group (`art` = X): exactly one child applies. */
  choice: boolean;
  children: SchemaNode[];
}

export interface FieldNode extends NodeBase {
  kind: 'field';
  fieldKind: FieldKind;
  dataType: DataType;
  constraints: Constraints;
  /** Text of a label; default value otherwise. */
  content: string | null;
  prefill: 'none' | 'optional' | 'required';
  /** Inline list (3.0). */
  values: ListedValue[] | null;
  codeList: CodeListReference | null;
  /** Bytes. */
  maxSize: number | null;
  mediaTypes: string[];
}

export type SchemaNode = GroupNode | FieldNode;

/** A rule as written by the modeller: prose, in theory with a script (no real file has one). */
export interface RuleText {
  id: string;
  version: string | null;
  name: string;
  text: string;
  /** Path of the owning node, `''` for the schema. Ids in the text are meant below this node. */
  owner: string;
  script: string | null;
}

export interface SchemaModel {
  dialect: Dialect;
  id: string;
  version: string | null;
  name: string;
  /** The title to show (`bezeichnung`, in 2.0 `bezeichnungEingabe`). */
  title: string;
  help: string | null;
  legalBasis: LegalBasis[];
  nodes: SchemaNode[];
  rules: RuleText[];
  /** Resolved external lists by `CodeListReference.listKey`. */
  lists: Record<string, ListedValue[]>;
  /** What is special about a resolved list, by the same key: made up, or standing in for another version. */
  listOrigins?: Record<string, ListOrigin>;
}

export interface ListOrigin {
  test: boolean;
  replacement: ListReplacement | null;
}

/**
 * A decision that a person has taken and answers for: this version of a list stands in for that
 * missing one. It is part of the schema, so that a reader years later still sees it.
 */
export interface ListReplacement {
  canonicalUri: string;
  /** The version the schema names. */
  version: string;
  /** Another version of the same list. */
  use: string;
  decidedBy: string;
  /** ISO date. */
  decidedOn: string;
  reason: string;
}

export type FindingLevel = 'error' | 'warning' | 'note';

/** An observation about a schema. `path` is a node path, `''` for the schema itself. */
export interface Finding {
  level: FindingLevel;
  code: string;
  path: string;
  message: Message;
  /** Number of the published FIM quality message (code list `xdfm`, 1.8), where there is one. */
  quality?: number;
  /** Ids of the rule texts it is about; of rules written by hand their own. */
  rules?: string[];
}
