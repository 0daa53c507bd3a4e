/** Which application a `client_id` names, and whether a request has its secret: its own, or an API key as WorkOS has it. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Application } from '../../domain/application.ts';
import { DomainError } from '../../domain/errors.ts';
import { splitIds } from '../../domain/ids.ts';
import type { DialectContext } from '../dialect.ts';

export interface Client {
  application: Application;
  /** The address that its tokens are from, without a trailing slash. */
  baseUrl: string;
}

/** A client id made here names its tenant; one that was kept from elsewhere is looked for where the request came to. */
export async function findClient(
  { operations, baseUrl, siteOf }: DialectContext,
  request: FastifyRequest,
  clientId: string,
): Promise<Client | null> {
  const site = (await siteOf?.(request)) ?? null;
  const named = splitIds(clientId)?.[0];
  for (const tenantId of [named, site?.tenant.id]) {
    const application = tenantId ? await operations.applications.byClientId(tenantId, clientId) : null;
    if (application) {
      const isHere = site?.tenant.id === application.tenantId;
      return { application, baseUrl: isHere ? site.baseUrl : baseUrl };
    }
  }
  return null;
}

/**
 * The client that may ask for people here. Throws `client_refused`. INVARIANT: somebody else's application is told nothing of
 * a person who has not agreed to it, and this API has no page that would ask.
 */
export async function requireClient(
  context: DialectContext,
  request: FastifyRequest,
  clientId: string,
): Promise<Client> {
  const client = await findClient(context, request, clientId);
  if (!client) throw new DomainError('client_refused', 'there is no application of this `client_id`');
  if (!client.application.firstParty)
    throw new DomainError(
      'client_refused',
      'this application is not the tenant’s own: sign people in by OpenID Connect',
    );
  return client;
}

/** Throws `client_refused` unless the request proves to be the application's, in the way that the application is to. */
export async function requireSecret(
  { operations }: Pick<DialectContext, 'operations'>,
  application: Application,
  secret: string | null,
): Promise<void> {
  // What runs in the open has no secret. One that is sent all the same proves nothing, and is not looked at.
  if (application.authMethod === 'none') return;
  if (secret === null)
    throw new DomainError('client_refused', 'send the `client_secret`: this application is registered with one');
  const own = operations.applications.openSecret(application);
  if (own !== null && isSame(own, secret)) return;
  if (secret.startsWith('sk_') && (await isKeyOf(operations, application, secret))) return;
  throw new DomainError(
    'client_refused',
    'the `client_secret` is neither the application’s nor an API key of its tenant',
  );
}

/** WorkOS's SDKs send their API key. INVARIANT: of the same tenant, with the right to sessions, bound to no provider. */
async function isKeyOf(
  { authentication }: DialectContext['operations'],
  { tenantId }: Application,
  rawKey: string,
): Promise<boolean> {
  const actor = await authentication.byKey(rawKey).catch((error: unknown) => {
    if (error instanceof DomainError && error.code === 'unauthenticated') return null;
    throw error;
  });
  return actor?.tenantId === tenantId && actor.scopes.has('sessions:write') && actor.identityProviderId === null;
}

function isSame(one: string, other: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
}
