/** The fields of a user that this API names and we keep under another name; data, read in both directions. */
import type { User } from '../../domain/user.ts';

/** Fields of the user itself. */
export const plainFields = {
  username: 'username',
  externalId: 'externalId',
  name: 'name',
  nickname: 'nickname',
  photo: 'picture',
  givenName: 'givenName',
  familyName: 'familyName',
  locale: 'locale',
} as const satisfies Record<string, keyof User>;

/** Fields kept in the user's profile, under the standard's names where it has them (OpenID Connect Core §5.1). */
export const profileFields = {
  birthdate: 'birthdate',
  country: 'country',
  province: 'province',
  city: 'city',
  address: 'address',
  streetAddress: 'street_address',
  postalCode: 'postal_code',
  company: 'company',
  browser: 'browser',
  device: 'device',
  middleName: 'middle_name',
  profile: 'profile',
  preferredUsername: 'preferred_username',
  website: 'website',
  zoneinfo: 'zoneinfo',
  formatted: 'formatted',
  region: 'region',
  identityNumber: 'identity_number',
} as const;

/** Members of a standard `address` object (§5.1.1), for users who have one instead of the fields above. */
export const addressMembers = {
  streetAddress: 'street_address',
  city: 'locality',
  region: 'region',
  postalCode: 'postal_code',
  country: 'country',
  formatted: 'formatted',
} as const;

/** `M`, `F` and unknown, in the standard's words. */
export const genders: Record<string, string> = { M: 'male', F: 'female', U: 'unknown', W: 'unknown' };

export const genderKey = 'gender';

/** The profile key for which of this API's words a suspended user is suspended by. */
export const statusKey = 'account_status';

export const statuses = ['Suspended', 'Resigned', 'Activated', 'Archived', 'Deactivated'] as const;
export type UserStatus = (typeof statuses)[number];
