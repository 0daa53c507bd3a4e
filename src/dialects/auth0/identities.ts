/** Linking and unlinking: the same two paths that every SDK of this vendor calls. */
import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Actor } from '../../domain/actor.ts';
import { DomainError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { User } from '../../domain/user.ts';
import type { Operations } from '../../operations/index.ts';
import { answer, type DialectContext } from '../dialect.ts';
import { type Caller, hasScope, requireActor, requireCaller } from './authenticate.ts';
import { connectionIdPattern, fromConnectionId } from './connection-id.ts';
import { refuse } from './errors.ts';
import { readShownTokens } from './identity-tokens.ts';
import { bareUserId, isNamed, toChangedIdentities } from './identity-wire.ts';
import { findSecondary } from './secondary.ts';
import type { UserRoute } from './user-routes.ts';
import { requireUser } from './users.ts';

const linkBody = Type.Object(
  {
    provider: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    user_id: Type.Optional(Type.Union([Type.String({ minLength: 1, maxLength: 600 }), Type.Integer()])),
    connection_id: Type.Optional(Type.String({ pattern: connectionIdPattern })),
    link_with: Type.Optional(Type.String({ minLength: 1, maxLength: 10_000 })),
  },
  { additionalProperties: false, minProperties: 1 },
);
type LinkBody = Static<typeof linkBody>;

const scopes = ['update:users', 'update:current_user_identities'];

export function identityRoutes(context: DialectContext): UserRoute[] {
  return [
    {
      method: 'POST',
      tail: '/identities',
      scopes,
      body: linkBody,
      async handle(request, reply, params) {
        const caller = requireCaller(request);
        const body = request.body as LinkBody;
        const linked = await answer(context, caller.actor, request, reply, async (operations) => {
          const primary = await requireUser(operations, caller.actor, params.id);
          const identities =
            body.link_with === undefined
              ? await link(operations, requireOthersToo(caller), primary, body)
              : await operations.together((verbs) => linkProved(verbs, caller, primary, body));
          reply.code(201);
          return identities;
        });
        return withTokens(context, request, params.id, linked);
      },
    },
    {
      method: 'DELETE',
      tail: '/identities/:provider/:user_id',
      scopes,
      async handle(request, _reply, params) {
        const actor = requireActor(request);
        const user = await requireUser(context.operations, actor, params.id);
        const left = await unlink(context.operations, actor, user, params.provider!, params.user_id!);
        return withTokens(context, request, params.id, left);
      },
    },
  ];
}

/** Beside the answer, which may be kept under an `Idempotency-Key` for longer than the tokens. */
async function withTokens(
  { operations }: DialectContext,
  request: FastifyRequest,
  userId: string,
  wires: JsonObject[],
): Promise<JsonObject[]> {
  if (!hasScope(request, 'read:user_idp_tokens')) return wires;
  const actor = requireActor(request);
  const user = await requireUser(operations, actor, userId);
  const identities = await operations.identities.ofUser(actor, user.id);
  const tokens = await readShownTokens(operations, request, identities);
  return wires.map((wire) => {
    const shown = identities.find(
      (each) => each.provider.name === wire.connection && bareUserId(each) === wire.user_id,
    );
    return { ...wire, ...(shown && tokens.get(shown.id)) };
  });
}

/** The secondary user becomes part of the primary one; an identity that is nobody's yet is given to it. */
async function link(operations: Operations, actor: Actor, primary: User, body: LinkBody): Promise<JsonObject[]> {
  const { identities, merge } = operations;
  const secondary = await findSecondary(operations, actor, primary, readNaming(body));
  if ('identity' in secondary) {
    const { identityProviderId, subjectType, subject } = secondary.identity;
    await identities.link(actor, { userId: primary.id, identityProviderId, subjectType, subject });
    return toChangedIdentities(await identities.ofUser(actor, primary.id));
  }
  const merged = await merge(actor, {
    ...(secondary.foundBy !== undefined && { foundBy: secondary.foundBy }),
    primaryId: primary.id,
    secondaryId: secondary.userId,
  });
  return toChangedIdentities(merged.identities);
}

/** INVARIANT: a person links by proof alone; by name, anybody could be taken over. */
function requireOthersToo({ actor, self }: Caller): Actor {
  if (self === null) return actor;
  throw refuse(403, 'insufficient_scope', 'a token of a signed-in person links by `link_with` alone');
}

/** By the ID token of whoever signed in as the secondary user. */
async function linkProved(
  operations: Operations,
  { actor, self }: Caller,
  primary: User,
  { link_with: idToken, ...others }: LinkBody,
): Promise<JsonObject[]> {
  if (Object.keys(others).length > 0)
    throw refuse(400, 'invalid_body', '`link_with` excludes `provider`, `user_id` and `connection_id`');
  const secondary = await operations
    .takeProof(actor, idToken!, { issuer: self?.issuer, clientId: self?.clientId })
    .catch((error: unknown) => {
      const fault = error instanceof DomainError ? error.details?.fault : undefined;
      throw fault === undefined ? error : refuse(400, `link_with_${fault}`, (error as DomainError).message);
    });
  if (secondary.id === primary.id) throw refuse(400, 'main_identity', 'it is the main identity of this user');
  const merged = await operations.merge(actor, { primaryId: primary.id, secondaryId: secondary.id, proved: true });
  return toChangedIdentities(merged.identities);
}

function readNaming(body: LinkBody) {
  const { provider, user_id: userId, connection_id: connectionId } = body;
  if (provider === undefined) throw refuse(400, 'inexistent_connection', '`provider` is missing: name the connection');
  if (userId === undefined) throw refuse(400, 'invalid_body', '`user_id` is missing');
  const providerId = connectionId === undefined ? null : fromConnectionId(connectionId);
  if (connectionId !== undefined && providerId === null) {
    throw refuse(400, 'inexistent_connection', `there is no connection \`${connectionId}\``);
  }
  return { provider, userId: String(userId), providerId };
}

/** Takes a secondary identity away; it gets a user of its own again. Answers what is left. */
async function unlink(
  { identities }: Operations,
  actor: Actor,
  user: User,
  provider: string,
  userId: string,
): Promise<JsonObject[]> {
  const all = await identities.ofUser(actor, user.id);
  const identity = all.find((each) => isNamed(each, provider, userId));
  if (!identity) throw new DomainError('identity_not_found', 'the user has no such identity');
  const { remaining } = await identities.unlink(actor, {
    userId: user.id,
    which: { identityId: identity.id },
    outcome: 'split',
    keepPrimary: true,
  });
  return toChangedIdentities(remaining);
}
