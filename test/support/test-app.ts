/** A whole running Selfsame on a fresh PostgreSQL database, with a tenant and an API key that may do everything. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { type App, createApp, createEntropy } from '../../src/app.ts';
import type { Fetch } from '../../src/connectors/connector.ts';
import { type Actor, systemActor } from '../../src/domain/actor.ts';
import type { IdentityProvider } from '../../src/domain/identity-provider.ts';
import type { LinkingRule } from '../../src/domain/linking-rule.ts';
import { allScopes, type Scope } from '../../src/domain/scopes.ts';
import type { Tenant } from '../../src/domain/tenant.ts';
import type { Mailer } from '../../src/mail/mailer.ts';
import type { CreatedApiKey } from '../../src/operations/api-keys.ts';
import type { Operations } from '../../src/operations/index.ts';
import type { Database } from '../../src/stores/postgres/database.ts';
import { openEmbedded } from '../../src/stores/postgres/embedded.ts';
import { migrate } from '../../src/stores/postgres/migrate.ts';
import { openServer } from '../../src/stores/postgres/server.ts';
import type { SealingKey } from '../../src/vault/vault.ts';
import { freshDatabase } from './database.ts';

export interface TestApp {
  app: App;
  /** `http://127.0.0.1:<port>`. */
  baseUrl: string;
  /** What it believes to be its address: with `https` where something that speaks TLS is to stand in front of it. */
  publicUrl: string;
  database: Database;
  operations: Operations;
  tenant: Tenant;
  /** The system within the tenant: may do everything. */
  actor: Actor;
  key: CreatedApiKey;
  /** A second tenant with a key of its own, for asking after what is none of its business. */
  other: { tenant: Tenant; actor: Actor; key: CreatedApiKey };
  createKey(scopes: Scope[], options?: { identityProviderId?: string }): Promise<CreatedApiKey>;
  createProvider(strategy: string, name?: string, linkingRule?: Partial<LinkingRule>): Promise<IdentityProvider>;
  close(): Promise<void>;
}

export interface TestAppOptions {
  /** A fresh database on the run's PostgreSQL server, or an embedded one in a directory of its own. */
  on?: 'server' | 'embedded';
  /** The server knows its own address with the port, as an issuer must. */
  port?: number;
  /** Its address begins with `https`; it is reached without. */
  behindTls?: boolean;
  logLevel?: string;
  /** Gets every line of the log as it is written, with no net under it. */
  onLog?: (line: string) => void;
  now?: () => number;
  /** Without one no mail is sent, and no codes are offered. */
  mailer?: Mailer;
  /** Far away unless a test is about it: all of a test's browsers share an address. */
  signInRateLimit?: { requestsMax: number; windowSeconds: number };
  /** The address that browsers know; `https` where a test looks at cookies. */
  publicUrl?: string;
  fetch?: Fetch;
  /** How a directory's name becomes the address that is dialled. */
  findAddress?: (hostname: string) => Promise<string>;
  /** How many proxies stand in front; none. */
  proxies?: number;
  /** Where the built console is. */
  consoleDir?: string;
  /** Of its own making unless a test needs to know them. */
  sealingKeys?: SealingKey[];
}

export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const { database, drop } = await openFresh(options.on ?? 'server');
  await migrate(database);
  const app = await createApp({
    database,
    sealingKeys: options.sealingKeys ?? [{ id: 'test', key: randomBytes(32) }],
    baseUrl: publicUrlOf(options),
    logger: pino({ level: options.logLevel ?? 'silent' }, ...(options.onLog ? [{ write: options.onLog }] : [])),
    fetch: options.fetch ?? fetch,
    findAddress: options.findAddress ?? (async (hostname) => hostname),
    trustProxy: options.proxies ?? false,
    insecureDevelopmentEndpoints: true,
    mailer: options.mailer ?? null,
    signInRateLimit: options.signInRateLimit ?? { requestsMax: 1_000_000, windowSeconds: 60 },
    ...(options.consoleDir !== undefined && { consoleDir: options.consoleDir }),
    ...(options.now && { entropy: createEntropy(options.now) }),
  });
  await app.server.listen({ port: options.port ?? 0, host: '127.0.0.1' });
  const { operations } = app;
  const first = await createTenant(operations, 'acme', true);
  return {
    app,
    baseUrl: `http://127.0.0.1:${(app.server.server.address() as AddressInfo).port}`,
    publicUrl: publicUrlOf(options),
    database,
    operations,
    ...first,
    other: await createTenant(operations, 'globex', false),
    createKey: (scopes, { identityProviderId } = {}) =>
      operations.apiKeys.create(first.actor, {
        name: 'narrow',
        scopes,
        identityProviderId: identityProviderId ?? null,
      }),
    createProvider: (strategy, name = strategy, linkingRule = {}) =>
      operations.identityProviders.create(first.actor, { strategy, name, linkingRule }),
    async close() {
      await app.close();
      await drop();
    },
  };
}

function publicUrlOf({ port, behindTls, publicUrl }: TestAppOptions): string {
  return publicUrl ?? `${behindTls ? 'https' : 'http'}://127.0.0.1${port === undefined ? '' : `:${port}`}`;
}

async function openFresh(on: 'server' | 'embedded'): Promise<{ database: Database; drop(): Promise<void> }> {
  if (on === 'server') {
    const fresh = await freshDatabase();
    return { database: await openServer(fresh.url), drop: fresh.drop };
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'selfsame-'));
  return { database: await openEmbedded(dataDir), drop: () => rm(dataDir, { recursive: true, force: true }) };
}

async function createTenant(operations: Operations, slug: string, isMaster: boolean) {
  const { tenantId: _, ...system } = systemActor('', 'test');
  const tenant = await operations.tenants.create(system, { name: slug, slug, isMaster });
  const actor = systemActor(tenant.id, 'test');
  const key = await operations.apiKeys.create(actor, { name: 'everything', scopes: allScopes });
  return { tenant, actor, key };
}
