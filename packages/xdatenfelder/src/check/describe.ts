import { type CodeListStatus } from '../codelist/resolve.ts';
import { type Finding, type SchemaModel } from '../model.ts';
import { analyseRules } from '../rules/analyse.ts';
import { recogniseRules } from '../rules/recognise.ts';
import { nodesByPath } from '../tree.ts';

/** One entry of `verbund fim check --json`; counts are numbers, messages German. */
export interface SchemaReport {
  file: string;
  dialect: string;
  id: string;
  version: string | null;
  name: string;
  groups: number;
  fields: number;
  rules: number;
  recognisedRules: number;
  codeLists: { found: number; missing: number };
  findings: ReportedFinding[];
  /** Names of the lists behind `codeLists.missing`. */
  missingCodeLists: string[];
  /** Rules a person has to decide on. */
  unrecognisedRules: { id: string; name: string; owner: string; text: string }[];
  /** Those findings about rules that contradict each other, the structure or themselves. */
  conflicts: ReportedFinding[];
}

export interface ReportedFinding {
  level: string;
  code: string;
  path: string;
  message: string;
  /** Number of the published quality message, where there is one. */
  quality?: number;
}

const contradictions: ReadonlySet<string> = new Set(['rule-same-condition', 'rule-contradiction']);

/**
 * Sums up a schema. Groups and fields are counted per place in the tree (the same element in two
 * places counts twice); a rule counts as recognised when its whole text was understood.
 */
export function describeSchema(
  file: string,
  schema: SchemaModel,
  findings: readonly Finding[],
  codeListStatus: CodeListStatus,
): SchemaReport {
  const nodes = [...nodesByPath(schema).values()];
  const { recognised, unrecognised } = recogniseRules(schema);
  const given = findings.map(reported);
  const analysed = analyseRules(schema, { rules: recognised }).map(reported);
  // A text that contradicts itself is not recognised; the recogniser has said so.
  const conflicts = [...given.filter(({ code }) => contradictions.has(code)), ...analysed];
  return {
    file,
    dialect: schema.dialect,
    id: schema.id,
    version: schema.version,
    name: schema.name,
    groups: nodes.filter((node) => node.kind === 'group').length,
    fields: nodes.filter((node) => node.kind === 'field').length,
    rules: schema.rules.length,
    recognisedRules: schema.rules.length - unrecognised.length,
    codeLists: { found: codeListStatus.found.length, missing: codeListStatus.missing.length },
    findings: [...given, ...analysed],
    missingCodeLists: codeListStatus.missing,
    unrecognisedRules: unrecognised.map(({ id, name: title, owner, text }) => ({ id, name: title, owner, text })),
    conflicts,
  };
}

function reported({ level, code, path, message, quality }: Finding): ReportedFinding {
  return { level, code, path, message: message.de, ...(quality === undefined ? {} : { quality }) };
}
