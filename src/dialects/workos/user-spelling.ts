import type { UserSpelling } from '../dialect.ts';
import { toWireUser } from './user-wire.ts';
import { fromWireId, toWireId } from './wire-ids.ts';

export const userSpelling: UserSpelling = {
  keyOf(text) {
    const id = fromWireId('user', text);
    return id === null ? null : { by: 'id', id };
  },
  show: (user) => ({
    method: 'GET',
    path: `/user_management/users/${toWireId('user', user.id)}`,
    body: { ...toWireUser(user) },
  }),
};
