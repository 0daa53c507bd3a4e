/** The profile as a form has it, and what of it has changed. */
import type { User } from '@selfsame/client';
import type { UserChange } from './patch-user.ts';

export const textFields = [
  'name',
  'given_name',
  'family_name',
  'nickname',
  'username',
  'email',
  'phone',
  'external_id',
  'locale',
  'picture',
] as const;

export type TextField = (typeof textFields)[number];

export type Profile = Record<TextField, string> & {
  email_verified: boolean;
  phone_verified: boolean;
  roles: string[];
};

export function profileOf(user: User): Profile {
  const texts = Object.fromEntries(textFields.map((field) => [field, user[field] ?? ''])) as Record<TextField, string>;
  const { email_verified, phone_verified, roles } = user;
  return { ...texts, email_verified, phone_verified, roles };
}

export function changedFields(before: Profile, after: Profile): (keyof Profile)[] {
  return (Object.keys(after) as (keyof Profile)[]).filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  );
}

/** A changed address loses its proof unless it is said again, so both are always said together. */
export function toChange(before: Profile, after: Profile): UserChange {
  const changed = new Set(changedFields(before, after));
  if (changed.has('email') && after.email !== '') changed.add('email_verified');
  if (changed.has('phone') && after.phone !== '') changed.add('phone_verified');
  if (after.email === '') changed.delete('email_verified');
  if (after.phone === '') changed.delete('phone_verified');
  return Object.fromEntries(
    [...changed].map((field) => {
      const value = after[field];
      return [field, typeof value === 'string' && value.trim() === '' ? null : value];
    }),
  );
}
