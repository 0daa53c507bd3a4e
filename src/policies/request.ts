/** A question to the policies, as it is asked and as an event keeps it. */
import type { CedarValueJson, Context, EntityJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { Json, JsonObject } from '../domain/json.ts';
import type { GovernedAction } from './schema.ts';

export interface EntityName {
  type: 'Actor' | 'Arrival' | 'Identity' | 'IdentityProvider' | 'User';
  id: string;
}

export interface PolicyRequest {
  principal: EntityName;
  action: GovernedAction;
  resource: EntityName;
  /** As the schema says, with times and addresses as text. */
  context: JsonObject;
}

/** What the schema has as an extension type: these names mean nothing else in it. */
const extensions: Record<string, 'datetime' | 'ip'> = {
  at: 'datetime',
  created_at: 'datetime',
  happened_at: 'datetime',
  ip: 'ip',
};

export function toCedarContext(context: JsonObject): Context {
  return toCedarRecord(context) as Context;
}

function toCedarRecord(record: JsonObject): CedarValueJson {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, toCedarValue(name, value)]));
}

function toCedarValue(name: string, value: Json): CedarValueJson {
  if (typeof value === 'string') {
    const extension = extensions[name];
    return extension ? { __extn: { fn: extension, arg: value } } : wellFormed(value);
  }
  if (Array.isArray(value)) return value.map((member) => toCedarValue('', member));
  return typeof value === 'object' && value !== null ? toCedarRecord(value) : value;
}

/** Handing over half of a surrogate pair breaks the engine; a provider may well send one. */
export function wellFormed(text: string): string {
  return text.isWellFormed() ? text : text.toWellFormed();
}

/** The identity in its provider. */
export function toEntities({ resource, context }: PolicyRequest): EntityJson[] {
  const provider = (context.identity as { provider?: { id?: string } } | undefined)?.provider?.id;
  if (resource.type !== 'Identity' || provider === undefined) return [];
  return [{ uid: resource, attrs: {}, parents: [{ type: 'IdentityProvider', id: provider }] }];
}
