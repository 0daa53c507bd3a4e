/** Ids are read in either case and kept in lower case (RFC 9562 §4), so that comparing them is comparing text. */
import type { FastifyRequest } from 'fastify';
import { isUuid } from '../../domain/ids.ts';

/** The fields of queries and bodies that hold ids of ours. `external_id` is not one: a subject stays byte for byte. */
const idFields = [
  'id',
  'user_id',
  'primary_user_id',
  'secondary_user_id',
  'other_user_id',
  'policy_id',
  'identity_id',
  'identity_provider_id',
  'connection_id',
];
/** The fields of bodies that hold rows with such ids. */
const rowFields = ['links', 'identities', 'decisions'];

/** A `preValidation` hook. */
export async function lowerCaseIds({ params, query, body }: FastifyRequest): Promise<void> {
  lower(params, Object.keys(params as object));
  lower(query, idFields);
  lower(body, idFields);
  for (const name of rowFields) {
    const rows = ((body ?? {}) as Record<string, unknown>)[name];
    if (Array.isArray(rows)) for (const row of rows) lower(row, idFields);
  }
}

function lower(fields: unknown, names: string[]): void {
  if (typeof fields !== 'object' || fields === null) return;
  const record = fields as Record<string, unknown>;
  for (const name of names) {
    const value = record[name];
    if (typeof value === 'string' && /[A-F]/.test(value) && isUuid(value)) record[name] = value.toLowerCase();
  }
}
