/**
 * Input is checked and answers are written by compiled JSON Schema. Text from an address is coerced to its type; a JSON body
 * must be exact. A schema is compiled when it is first needed or when all are asked for, whichever comes first: all of them
 * take longer than everything else that a start does.
 */
import { type SerializerFactory, SerializerSelector } from '@fastify/fast-json-stringify-compiler';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormatsModule from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';

// The package's default export is the function itself under CommonJS interop.
const addFormats = addFormatsModule as unknown as (ajv: Ajv) => Ajv;

export interface SchemaCompilers {
  validator: FastifySchemaCompiler<unknown>;
  serializers: SerializerFactory;
  /** Compiles the next one that is not compiled yet; false when there is none. */
  compileNext(): boolean;
}

export function createSchemaCompilers(): SchemaCompilers {
  const shared = { useDefaults: true, removeAdditional: false as const, allErrors: false, strict: false };
  const exact = addFormats(new Ajv({ ...shared, coerceTypes: false }));
  const coercing = addFormats(new Ajv({ ...shared, coerceTypes: 'array' }));
  const selectSerializers = SerializerSelector();
  const pending: (() => unknown)[] = [];

  const onceNeeded = <Compiled>(compile: () => Compiled): (() => Compiled) => {
    let compiled: Compiled | undefined;
    const get = (): Compiled => {
      compiled ??= compile();
      return compiled;
    };
    pending.push(get);
    return get;
  };

  return {
    validator: ({ schema, httpPart }) => {
      const compiled = onceNeeded(
        () => (httpPart === 'body' ? exact : coercing).compile(schema as object) as ValidateFunction,
      );
      const validate = (data: unknown): boolean => {
        const check = compiled();
        const valid = check(data) as boolean;
        validate.errors = check.errors;
        return valid;
      };
      validate.errors = null as ValidateFunction['errors'];
      return validate as unknown as ReturnType<FastifySchemaCompiler<unknown>>;
    },
    serializers: (externalSchemas, options) => {
      const compile = selectSerializers(externalSchemas, options);
      return (route) => {
        const compiled = onceNeeded(() => compile(route));
        return (document: unknown) => compiled()(document);
      };
    },
    compileNext() {
      const next = pending.shift();
      next?.();
      return next !== undefined;
    },
  };
}
