import { type LegalBasis } from './model.ts';

/**
 * What a message says beyond the form: for editors, reviewers and the quality check. It is read beside
 * the `SchemaModel`, so that stored and delivered forms stay small.
 */
export interface SchemaDetails {
  header: MessageHeader;
  schema: ElementDetails & {
    /** How far a derived schema may deviate in structure (0 nothing … 3 shorten and extend). */
    structureChange: string | null;
    /** … and in its labels (0 nothing, 1 free). */
    representationChange: string | null;
    /** The document this schema describes (3.0). */
    documentProfile: ElementReference | null;
  };
  /** By node path. */
  nodes: Record<string, ElementDetails>;
  /** In the order of `SchemaModel.rules`. */
  rules: RuleDetails[];
}

export interface ElementReference {
  id: string;
  version: string | null;
}

/** Element `header`. The message id is not unique in real exports. */
export interface MessageHeader {
  messageId: string | null;
  createdAt: string | null;
  referenceId: string | null;
  product: string | null;
  maker: string | null;
  productVersion: string | null;
  /** PROD or TEST (3.0). */
  dataQuality: string | null;
}

/** Common part of all elements of both dialects; dates as written. */
export interface ElementDetails {
  description: string | null;
  definition: string | null;
  /** ABS abstract, HAR harmonised, RNG bound to a legal norm. */
  elementKind: string | null;
  /** 2.0 aktiv, inaktiv, inVorbereitung; 3.0 code of `urn:xoev-de:xprozess:codeliste:status`. */
  status: string | null;
  statusSetOn: string | null;
  validFrom: string | null;
  validUntil: string | null;
  versionNote: string | null;
  /** 2.0 `freigabedatum`. */
  releasedOn: string | null;
  publishedOn: string | null;
  changedAt: string | null;
  legalBasis: LegalBasis[];
  /** 2.0: id of the list element that a field refers to. */
  codeListId: string | null;
  /** `praezisierung` as written, where it could not be interpreted. */
  editorNote: string | null;
  /** Only with option `complete`: relations are nine tenths of real files, and the names are of persons. */
  relations: { predicate: string; target: ElementReference }[];
  keywords: { text: string; uri: string | null }[];
  creator: string | null;
  statusSetBy: string | null;
}

export interface RuleDetails extends ElementDetails {
  id: string;
  /** B calculation, M multiplicity, V validation, K complex; `null` in 2.0. */
  type: string | null;
  parameters: { element: string; name: string; type: string | null }[];
  targets: { element: string; name: string }[];
  errors: { code: string; text: string }[];
}

/** Message 0101: which document this is, without its content. */
export interface DocumentProfile extends ElementDetails {
  id: string;
  version: string | null;
  name: string;
  title: string;
  help: string | null;
  /** 3.0 `istAbstrakt`, 2.0 `isReferenz`. */
  isAbstract: boolean;
  documentType: string | null;
}
