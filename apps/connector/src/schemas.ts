import { readFile } from 'node:fs/promises';
import addFormatsModule from 'ajv-formats';
import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { followUpSchemaUri, parseFollowUpMessage, type DataToValidate } from '@verbund/fit-connect';
import { isObject, parseObject } from './durable.ts';

// ajv-formats is CommonJS; its function hides under `default` for ESM importers.
const addFormats = addFormatsModule.default;

export type DataValidator = (data: DataToValidate) => readonly string[];

/** Compiles the schema files of the configuration. Data of other schemas passes: the operator chose not to check it. */
export async function loadSchemas(
  schemas: readonly { schemaUri: string; file: string }[],
): Promise<{ validate: DataValidator; problems: string[] }> {
  const compiled = new Map<string, ValidateFunction>();
  const problems: string[] = [];
  for (const { schemaUri, file } of schemas) {
    try {
      compiled.set(schemaUri, compile(await readFile(file)));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      problems.push(`${file}: kein brauchbares JSON-Schema / no usable JSON Schema: ${why}`);
    }
  }
  return { problems, validate: (data) => violationsOf(compiled, data) };
}

function compile(bytes: Uint8Array): ValidateFunction {
  const schema = parseObject(bytes);
  if (!schema) throw new Error('not a JSON object');
  const $schema = schema['$schema'];
  const isOld = typeof $schema === 'string' && /draft-0[67]/.test($schema);
  const options = { allErrors: true, strict: false, multipleOfPrecision: 6 } as const;
  const ajv = isOld ? new Ajv(options) : new Ajv2020(options);
  addFormats(ajv);
  return ajv.compile(schema);
}

/** Places and rules, never values: the text ends in an event log that is kept for two years. */
function violationsOf(compiled: ReadonlyMap<string, ValidateFunction>, data: DataToValidate): string[] {
  if (data.schemaUri === followUpSchemaUri) {
    const verdict = parseFollowUpMessage(data.bytes);
    return verdict.ok ? [] : verdict.findings.map(({ path, message }) => `${path} ${message}`);
  }
  const validate = compiled.get(data.schemaUri);
  if (!validate || data.mimeType !== 'application/json' || validate(data.json)) return [];
  return (validate.errors ?? []).map((error) => {
    const params: unknown = error.params;
    const missing = isObject(params) ? params['missingProperty'] : undefined;
    const place = typeof missing === 'string' ? `${error.instancePath}/${missing}` : error.instancePath;
    return `${place} ${error.message ?? 'invalid'}`;
  });
}
