/** Ids are read in either case and kept in lower case (RFC 9562 §4), so that comparing them is comparing text. */
import type { preValidationHookHandler } from 'fastify';
import { isUuid } from '../../domain/ids.ts';

/** The fields of queries and bodies that hold ids of ours. `external_id` is not one: a subject stays byte for byte. */
const idFields = new Set([
  'id',
  'user_id',
  'primary_user_id',
  'secondary_user_id',
  'other_user_id',
  'policy_id',
  'identity_id',
  'identity_provider_id',
  'connection_id',
]);
/** Of paths: a name that is the caller's own, which they may have made of a UUID. */
const ownName = 'import_id';
/** The fields of bodies that hold rows with such ids. */
const rowFields = ['links', 'identities', 'decisions'];

/** A `preValidation` hook. */
export const lowerCaseIds: preValidationHookHandler = ({ params, query, body }, _reply, done) => {
  lowerAll(params);
  lower(query, idFields);
  if (body !== undefined && body !== null && !Buffer.isBuffer(body)) {
    lower(body, idFields);
    for (const name of rowFields) {
      const rows = (body as Record<string, unknown>)[name];
      if (Array.isArray(rows)) for (const row of rows) lower(row, idFields);
    }
  }
  done();
};

function lowerAll(fields: unknown): void {
  for (const name in fields as object) if (name !== ownName) lowerOne(fields as Record<string, unknown>, name);
}

function lower(fields: unknown, names: ReadonlySet<string>): void {
  if (typeof fields !== 'object' || fields === null) return;
  for (const name in fields) if (names.has(name)) lowerOne(fields as Record<string, unknown>, name);
}

function lowerOne(fields: Record<string, unknown>, name: string): void {
  const value = fields[name];
  if (typeof value === 'string' && /[A-F]/.test(value) && isUuid(value)) fields[name] = value.toLowerCase();
}
