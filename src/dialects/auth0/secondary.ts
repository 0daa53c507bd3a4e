/** Whom a link means by `provider` and `user_id`: another user, or an identity that is nobody's. */
import type { Actor } from '../../domain/actor.ts';
import { DomainError } from '../../domain/errors.ts';
import type { IdentitySummary } from '../../domain/identity.ts';
import type { User } from '../../domain/user.ts';
import type { Operations } from '../../operations/index.ts';
import { refuse } from './errors.ts';
import { bareUserId, isNamed } from './identity-wire.ts';
import { findUser, toUserId } from './user-id.ts';

export interface Naming {
  provider: string;
  /** Bare, or with the provider or the connection before it. */
  userId: string;
  /** The identity provider of `connection_id`, where the caller says which of several it means. */
  providerId: string | null;
}

/** `foundBy` is the identity that named the user, where one did. */
export type Secondary = { userId: string; foundBy?: string } | { identity: IdentitySummary };

/** Throws what the vendor answers when the two cannot be linked. */
export async function findSecondary(
  operations: Operations,
  actor: Actor,
  primary: User,
  naming: Naming,
): Promise<Secondary> {
  for (let looks = 1; ; looks += 1) {
    try {
      return await lookForSecondary(operations, actor, primary, naming);
    } catch (error) {
      // Whoever has the identity was merged or deleted between two look-ups: it is somebody else's now, or nobody's.
      const isGone = error instanceof DomainError && error.code === 'user_not_found';
      if (!isGone || looks === looksMax) throw error;
    }
  }
}

const looksMax = 3;

async function lookForSecondary(
  operations: Operations,
  actor: Actor,
  primary: User,
  naming: Naming,
): Promise<Secondary> {
  const found = await findIdentities(operations, actor, naming);
  if (found.length > 1) {
    throw refuse(400, 'ambiguous_identity', 'several connections have this identity: say which by `connection_id`');
  }
  const [identity] = found;
  if (identity?.userId === null) return { identity };
  const userId = identity?.userId ?? (await findByName(operations, actor, naming));
  if (userId === null) throw await whyNobody(operations, actor, naming);

  const identities = await operations.identities.ofUser(actor, userId);
  const isMain =
    identity === undefined ||
    identities[0]?.id === identity.id ||
    (await isBornOf(operations, actor, userId, identity));
  if (userId === primary.id) {
    throw isMain
      ? refuse(400, 'main_identity', 'it is the main identity of this user')
      : refuse(409, 'identity_already_linked', 'the user has this identity already');
  }
  // INVARIANT: a secondary identity of another user is never moved in silence.
  if (!isMain)
    throw refuse(409, 'identity_linked_elsewhere', 'the identity is linked to another user: unlink it there first');
  return { userId, ...(identity && { foundBy: identity.id }) };
}

/** In each spelling that the id may come in, the more particular first. */
async function findIdentities(operations: Operations, actor: Actor, naming: Naming): Promise<IdentitySummary[]> {
  const { provider, userId, providerId } = naming;
  const bare = userId.startsWith(`${provider}|`) ? userId.slice(provider.length + 1) : userId;
  const pipe = bare.indexOf('|');
  const subjects = new Set(
    [...(pipe < 0 ? [] : [bare.slice(pipe + 1)]), bare, userId].filter((subject) => subject !== ''),
  );
  for (const subject of subjects) {
    const { items } = await operations.identities.search(
      actor,
      { limit: 100 },
      { subject, identityProviderId: providerId ?? undefined },
    );
    const named = items.filter((identity) => isNamed(identity, provider, userId));
    if (named.length > 0) return named;
  }
  return [];
}

/** A user that has this name though no identity of it does: one made through another API. */
async function findByName(operations: Operations, actor: Actor, { provider, userId }: Naming): Promise<string | null> {
  const name = userId.startsWith(`${provider}|`) ? userId : `${provider}|${userId}`;
  return (await findUser(operations, actor, name))?.id ?? null;
}

/** Whether the user is called after this identity, though another one is its primary by now. */
async function isBornOf(operations: Operations, actor: Actor, userId: string, identity: IdentitySummary) {
  const user = await operations.users.read(actor, userId);
  return toUserId(user) === `${identity.provider.strategy}|${bareUserId(identity)}`;
}

async function whyNobody({ identities }: Operations, actor: Actor, { provider }: Naming) {
  const configured = await identities.providers(actor, { strategy: provider });
  return configured.length === 0
    ? refuse(400, 'inexistent_connection', `no connection of the provider \`${provider}\` is configured`)
    : refuse(400, 'inexistent_identity', 'there is no such identity to link with');
}
