import type { UserSpelling } from '../dialect.ts';
import { fromWireId, toWireId } from './ids.ts';
import { toUserDto } from './user-wire.ts';

export const userSpelling: UserSpelling = {
  keyOf(text) {
    const id = fromWireId(text);
    return id === null ? null : { by: 'id', id };
  },
  show: (user, identities) => ({
    method: 'GET',
    path: `/api/v3/get-user?userId=${toWireId(user.id)}&withIdentities=true&withCustomData=true`,
    body: JSON.parse(JSON.stringify(toUserDto(user, { identities, customData: true }))),
  }),
};
