import { readFile } from 'node:fs/promises';
import addFormatsModule from 'ajv-formats';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { isObject, parseObject } from '../durable.ts';
import { type SchemaCheck } from './schemas.ts';

// ajv-formats is CommonJS; its function hides under `default` for ESM importers.
const addFormats = addFormatsModule.default;

/** JSON Schema, draft-07 or 2020-12. */
export async function loadJsonSchema(file: string): Promise<SchemaCheck> {
  const schema = parseObject(await readFile(file));
  if (!schema) throw new Error('not a JSON object');
  const $schema = schema['$schema'];
  const isOld = typeof $schema === 'string' && /draft-0[67]/.test($schema);
  const options = { allErrors: true, strict: false, multipleOfPrecision: 6 } as const;
  const ajv = isOld ? new Ajv(options) : new Ajv2020(options);
  addFormats(ajv);
  const validate = ajv.compile(schema);
  return ({ json }) => {
    if (validate(json)) return [];
    return (validate.errors ?? []).map((error) => {
      const params: unknown = error.params;
      const missing = isObject(params) ? params['missingProperty'] : undefined;
      const place = typeof missing === 'string' ? `${error.instancePath}/${missing}` : error.instancePath;
      return `${place} ${error.message ?? 'invalid'}`;
    });
  };
}
