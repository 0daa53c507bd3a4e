import type { UserSpelling } from '../dialect.ts';
import { fromOwnUserId, toUserId } from './user-id.ts';
import { toUserWire } from './user-wire.ts';

export const userSpelling: UserSpelling = {
  keyOf(text) {
    const id = fromOwnUserId(text);
    if (id !== null) return { by: 'id', id };
    return text.includes('|') ? { by: 'originKey', originKey: text } : null;
  },
  show: (user, identities) => ({
    method: 'GET',
    path: `/api/v2/users/${encodeURIComponent(toUserId(user))}`,
    body: toUserWire(user, identities),
  }),
};
