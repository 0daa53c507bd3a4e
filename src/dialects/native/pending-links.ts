/** `GET /v1/linking/pending`: arrivals whose person was asked whose account it is, and has not answered yet. */
import { type Static, Type } from 'typebox';
import { matchKeys } from '../../domain/linking-rule.ts';
import type { WaitingLink } from '../../operations/waiting-links.ts';
import type { DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { closed, nullable, oneOf, refTo, time, uuid } from './fields.ts';
import { IdentityBody, toIdentity } from './identity.ts';
import { pageOf, pageQuery, readPage, toPage } from './paging.ts';
import { describe, type NativeApp } from './routing.ts';

const PendingLinkBody = Type.Object({
  id: uuid(),
  identity: Type.Optional(refTo(IdentityBody)),
  connection_id: nullable(uuid()),
  candidates: Type.Array(
    Type.Object({
      user_id: uuid(),
      matched_on: Type.Array(oneOf(matchKeys)),
      proofs: Type.Array(oneOf(['email_code', 'sign_in']), {
        description: 'What would prove it; empty: nothing that the person could do.',
      }),
    }),
    { description: 'Users that it may belong to.' },
  ),
  codes_sent: Type.Integer(),
  attempts: Type.Integer({ description: 'Wrong codes so far.' }),
  created_at: time(),
  expires_at: time(),
});

export function addPendingLinkRoute(app: NativeApp, { operations: { waitingLinks } }: DialectContext): void {
  app.get(
    '/v1/linking/pending',
    {
      schema: {
        ...describe({
          id: 'listPendingLinks',
          tag: 'Suggestions',
          summary: 'List arrivals that wait for proof of an account',
          description:
            'Those that wait now, the oldest first. Only their people can prove anything; whoever knows more can move the ' +
            'identity to its user.',
          scopes: ['users:read', 'identities:read'],
          errors: ['identity_provider_mismatch'],
        }),
        querystring: closed(pageQuery),
        response: { 200: pageOf(PendingLinkBody) },
      },
    },
    async (request) => toPage(await waitingLinks(actorOf(request), readPage(request.query)), toPendingLink),
  );
}

function toPendingLink({ identity, ...pending }: WaitingLink): Static<typeof PendingLinkBody> {
  return {
    id: pending.id,
    ...(identity && { identity: toIdentity(identity) }),
    connection_id: pending.connectionId,
    candidates: pending.candidates.map(({ userId, matchedOn, proofs }) => ({
      user_id: userId,
      matched_on: matchedOn,
      proofs,
    })),
    codes_sent: pending.codesSent,
    attempts: pending.attempts,
    created_at: pending.createdAt,
    expires_at: pending.expiresAt,
  };
}
