/** The verbs on applications: register, read, change, give a new secret, remove. */
import { type Actor, requireScope } from '../domain/actor.ts';
import {
  type Api,
  type Application,
  type AuthMethod,
  type GrantType,
  type MergedSubject,
  type SubjectFormat,
  tokenExchange,
} from '../domain/application.ts';
import { DomainError } from '../domain/errors.ts';
import { createId, joinIds } from '../domain/ids.ts';
import type { JsonObject } from '../domain/json.ts';
import { isCustomScheme, isLoopback, requireOrigin, requireRedirectUri } from '../domain/redirect-uri.ts';
import type { Page, PageRequest, Rows } from '../stores/store.ts';
import { createSecret } from '../vault/secrets.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { difference, record } from './record.ts';

export interface CreateApplication {
  name: string;
  /** Kept from elsewhere; made here when absent. */
  clientId?: string;
  /** Kept from elsewhere; made here when absent. */
  clientSecret?: string;
  authMethod?: AuthMethod;
  redirectUris?: string[];
  postLogoutRedirectUris?: string[];
  webOrigins?: string[];
  grantTypes?: GrantType[];
  apis?: Api[];
  firstParty?: boolean;
  pkceRequired?: boolean;
  subjectFormat?: SubjectFormat;
  mergedSubject?: MergedSubject;
  accessTokenSeconds?: number;
  refreshTokenSeconds?: number;
}

export type UpdateApplication = Partial<Omit<CreateApplication, 'clientId' | 'clientSecret'>>;

/** With the secret, shown this once; null for an application that has none. */
export interface CreatedApplication {
  application: Application;
  clientSecret: string | null;
}

const hourSeconds = 3600;
const daySeconds = 86_400;

export function createApplicationOperations(deps: Dependencies) {
  const { reads } = deps.store;

  const seal = (application: Pick<Application, 'tenantId' | 'id'>, secret: string): string =>
    deps.vault.seal(secret, applicationPlace(application));

  const requireLocked = async (rows: Rows, actor: Actor, id: string): Promise<Application> => {
    const application = await rows.applications.lock(actor.tenantId, id);
    if (!application) throw applicationNotFound();
    return application;
  };

  return {
    async create(actor: Actor, input: CreateApplication): Promise<CreatedApplication> {
      requireWrite(actor);
      const { clientId, clientSecret, ...rest } = input;
      const now = currentTime(deps);
      const id = createId(deps.entropy);
      const authMethod = rest.authMethod ?? 'client_secret_basic';
      if (authMethod === 'none' && clientSecret !== undefined)
        throw invalid('clientSecret', 'an application of method `none` has no secret');
      const secret = authMethod === 'none' ? null : (clientSecret ?? createSecret());
      const application: Application = {
        id,
        tenantId: actor.tenantId,
        clientId: clientId ?? joinIds(actor.tenantId, id),
        name: rest.name,
        authMethod,
        sealedSecret: secret === null ? null : seal({ tenantId: actor.tenantId, id }, secret),
        redirectUris: rest.redirectUris ?? [],
        postLogoutRedirectUris: rest.postLogoutRedirectUris ?? [],
        webOrigins: rest.webOrigins ?? [],
        grantTypes: rest.grantTypes ?? ['authorization_code', 'refresh_token'],
        apis: rest.apis ?? [],
        firstParty: rest.firstParty ?? true,
        pkceRequired: rest.pkceRequired ?? true,
        subjectFormat: rest.subjectFormat ?? 'native',
        mergedSubject: rest.mergedSubject ?? 'keep',
        accessTokenSeconds: rest.accessTokenSeconds ?? hourSeconds,
        refreshTokenSeconds: rest.refreshTokenSeconds ?? 30 * daySeconds,
        createdAt: now,
        updatedAt: now,
      };
      requireSound(application);
      return deps.store.transaction(async (rows) => {
        await rows.applications.insert(application);
        await record(deps, rows, actor, { type: 'application.created', after: applicationSnapshot(application) });
        return { application, clientSecret: secret };
      });
    },

    async read(actor: Actor, id: string): Promise<Application> {
      requireScope(actor, 'applications:read');
      const application = await reads.applications.byId(actor.tenantId, id);
      if (!application) throw applicationNotFound();
      return application;
    },

    async list(actor: Actor, page: PageRequest): Promise<Page<Application>> {
      requireScope(actor, 'applications:read');
      return reads.applications.list(actor.tenantId, page);
    },

    /** Changes what the input names. A method that needs a secret, after `none`, comes with a new one. */
    async update(actor: Actor, id: string, input: UpdateApplication): Promise<CreatedApplication> {
      requireWrite(actor);
      return deps.store.transaction(async (rows) => {
        const before = await requireLocked(rows, actor, id);
        const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
        const wanted: Application = { ...before, ...given };
        const secret = wanted.authMethod !== 'none' && before.sealedSecret === null ? createSecret() : null;
        if (wanted.authMethod === 'none') wanted.sealedSecret = null;
        if (secret !== null) wanted.sealedSecret = seal(before, secret);
        requireSound(wanted);
        const change = difference(applicationSnapshot(before), applicationSnapshot(wanted));
        if (!change) return { application: before, clientSecret: null };
        const after: Application = { ...wanted, updatedAt: currentTime(deps) };
        await rows.applications.update(after);
        await record(deps, rows, actor, {
          type: 'application.updated',
          before: { id, ...(change.before as JsonObject) },
          after: { id, ...(change.after as JsonObject) },
        });
        return { application: after, clientSecret: secret };
      });
    },

    /** A new secret; the old one is good for nothing from now on. */
    async changeSecret(actor: Actor, id: string): Promise<CreatedApplication> {
      requireWrite(actor);
      const clientSecret = createSecret();
      return deps.store.transaction(async (rows) => {
        const before = await requireLocked(rows, actor, id);
        if (before.authMethod === 'none') throw invalid('authMethod', 'an application of method `none` has no secret');
        const after: Application = {
          ...before,
          sealedSecret: seal(before, clientSecret),
          updatedAt: currentTime(deps),
        };
        await rows.applications.update(after);
        await record(deps, rows, actor, { type: 'application.secret_changed', after: { id, name: after.name } });
        return { application: after, clientSecret };
      });
    },

    /** With all that it was given: its codes and tokens are good for nothing from now on. */
    async delete(actor: Actor, id: string): Promise<void> {
      requireWrite(actor);
      await deps.store.transaction(async (rows) => {
        const application = await requireLocked(rows, actor, id);
        await rows.openidRecords.deleteOfClient(actor.tenantId, application.clientId);
        await rows.applications.delete(actor.tenantId, id);
        await record(deps, rows, actor, { type: 'application.deleted', before: applicationSnapshot(application) });
      });
    },

    /** The application of this client id, or null. Asks no actor: for the OpenID provider, where everybody begins. */
    byClientId: (tenantId: string, clientId: string): Promise<Application | null> =>
      isClientId(clientId) ? reads.applications.byClientId(tenantId, clientId) : Promise.resolve(null),

    /** What the application proves itself with: for the OpenID provider alone. */
    openSecret: (application: Application): string | null =>
      application.sealedSecret === null
        ? null
        : deps.vault.open(application.sealedSecret, applicationPlace(application)),
  };
}

