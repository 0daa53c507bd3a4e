/**
 * Who calls with an access token of the console. Looked up anew at each call: operators are few and people, and so whoever is
 * suspended, has lost the role or has ended the session is out at once, whichever process or server they ask.
 */
import type { Actor } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import { isUuid } from '../domain/ids.ts';
import { apiAudience, consoleClientId, operatorsSlug, scopesOfRole } from '../domain/operator.ts';
import type { Tenant } from '../domain/tenant.ts';
import { nameOf } from '../domain/user.ts';
import { unauthenticated } from './authentication.ts';
import type { Dependencies } from './dependencies.ts';
import { tenantNotFound } from './live-tenant.ts';
import { createOpenidOperations } from './openid.ts';
import { standingOf } from './sessions.ts';
import type { TokenOperations } from './tokens.ts';
import { readTokenHeader } from './user-tokens.ts';

/** `tenantId`: in which tenant they want to work; null: in the oldest beside their own. */
export function createOperatorAccess(deps: Dependencies, tokens: TokenOperations) {
  const { reads } = deps.store;
  const openid = createOpenidOperations(deps, tokens);

  const chooseTenant = async (home: Tenant, tenantId: string | null): Promise<Tenant> => {
    if (tenantId !== null) {
      const tenant = isUuid(tenantId) ? await reads.tenants.byId(tenantId.toLowerCase()) : null;
      if (!tenant) throw tenantNotFound();
      return tenant;
    }
    const { items } = await reads.tenants.list({ limit: 2 });
    return items.find(({ id }) => id !== home.id) ?? home;
  };

  return async (token: string, tenantId: string | null): Promise<Actor> => {
    const claims = await tokens.verify(token);
    // An ID token is told apart by its header, and is no access token (RFC 9068 §2.1).
    const homeId = claims && readTokenHeader(token)?.typ === 'at+jwt' ? tokens.tenantOf(token) : null;
    if (!claims || homeId === null) throw unauthenticated();
    const { azp, aud, sub, sid } = claims;
    // INVARIANT: what another application was given, or what was given for another API, is no credential here.
    if (azp !== consoleClientId || ![aud].flat().includes(apiAudience)) throw unauthenticated();
    if (typeof sub !== 'string' || typeof sid !== 'string' || !isUuid(sid)) throw unauthenticated();
    const [home, application, session] = await Promise.all([
      reads.tenants.byId(homeId),
      reads.applications.byClientId(homeId, consoleClientId),
      standingOf(reads, homeId, sid),
    ]);
    if (home?.slug !== operatorsSlug || !application) throw unauthenticated();
    // INVARIANT: no session, no operator: also where the person themselves has signed out.
    if (!session || session.endedAt !== null || Date.parse(session.expiresAt) <= deps.entropy.now())
      throw unauthenticated();
    const account = await openid.bySubject(application, sub);
    // INVARIANT: whoever signed in with an identity that has been unlinked since is not the user any more.
    const standing = account && (await openid.findAccount(homeId, account.accountId, sid));
    if (!standing) throw unauthenticated();
    const { user } = standing;
    const operator = await reads.operators.byUser(homeId, user.id);
    if (!operator) throw notAnOperator();
    const tenant = await chooseTenant(home, tenantId);
    return {
      tenantId: tenant.id,
      kind: 'operator',
      id: user.id,
      label: nameOf(user),
      scopes: scopesOfRole(operator.role, tenant.id === home.id),
      identityProviderId: null,
    };
  };
}

export function notAnOperator(): DomainError {
  return new DomainError('not_an_operator', 'you have no role in the console: ask an owner for one');
}
