export * from './model.ts';
export * from './answers/answers.ts';
export * from './rules/rules.ts';
export * from './form/form-model.ts';

export { XdfError, type XdfErrorCode } from './error.ts';
export * from './details.ts';
export { readSchema, type ReadSchemaOptions } from './read/read-schema.ts';
export { readDocumentProfile } from './read/read-profile.ts';
export {
  readTranslation,
  type Translation,
  type TranslatedElement,
  type TranslatedLanguage,
} from './read/read-translation.ts';
export { type ByteSource, type ReadLimits } from './read/xml-tree.ts';
export { isRepeatable, nodesByPath, valuesOf } from './tree.ts';

export { codeListLibrary, compareListVersions, isSameCodeList } from './codelist/library.ts';
export { publicationFindings } from './codelist/list-findings.ts';
export { listedValues, readCodeList, type CodeList } from './codelist/genericode.ts';
export { nameOf as codeListName } from './codelist/list-name.ts';
export {
  codeListIdentity,
  referencedCodeLists,
  resolveCodeLists,
  type CodeListProvider,
  type CodeListStatus,
  type ResolveOptions,
} from './codelist/resolve.ts';

export { describeSchema, type ReportedFinding, type SchemaReport } from './check/describe.ts';
export { qualityFindings } from './check/quality.ts';

export { evaluationContext } from './answers/evaluation-context.ts';
export { formatFormValue, parseFormValue, type DateParts, type ParsedValue } from './answers/parse.ts';
export {
  addInstance,
  choiceKey,
  countKey,
  instanceCount,
  instanceCounts,
  removeInstance,
  toNodePath,
} from './answers/instances.ts';
export { initialAnswers, pruneAnswers } from './answers/prune.ts';
export { validateAnswers, type CheckContext } from './answers/validate.ts';
export { visibleNodes, type VisibleNode } from './answers/visible.ts';

export { analyseRules } from './rules/analyse.ts';
export { pathsRead } from './rules/condition.ts';
export { codesOfGroup } from './rules/country-groups.ts';
export { partsOfDate, type DatePartNodes } from './rules/date-parts.ts';
export { negation } from './rules/logic.ts';
export { conditionOutcome } from './rules/outcome.ts';
export { paraphraseRules } from './rules/paraphrase.ts';
export { recogniseRules, type Recognition, type RuleReading } from './rules/recognise.ts';

export { translationOverlay, type WantedLanguage } from './form/translation-overlay.ts';
export { compositeOf, fieldPurpose, type Composite, type FieldPurpose } from './form/field-purpose.ts';
export { applyOverlay, pickText } from './form/apply-overlay.ts';
export { parseOverlay, readOverlay, type OverlayRest } from './form/read-overlay.ts';
export { fromFimJson, toFimJson, type FimJson } from './derive/fim-json.ts';
export { toJsonSchema, type JsonSchema } from './derive/json-schema.ts';
export { toOutline, type OutlineLanguage } from './derive/outline.ts';
export { fromXmlInstance, toXmlInstance } from './derive/xml-instance.ts';
export { toXsd } from './derive/xsd.ts';

export { exampleAnswers, type Example, type ExampleOptions } from './generate/example-answers.ts';
export { generateAnswers, type GeneratedAnswers, type GenerateOptions } from './generate/generate-answers.ts';
export { generateFaultyAnswers, type KnownFault } from './generate/generate-faulty.ts';
export { type Fill } from './generate/draft.ts';

export { diffSchemas, type NodeAspect, type NodeChange, type SchemaDiff } from './diff/diff-schemas.ts';
export { migrateAnswers, type DropReason, type MigrationReport } from './diff/migrate-answers.ts';
