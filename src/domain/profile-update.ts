/** What a user's profile becomes when an identity of theirs arrives. Never touches metadata, status, ids or names to sign in by. */
import type { Claims } from './claims.ts';
import type { LinkingRule } from './linking-rule.ts';
import { emailKey, phoneKey } from './normalise.ts';
import type { User } from './user.ts';

export interface ProfileUpdate {
  rule: Pick<LinkingRule, 'updateProfile'>;
  claims: Claims;
  /** The keys that the claims prove under the rule. */
  proved: { email: string | null; phone: string | null };
  isFirstLink: boolean;
  /** Whether no other user has the e-mail address of the claims. */
  emailIsFree: boolean;
}

export function updateProfile(user: User, { rule, claims, proved, isFirstLink, emailIsFree }: ProfileUpdate): User {
  const follows = rule.updateProfile === 'always';
  if (!follows && !(rule.updateProfile === 'first_link' && isFirstLink)) return user;
  const take = (current: string | null, said: string | undefined): string | null =>
    said !== undefined && (follows || current === null) ? said : current;
  const updated: User = {
    ...user,
    name: take(user.name, claims.displayName),
    givenName: take(user.givenName, claims.givenName),
    familyName: take(user.familyName, claims.familyName),
    nickname: take(user.nickname, claims.username),
    picture: take(user.picture, claims.picture),
    locale: take(user.locale, claims.locale),
  };
  takeEmail(updated, claims.email, proved.email !== null, follows, emailIsFree);
  takePhone(updated, claims.phone, proved.phone !== null, follows);
  return updated;
}

// INVARIANT: an unproved value never takes the place of a proved one.
function takeEmail(user: User, said: string | undefined, isProved: boolean, follows: boolean, isFree: boolean): void {
  if (said === undefined) return;
  if (user.email !== null && emailKey(user.email) === emailKey(said)) {
    user.emailVerified ||= isProved;
    return;
  }
  const mayTake = user.email === null || (follows && (isProved || !user.emailVerified));
  if (!mayTake || !isFree || emailKey(said) === null) return;
  user.email = said;
  user.emailVerified = isProved;
}

function takePhone(user: User, said: string | undefined, isProved: boolean, follows: boolean): void {
  if (said === undefined || phoneKey(said) === null) return;
  if (user.phone !== null && phoneKey(user.phone) === phoneKey(said)) {
    user.phoneVerified ||= isProved;
    return;
  }
  if (user.phone !== null && !(follows && (isProved || !user.phoneVerified))) return;
  user.phone = said;
  user.phoneVerified = isProved;
}
