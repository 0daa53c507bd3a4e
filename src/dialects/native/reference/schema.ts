/** Reading the JSON Schemas of the document: what a field is called in words, and a value that shows it. */
import type { Json } from '../../../domain/json.ts';

export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: string[];
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
  default?: Json;
  example?: Json;
  examples?: Json[];
}

/** Whether the schema is a resource described by itself, and which. */
export function resourceOf({ $ref }: Schema): string | null {
  return $ref === undefined ? null : $ref.slice($ref.lastIndexOf('/') + 1);
}

/** `string, uuid`, `integer, 1 to 250`, `list of User`. */
export function typeInWords(schema: Schema): string {
  const resource = resourceOf(schema);
  if (resource !== null) return resource;
  const types = [schema.type ?? 'any'].flat();
  const type = types[0] === 'array' ? `list of ${schema.items ? typeInWords(schema.items) : 'any'}` : types[0]!;
  return [type, schema.format, limitsInWords(schema), types.includes('null') && 'or null'].filter(Boolean).join(', ');
}

function limitsInWords({ type, minimum, maximum, maxLength, maxItems, format }: Schema): string | null {
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`;
  if (maxItems !== undefined) return `at most ${maxItems.toLocaleString('en')}`;
  return maxLength !== undefined && type !== 'array' && format === undefined ? `at most ${maxLength} characters` : null;
}

/** A value that the schema allows: its own example where it has one. */
export function exampleOf(schema: Schema, resources: Record<string, Schema>): Json {
  const resource = resourceOf(schema);
  if (resource !== null) return exampleOf(resources[resource] ?? {}, resources);
  const given = schema.examples?.[0] ?? schema.example ?? schema.default;
  if (given !== undefined) return given;
  const types = [schema.type].flat();
  if (types.includes('null')) return null;
  switch (types[0]) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, member]) => [name, exampleOf(member, resources)]),
      );
    case 'array':
      return schema.items ? [exampleOf(schema.items, resources)] : [];
    case 'boolean':
      return false;
    case 'integer':
      return 1;
    default:
      return textFor(schema);
  }
}

function textFor({ format, enum: words }: Schema): string {
  if (format === 'uuid') return '0199b6a4-5f21-7c3e-9d2a-4b1f6c7d8e90';
  if (format === 'date-time') return '2026-01-15T12:00:00.000Z';
  return words?.[0] ?? 'text';
}
