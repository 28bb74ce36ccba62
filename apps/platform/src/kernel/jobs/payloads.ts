import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { type JobType } from './types.ts';

const ajv = new Ajv({ strict: false, allErrors: false });
addFormats.default(ajv);
const compiled = new WeakMap<object, ValidateFunction>();

export function isValidPayload(type: JobType, payload: unknown): boolean {
  let validate = compiled.get(type.payload);
  if (validate === undefined) {
    validate = ajv.compile(type.payload);
    compiled.set(type.payload, validate);
  }
  return validate(payload);
}
