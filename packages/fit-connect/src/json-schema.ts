import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import { type Finding } from './findings.ts';

// ajv-formats is CommonJS; its function hides under `default` for ESM importers.
const addFormats = addFormatsModule.default;

/** Prepares a JSON Schema (2020-12). The result lists every violation; a missing member is named in the path. */
export function compileSchema(schema: object): (value: unknown) => Finding[] {
  const ajv = new Ajv2020({ allErrors: true, strict: false, multipleOfPrecision: 6 });
  addFormats(ajv);
  const validate = ajv.compile(schema);
  return (value) => {
    if (validate(value)) return [];
    return (validate.errors ?? []).map((error) => {
      const missing: unknown = error.params['missingProperty'];
      const path = typeof missing === 'string' ? `${error.instancePath}/${missing}` : error.instancePath;
      return { level: 'error', code: error.keyword, path, message: error.message ?? 'invalid' };
    });
  };
}
