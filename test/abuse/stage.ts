/**
 * Where the abuse cases play: a whole running server, providers of real HTTP on loopback that say whatever they are told
 * to, and browsers of the attacker and of the victim. What came of it is read from the database, so that a defence that
 * only looks like one is seen through.
 */
import type { Connection, IdentityProvider } from '../../src/domain/identity-provider.ts';
import type { LinkingRule } from '../../src/domain/linking-rule.ts';
import { Browser } from '../support/browser.ts';
import { type NativeClient, openNative, type RawAnswer } from '../support/native-client.ts';
import { type ScriptedProvider, scriptedClient, startScriptedProvider } from '../support/scripted-provider.ts';
import { startTestApp, type TestApp, type TestAppOptions } from '../support/test-app.ts';

export type ProviderClaims = Record<string, unknown>;

/** A provider that people sign in at. */
export interface SignInPlace {
  provider: IdentityProvider;
  connection: Connection;
  scripted: ScriptedProvider;
  /** The whole way in a browser (a new one unless given): the provider says these claims, the callback is opened. */
  signIn(claims: ProviderClaims, browser?: Browser): Promise<Visit>;
  /** As far as the callback's address, which nobody has opened yet. */
  approach(claims: ProviderClaims, browser: Browser): Promise<string>;
}

export interface Visit {
  browser: Browser;
  status: number;
  html: string;
  /** Whose session the browser holds now; null when it holds none that works. */
  userId: string | null;
}

// biome-ignore lint/suspicious/noExplicitAny: rows as the database gives them, for a test to look at
export type Row = Record<string, any>;

export interface Stage {
  it: TestApp;
  /** The tenant's own application, which may do everything. */
  native: NativeClient;
  /** A provider with a server of its own, unless it is given one. */
  addProvider(name: string, rule?: Partial<LinkingRule>, options?: ProviderOptions): Promise<SignInPlace>;
  /** A user as the tenant's application makes one. */
  createUser(fields: object): Promise<Row>;
  user(id: string): Promise<Row | undefined>;
  identitiesOf(userId: string): Promise<Row[]>;
  /** Every identity with this subject, whoever's. */
  bySubject(subject: string): Promise<Row[]>;
  openSessionsOf(userId: string): Promise<Row[]>;
  /** Events of these types, oldest first. */
  events(...types: string[]): Promise<Row[]>;
  /** Everything that an attack could change: live users, identities with their owners, open sessions. */
  snapshot(): Promise<object>;
  /** What the tenant has settled about linking, whole. */
  settle(linking: object): Promise<void>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<RawAnswer>;
  put(path: string, body: unknown): Promise<RawAnswer>;
  close(): Promise<void>;
}

export interface ProviderOptions {
  strategy?: 'oidc' | 'google-oauth2' | 'github';
  scripted?: ScriptedProvider;
}

export async function openStage(options: TestAppOptions = {}): Promise<Stage> {
  const it = await startTestApp(options);
  const native = openNative(it);
  const servers: ScriptedProvider[] = [];

  async function read(text: string, ...values: unknown[]): Promise<Row[]> {
    return (await it.database.pool.query(text, [it.tenant.id, ...values])).rows;
  }

  function send(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<RawAnswer> {
    return native.send(method, path, {
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  const stage: Stage = {
    it,
    native,
    async addProvider(name, rule = {}, { strategy = 'oidc', scripted } = {}) {
      const server = scripted ?? (await startScriptedProvider());
      if (!scripted) servers.push(server);
      const provider = await it.createProvider(strategy, name, rule);
      const connection = await it.operations.connections.create(it.actor, {
        identityProviderId: provider.id,
        identifier: name,
        ...scriptedClient,
        config: strategy === 'github' ? githubConfig(server.url) : { issuer: server.url },
      });
      return openPlace(it, provider, connection, server);
    },
    async createUser(fields) {
      const { status, body } = await stage.post('/v1/users', fields);
      if (status !== 201) throw new Error(`no user was made: ${JSON.stringify(body)}`);
      return body;
    },
    user: async (id) => (await read('select * from users where tenant_id = $1 and id = $2', id))[0],
    identitiesOf: (userId) =>
      read('select * from identities where tenant_id = $1 and user_id = $2 order by position', userId),
    bySubject: (subject) => read('select * from identities where tenant_id = $1 and subject = $2', subject),
    openSessionsOf: (userId) =>
      read('select id from sessions where tenant_id = $1 and user_id = $2 and ended_at is null', userId),
    events: (...types) => read('select * from events where tenant_id = $1 and type = any ($2) order by id', types),
    async snapshot() {
      return {
        users: await read(
          `select id, email, email_verified, phone, phone_verified, username, status, merged_into, user_metadata,
             app_metadata from users where tenant_id = $1 order by id`,
        ),
        identities: await read(
          'select id, user_id, subject, email, position from identities where tenant_id = $1 order by id',
        ),
        sessions: await read('select id from sessions where tenant_id = $1 and ended_at is null order by id'),
      };
    },
    async settle(linking) {
      const { status } = await stage.put(`/v1/tenants/${it.tenant.id}`, { settings: { linking } });
      if (status !== 200) throw new Error(`the settings were refused: ${status}`);
    },
    post: (path, body, headers = native.headers) => send('POST', path, body, headers),
    put: (path, body) => send('PUT', path, body, native.headers),
    async close() {
      await it.close();
      for (const server of servers) await server.close();
    },
  };
  return stage;
}

function openPlace(
  it: TestApp,
  provider: IdentityProvider,
  connection: Connection,
  scripted: ScriptedProvider,
): SignInPlace {
  const place: SignInPlace = {
    provider,
    connection,
    scripted,
    async approach(claims, browser) {
      const start = await browser.get(`/sign-in/with/${connection.identifier}`);
      if (start.location === null) throw new Error(`the sign-in did not start: ${start.status} ${start.html}`);
      const callback = scripted.approve(new URL(start.location), claims);
      return `${callback.pathname}${callback.search}`;
    },
    async signIn(claims, browser = new Browser(it.baseUrl)) {
      const { status, html } = await browser.get(await place.approach(claims, browser));
      return { browser, status, html, userId: await signedInAs(browser) };
    },
  };
  return place;
}

/** Whose account page the browser is shown; null when it is sent to sign in. */
export async function signedInAs(browser: Browser): Promise<string | null> {
  const { status } = await browser.get('/account');
  return status === 200 ? (await browser.readAccount()).userId : null;
}

function githubConfig(url: string) {
  return {
    issuer: url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    userinfo_endpoint: `${url}/user`,
    emails_endpoint: `${url}/user/emails`,
  };
}

/** Believed for its own bit, as far as these tests need a provider that is. */
export const believed = { mode: 'verified_match', emailProof: 'provider_verified_bit' } as const;
