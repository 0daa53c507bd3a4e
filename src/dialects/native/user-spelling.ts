import { isUuid } from '../../domain/ids.ts';
import type { UserSpelling } from '../dialect.ts';
import { toUser } from './user.ts';

export const userSpelling: UserSpelling = {
  keyOf: (text) => (isUuid(text) ? { by: 'id', id: text.toLowerCase() } : null),
  show: (user) => ({ method: 'GET', path: `/v1/users/${user.id}`, body: toUser(user) }),
};
