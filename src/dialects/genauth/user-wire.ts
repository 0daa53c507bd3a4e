/** A user in this API's words. Absent text is left out, enumerations are closed, numbers are numbers. */
import type { IdentityWithProvider } from '../../domain/identity.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { User } from '../../domain/user.ts';
import { type IdentityDto, toIdentityDto } from './identity-wire.ts';
import { toWireId } from './ids.ts';
import { type SplitPhone, splitPhone } from './phone.ts';
import {
  addressMembers,
  genderKey,
  plainFields,
  profileFields,
  statuses,
  statusKey,
  type UserStatus,
} from './user-fields.ts';

export interface UserDto extends Partial<SplitPhone> {
  userId: string;
  createdAt: string;
  updatedAt: string;
  status: UserStatus;
  workStatus: 'Closed' | 'Active';
  gender: 'M' | 'F' | 'U';
  emailVerified: boolean;
  phoneVerified: boolean;
  userSourceType: 'adminCreated' | 'register';
  email?: string;
  photo: string;
  loginsCount: number;
  lastLogin: string | null;
  lastIp: string | null;
  customData?: JsonObject;
  identities?: IdentityDto[];
  departmentIds?: string[];
  postIdList?: string[];
  [textField: string]: Json | IdentityDto[] | undefined;
}

export interface Shown {
  identities?: IdentityWithProvider[];
  customData?: boolean;
  /** Custom data also beside the fields of the user, where no field has the name. */
  flat?: boolean;
  departmentIds?: boolean;
  posts?: boolean;
}

/** Shown for a user without a picture: a plain head and shoulders. */
export const defaultPhoto =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 40 40%22%3E%3Crect width=%2240%22 height=%2240%22 fill=%22%23dde3ea%22/%3E%3Ccircle cx=%2220%22 cy=%2215%22 r=%227%22 fill=%22%238797a8%22/%3E%3Cpath d=%22M6 40a14 14 0 0 1 28 0%22 fill=%22%238797a8%22/%3E%3C/svg%3E';

export function toUserDto(user: User, shown: Shown = {}): UserDto {
  const status = toStatus(user);
  const dto: UserDto = {
    ...textsOf(user),
    userId: toWireId(user.id),
    createdAt: user.createdAt,
    updatedAt: user.updatedAt,
    status,
    workStatus: status === 'Resigned' ? 'Closed' : 'Active',
    gender: toGender(user.profile[genderKey]),
    emailVerified: user.emailVerified,
    phoneVerified: user.phoneVerified,
    userSourceType: toSource(user),
    photo: user.picture || defaultPhoto,
    loginsCount: user.loginsCount,
    lastLogin: user.lastLoginAt,
    lastIp: null,
    // This API keeps addresses in lower case.
    ...(user.email !== null && { email: user.email.toLowerCase() }),
    ...(user.phone !== null && splitPhone(user.phone)),
    ...(user.profile.metadata_source !== undefined && { metadataSource: user.profile.metadata_source }),
    ...(shown.customData && { customData: user.userMetadata }),
    ...(shown.identities && { identities: shown.identities.map(toIdentityDto) }),
    ...(shown.departmentIds && { departmentIds: [] }),
    ...(shown.posts && { postIdList: [] }),
  };
  return shown.customData && shown.flat ? { ...user.userMetadata, ...dto } : dto;
}

function textsOf(user: User): Record<string, string> {
  const texts: Record<string, string> = {};
  const put = (field: string, value: unknown): void => {
    if (typeof value === 'string' && value !== '') texts[field] = value;
  };
  const { address } = user.profile;
  if (typeof address === 'object' && address !== null && !Array.isArray(address))
    for (const [field, member] of Object.entries(addressMembers)) put(field, address[member]);
  for (const [field, key] of Object.entries(profileFields)) put(field, user.profile[key]);
  for (const [field, key] of Object.entries(plainFields)) put(field, user[key]);
  return texts;
}

/** `Suspended` unless this API suspended the user by another word. */
function toStatus({ status, profile }: User): UserStatus {
  if (status === 'active') return 'Activated';
  const word = statuses.find((each) => each === profile[statusKey]);
  return word === undefined || word === 'Activated' ? 'Suspended' : word;
}

function toGender(gender: Json | undefined): UserDto['gender'] {
  const word = typeof gender === 'string' ? gender.toLowerCase() : '';
  return word === 'male' ? 'M' : word === 'female' ? 'F' : 'U';
}

/** Who was born of an arrival registered; everyone else was made through an API. */
function toSource({ originKey }: User): UserDto['userSourceType'] {
  return originKey === null || originKey.startsWith('auth0|') ? 'adminCreated' : 'register';
}
