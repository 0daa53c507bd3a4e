/** The one row that is read on every request of an application: its columns and fields written out, for speed. */
import type { IdentitySummary, LinkedBy } from '../../domain/identity.ts';
import { type Row, toIso } from './query.ts';

/** The tenant is known from the key; the claims are many times the rest. */
export const columnsOfSummary =
  'i.id, i.identity_provider_id, i.subject_type, i.subject, i.user_id, i.email, i.email_verified, i.phone, i.phone_verified, ' +
  'i.username, i.display_name, i.linked_by, i.linked_at, i.position, i.connection_ids, i.first_login_at, i.last_login_at, ' +
  'i.logins_count, i.last_synced_at, i.created_at, i.updated_at, ' +
  'p.name as provider_name, p.display_name as provider_display_name, p.strategy as provider_strategy';

export function toIdentitySummary(row: Row, { tenantId }: { tenantId: string }): IdentitySummary {
  return {
    id: row.id as string,
    tenantId,
    identityProviderId: row.identity_provider_id as string,
    subjectType: row.subject_type as string,
    subject: row.subject as string,
    userId: row.user_id as string,
    email: row.email as string | null,
    emailVerified: row.email_verified as boolean,
    phone: row.phone as string | null,
    phoneVerified: row.phone_verified as boolean,
    username: row.username as string | null,
    displayName: row.display_name as string | null,
    linkedBy: row.linked_by as LinkedBy,
    linkedAt: toTime(row.linked_at),
    position: row.position as number,
    connectionIds: row.connection_ids as string[],
    firstLoginAt: toTime(row.first_login_at),
    lastLoginAt: toTime(row.last_login_at),
    loginsCount: row.logins_count as number,
    lastSyncedAt: toTime(row.last_synced_at),
    createdAt: toIso(row.created_at as string),
    updatedAt: toIso(row.updated_at as string),
    provider: {
      name: row.provider_name as string,
      displayName: row.provider_display_name as string,
      strategy: row.provider_strategy as string,
    },
  };
}

function toTime(text: unknown): string | null {
  return text === null ? null : toIso(text as string);
}
