/** The endpoints on where a user has signed in, read from the events. */
import { Type } from 'typebox';
import type { Event } from '../../domain/event.ts';
import type { Endpoints } from './endpoints.ts';
import { findUser } from './find-user.ts';
import { optional, paging, readPaging, required, text, userIdType } from './input.ts';

/** Milliseconds since 1970. */
const instant = optional(Type.Number({ minimum: 0, maximum: 8e15 }));

export function addHistoryEndpoints(endpoints: Endpoints): void {
  endpoints.get(
    'get-user-login-history',
    Type.Object({
      userId: required(),
      userIdType: userIdType(),
      appId: optional(text()),
      clientIp: optional(text(64)),
      start: instant,
      end: instant,
      ...paging,
    }),
    async ({ operations, actor, input }) => {
      const user = await findUser(operations, actor, input.userId, input.userIdType);
      // Sign-ins are to the tenant: none is through an application yet.
      if (input.appId !== undefined) return { totalCount: 0, list: [] };
      const { items, total } = await operations.events.pageByOffset(actor, {
        userId: user.id,
        // A first arrival is told as the user or the link that it made; with its decision, which other makers have not.
        types: ['user.signed_in', 'user.created', 'identity.linked'],
        decided: true,
        ip: input.clientIp,
        from: input.start === undefined ? undefined : new Date(input.start).toISOString(),
        to: input.end === undefined ? undefined : new Date(input.end).toISOString(),
        descending: true,
        ...readPaging(input),
      });
      return { totalCount: total, list: items.map(toHistoryDto) };
    },
  );

  endpoints.get(
    'get-user-loggedin-apps',
    Type.Object({ userId: required(), userIdType: userIdType() }),
    async ({ operations, actor, input }) => {
      await findUser(operations, actor, input.userId, input.userIdType);
      return [];
    },
  );
}

function toHistoryDto({ actor, createdAt }: Event) {
  return {
    appId: '',
    appName: '',
    appLogo: '',
    appLoginUrl: '',
    clientIp: typeof actor.ip === 'string' ? actor.ip : '',
    time: createdAt,
  };
}
