/** A database as the product makes it, filled by SQL: a tenant, an API key, and users with two identities each. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { strictLinkingRule } from '../src/domain/linking-rule.ts';
import { parentOf } from './process-figures.ts';

export interface Target {
  databaseUrl: string;
  sealingKey: string;
  postgresVersion: string;
  /** The database's first process, whose children serve the connections. */
  postmasterPid: number;
  tenantId: string;
  /** Of the API key that may do what was asked for. */
  key: { id: string; secret: string; raw: string };
  /** What the native API takes. */
  headers: Record<string, string>;
  users: number;
}

export const mainProgram = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** The number of a user, from 1, is the last twelve digits of its id. */
export const userIdPrefix = '01900000-0000-7000-8000-';
export const providerIdPrefix = '01900000-0000-7000-9000-';
export const identityIdPrefix = '01900000-0000-7000-a000-';

export function toId(prefix: string, number: number): string {
  return `${prefix}${number.toString(16).padStart(12, '0')}`;
}

export async function setUp(
  postgresUrl: string,
  users: number,
  tell: (line: string) => void,
  scopes = 'identities:read,users:read',
): Promise<Target> {
  const sealingKey = `bench:${randomBytes(32).toString('base64')}`;
  const environment = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    DATABASE_URL: postgresUrl,
    SELFSAME_KEYS: sealingKey,
  };
  const selfsame = async (...args: string[]): Promise<Record<string, string>> => {
    const { stdout } = await promisify(execFile)(process.execPath, [mainProgram, ...args], { env: environment });
    return JSON.parse(stdout || '{}');
  };
  const tenant = await selfsame('tenant', 'create', 'bench', '--json');
  const key = await selfsame('key', 'create', '--name', 'bench', '--scopes', scopes, '--json');

  tell(`loading ${users} users with two identities each`);
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  try {
    await fill(client, tenant.id!, users);
    const { rows } = await client.query<{ version: string; pid: number }>(
      "select current_setting('server_version') as version, pg_backend_pid() as pid",
    );
    return {
      databaseUrl: postgresUrl,
      sealingKey,
      postgresVersion: rows[0]!.version,
      postmasterPid: parentOf(rows[0]!.pid),
      tenantId: tenant.id!,
      key: { id: key.api_key_id!, secret: key.api_key_secret!, raw: key.api_key! },
      headers: { 'x-api-key': key.api_key!, 'x-tenant-id': tenant.id! },
      users,
    };
  } finally {
    await client.end();
  }
}

/** The providers, users and identities, on any connection to a database whose schema is at head. */
export async function fill(client: Pick<pg.ClientBase, 'query'>, tenantId: string, users: number): Promise<void> {
  const now = "timestamptz '2026-01-15 12:00:00.123+00'";
  const id = (prefix: string, number: string) => `('${prefix}' || lpad(to_hex(${number}), 12, '0'))::uuid`;
  for (const [number, strategy] of ['google-oauth2', 'github'].entries()) {
    await client.query(
      'insert into identity_providers (tenant_id, id, strategy, name, display_name, enabled, config, linking_rule, metadata, ' +
        `sync_status, created_at, updated_at) values ($1, ${id(providerIdPrefix, '$2::integer')}, $3, $3, $3, true, '{}', ` +
        `'${JSON.stringify(strictLinkingRule)}', '{}', 'pending', ${now}, ${now})`,
      [tenantId, number, strategy],
    );
  }
  await client.query(
    'insert into users (tenant_id, id, origin_key, email, email_key, email_verified, phone_verified, name, profile, user_metadata, ' +
      `app_metadata, status, logins_count, created_at, updated_at) select $1, ${id(userIdPrefix, 'n')}, 'google-oauth2|subject-' || n, ` +
      "'user' || n || '@example.com', 'user' || n || '@example.com', true, false, 'User ' || n, '{}', '{}', '{}', " +
      `'active', 1, ${now}, ${now} from generate_series(1, $2::integer) n`,
    [tenantId, users],
  );
  await client.query(
    'insert into identities (tenant_id, id, identity_provider_id, subject_type, subject, user_id, email, email_key, ' +
      'email_verified, phone_verified, username, display_name, claims, linked_by, linked_at, position, connection_ids, ' +
      `first_login_at, last_login_at, logins_count, last_synced_at, created_at, updated_at) select $1, ` +
      `${id(identityIdPrefix, '2 * n + i')}, ${id(providerIdPrefix, 'i')}, '', 'subject-' || n, ` +
      `${id(userIdPrefix, 'n')}, 'user' || n || '@example.com', 'user' || n || '@example.com', true, false, 'user' || n, ` +
      "'User ' || n, jsonb_build_object('sub', 'subject-' || n, 'email', 'user' || n || '@example.com', 'email_verified', true, " +
      "'name', 'User ' || n, 'picture', 'https://example.com/pictures/' || n || '.png', 'locale', 'en'), " +
      `'auto', ${now}, i, '{}', ${now}, ${now}, 1, ${now}, ${now}, ${now} ` +
      'from generate_series(1, $2::integer) n, generate_series(0, 1) i order by n, i',
    [tenantId, users],
  );
  await client.query('vacuum analyze');
  await client.query('checkpoint');
}
