/** Makes users and checks that what must be unique is. */
import { DomainError, type ErrorCode } from '../domain/errors.ts';
import { createId } from '../domain/ids.ts';
import { requireEmailKey, requirePhoneKey, requireUsernameKey } from '../domain/normalise.ts';
import { blankUser, type User, type UserProfile } from '../domain/user.ts';
import type { Rows } from '../stores/store.ts';
import { currentTime, type Dependencies } from './dependencies.ts';

/** What must not be another user's, beyond the username and external id, which never may. */
export type UniqueField = 'email' | 'phone';

export function createBlankUser(deps: Dependencies, tenantId: string, id?: string): User {
  const now = currentTime(deps);
  return {
    id: id ?? createId(deps.entropy),
    tenantId,
    ...blankUser,
    createdAt: now,
    updatedAt: now,
  };
}

/** The user with the profile's fields set. A changed e-mail or phone loses its proof unless the caller vouches for it. */
export function withProfile(user: User, profile: UserProfile): User {
  const next: User = { ...user };
  for (const [field, value] of Object.entries(profile))
    if (value !== undefined) Object.assign(next, { [field]: value });
  if (next.email !== null) requireEmailKey(next.email);
  if (next.phone !== null) requirePhoneKey(next.phone);
  if (next.username !== null) requireUsernameKey(next.username);
  if (profile.emailVerified === undefined && next.email !== user.email) next.emailVerified = false;
  if (profile.phoneVerified === undefined && next.phone !== user.phone) next.phoneVerified = false;
  if (next.email === null) next.emailVerified = false;
  if (next.phone === null) next.phoneVerified = false;
  return next;
}

/**
 * Refuses when another live user has the e-mail, phone, username or external id. The names are locked first, so that of
 * two callers at once the second sees the first one's user.
 */
export async function requireUnique(rows: Rows, user: User, unique: readonly UniqueField[]): Promise<void> {
  const { tenantId } = user;
  const emailKey = unique.includes('email') && user.email !== null ? requireEmailKey(user.email) : null;
  const phoneKey = unique.includes('phone') && user.phone !== null ? requirePhoneKey(user.phone) : null;
  const usernameKey = user.username === null ? null : requireUsernameKey(user.username);

  await rows.lockKeys(
    tenantId,
    [
      user.email === null ? null : `email:${requireEmailKey(user.email)}`,
      phoneKey && `phone:${phoneKey}`,
      usernameKey && `username:${usernameKey}`,
      user.externalId && `external_id:${user.externalId}`,
    ].filter((key): key is string => key !== null && key !== ''),
  );
  const refuseOthers = (others: (User | null)[], code: ErrorCode, what: string): void => {
    if (others.some((other) => other && other.id !== user.id))
      throw new DomainError(code, `another user has this ${what}`);
  };
  if (emailKey) refuseOthers(await rows.users.byEmailKey(tenantId, emailKey), 'email_taken', 'e-mail address');
  if (phoneKey) refuseOthers(await rows.users.byPhoneKey(tenantId, phoneKey), 'phone_taken', 'phone number');
  if (usernameKey) refuseOthers([await rows.users.byUsernameKey(tenantId, usernameKey)], 'username_taken', 'username');
  if (user.externalId)
    refuseOthers([await rows.users.byExternalId(tenantId, user.externalId)], 'external_id_taken', 'external id');
}