export function applicationNotFound(): DomainError {
  return new DomainError('application_not_found', 'there is no such application');
}

/** What the sealing of an application's secret is bound to. */
export function applicationPlace({ tenantId, id }: Pick<Application, 'tenantId' | 'id'>): string {
  return `${tenantId}/applications/${id}`;
}

function applicationSnapshot({ tenantId: _tenant, sealedSecret: _secret, ...kept }: Application): JsonObject {
  return kept as unknown as JsonObject;
}

function requireWrite(actor: Actor): void {
  requireScope(actor, 'applications:write');
  if (actor.identityProviderId === null) return;
  throw new DomainError(
    'identity_provider_mismatch',
    'a credential bound to an identity provider does not change applications',
  );
}

function isClientId(text: string): boolean {
  return /^[\x21-\x7e]{1,128}$/.test(text);
}

function requireSound(application: Application): void {
  const { clientId, redirectUris, postLogoutRedirectUris, webOrigins, grantTypes, apis, authMethod } = application;
  // RFC 6749 appendix A.1; and no colon, which HTTP Basic could not tell from its own.
  if (!isClientId(clientId) || clientId.includes(':'))
    throw invalid('clientId', 'a client id is 1 to 128 printable ASCII characters without spaces and colons');
  for (const uri of redirectUris) requireRedirectUri(uri, 'redirectUris');
  for (const uri of postLogoutRedirectUris) requireRedirectUri(uri, 'postLogoutRedirectUris');
  for (const origin of webOrigins) requireOrigin(origin, 'webOrigins');
  const signsIn = grantTypes.includes('authorization_code') || grantTypes.includes('implicit');
  if (signsIn && redirectUris.length === 0)
    throw invalid('redirectUris', 'where are its users sent back to? name at least one redirect URI');
  const secretGrants: GrantType[] = ['client_credentials', tokenExchange];
  if (authMethod === 'none' && grantTypes.some((grant) => secretGrants.includes(grant)))
    throw invalid('grantTypes', 'without a secret there are no client credentials and no token exchange');
  if (authMethod === 'none' && !application.pkceRequired)
    throw invalid('pkceRequired', 'an application without a secret needs PKCE');
  const uris = [...redirectUris, ...postLogoutRedirectUris];
  if (uris.some(isCustomScheme) && uris.some((uri) => uri.startsWith('https:') && isLoopback(uri)))
    throw invalid('redirectUris', 'an app with a scheme of its own has no https on loopback');
  for (const { audience, scopes } of apis) {
    if (audience.trim() === '' || /[\p{Cc}\s#]/u.test(audience))
      throw invalid('apis', 'an audience is a name without spaces and `#`, best a URI');
    if (scopes.some((scope) => !/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope)))
      throw invalid('apis', 'a scope is printable ASCII without spaces and quotes (RFC 6749 §3.3)');
  }
}

function invalid(field: string, message: string): DomainError {
  return new DomainError('invalid_input', message, { field });
}
