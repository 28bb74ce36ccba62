import { followUpSchemaUri, parseFollowUpMessage, type DataToValidate } from '@verbund/fit-connect';
import { type SchemaConfig } from '../config-destination.ts';
import { loadJsonSchema } from './json-schemas.ts';
import { checkXml, loadXmlSchema } from './xml-schemas.ts';

/** Violations: places and rules, never values, because the text ends in an event log that is kept for two years. */
export type DataValidator = (data: DataToValidate) => Promise<readonly string[]> | readonly string[];
/** Of data that is read already. */
export type SchemaCheck = (data: Pick<DataToValidate, 'bytes' | 'json'>) => readonly string[];

/** Compiles the schema files of the configuration. Data of other schemas passes: the operator chose not to check it. */
export async function loadSchemas(
  schemas: readonly SchemaConfig[],
): Promise<{ validate: DataValidator; problems: string[] }> {
  const compiled = new Map<string, SchemaCheck>();
  const problems: string[] = [];
  for (const { schemaUri, file } of schemas) {
    const kind = file.toLowerCase().endsWith('.xsd') ? 'xml' : 'json';
    try {
      const check = kind === 'xml' ? await loadXmlSchema(file) : await loadJsonSchema(file);
      compiled.set(`application/${kind} ${schemaUri}`, check);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const name = kind === 'xml' ? 'XML-Schema / usable XML schema' : 'JSON-Schema / usable JSON Schema';
      problems.push(`${file}: kein brauchbares ${name}: ${why}`);
    }
  }
  return { problems, validate: (data) => violationsOf(compiled, data) };
}

function violationsOf(
  compiled: ReadonlyMap<string, SchemaCheck>,
  data: DataToValidate,
): Promise<readonly string[]> | readonly string[] {
  if (data.schemaUri === followUpSchemaUri) {
    const verdict = parseFollowUpMessage(data.bytes);
    return verdict.ok ? [] : verdict.findings.map(({ path, message }) => `${path} ${message}`);
  }
  const check = compiled.get(`${data.mimeType} ${data.schemaUri}`);
  if (check) return check(data);
  // Whatever its schema: a back office cannot read broken XML, and a document type is how XML attacks its reader.
  return data.mimeType === 'application/xml' ? checkXml(data.bytes) : [];
}
