/** Input is checked by compiled JSON Schema. Text from an address is coerced to its type; a JSON body must be exact. */
import { Ajv, type ValidateFunction } from 'ajv';
import addFormatsModule from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';

// The package's default export is the function itself under CommonJS interop.
const addFormats = addFormatsModule as unknown as (ajv: Ajv) => Ajv;

export function createValidatorCompiler(): FastifySchemaCompiler<unknown> {
  const shared = { useDefaults: true, removeAdditional: false as const, allErrors: false, strict: false };
  const exact = addFormats(new Ajv({ ...shared, coerceTypes: false }));
  const coercing = addFormats(new Ajv({ ...shared, coerceTypes: 'array' }));
  return ({ schema, httpPart }) =>
    (httpPart === 'body' ? exact : coercing).compile(schema as object) as ValidateFunction;
}
