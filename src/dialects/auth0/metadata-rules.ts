/** What `user_metadata` and `app_metadata` may hold: https://auth0.com/docs/manage-users/user-accounts/metadata/metadata-fields-data */
import type { Json, JsonObject } from '../../domain/json.ts';
import { refuse } from './errors.ts';

/** Names at the root of `app_metadata` that stand for fields of the user itself. */
const reservedInAppMetadata = new Set([
  '__tenant',
  '_id',
  'blocked',
  'clientID',
  'created_at',
  'email',
  'email_verified',
  'globalClientID',
  'global_client_id',
  'identities',
  'lastIP',
  'lastLogin',
  'loginsCount',
  'metadata',
  'multifactor_last_modified',
  'multifactor',
  'updated_at',
  'user_id',
]);

/** Refuses keys that the vendor refuses, at every level. */
export function requireMetadata(field: 'user_metadata' | 'app_metadata', document: JsonObject): void {
  for (const key of Object.keys(document)) {
    if (field === 'app_metadata' && reservedInAppMetadata.has(key)) {
      throw refuse(400, 'invalid_body', `\`${field}\` must not have the reserved key \`${key}\``);
    }
  }
  requireKeys(field, document);
}

function requireKeys(field: string, value: Json): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (!Array.isArray(value) && /[.$]/.test(key)) {
      throw refuse(
        400,
        'invalid_body',
        `\`${field}\` has the key \`${key.slice(0, 80)}\`: keys must have no \`.\` or \`$\``,
      );
    }
    requireKeys(field, member);
  }
}
