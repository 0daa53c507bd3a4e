/**
 * better-auth's own answer to "which accounts does this user have?", `GET /list-accounts` by a signed-in user, on the same
 * PostgreSQL. People, accounts and sessions are filled in by SQL; the cookies are signed as it signs them.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { Bench } from '../bench-context.ts';
import type { RequestKind } from '../requests.ts';
import { startServerProcess } from '../server-process.ts';
import { type BenchServer, toBenchServer } from '../start-servers.ts';

/** Fewer than ours, which is to its advantage. */
const users = 50_000;

export interface BetterAuthList {
  server: BenchServer;
  list: RequestKind;
  users: number;
  stop(): Promise<void>;
}

export async function startBetterAuthList({ postgresUrl, work, tell }: Bench): Promise<BetterAuthList> {
  const databaseUrl = await createDatabase(postgresUrl, 'better_auth');
  const secret = randomBytes(32).toString('base64');
  const process = await startServerProcess({
    name: 'better-auth',
    args: [fileURLToPath(new URL('./better-auth-server.js', import.meta.url))],
    env: { PEER_SECRET: secret, PEER_SETTINGS: JSON.stringify({ databaseUrl, providers: {}, client: {} }) },
    work,
  });
  tell(`loading ${users} users of better-auth with two accounts each`);
  await fill(databaseUrl);
  const name = 'better-auth, `GET /list-accounts`';
  const server = toBenchServer(name, process);
  const cookieOf = (user: number): string => {
    const token = tokenOf(user);
    const signature = createHmac('sha256', secret).update(token).digest('base64');
    return `better-auth.session_token=${encodeURIComponent(`${token}.${signature}`)}`;
  };
  return {
    server,
    users,
    list: {
      name,
      headers: {},
      of: (user) => ({ method: 'GET', path: '/api/auth/list-accounts', headers: { cookie: cookieOf(user) } }),
    },
    stop: process.stop,
  };
}

function tokenOf(user: number): string {
  return `bench-token-${user}`;
}

async function fill(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `insert into "user" (id, name, email, "emailVerified", "createdAt", "updatedAt")
       select 'u' || n, 'User ' || n, 'user' || n || '@example.com', true, now(), now() from generate_series(1, ${users}) n`,
    );
    await client.query(
      `insert into account (id, "accountId", "providerId", "userId", "createdAt", "updatedAt")
       select 'a' || n || '-' || i, 'subject-' || n, 'provider-' || i, 'u' || n, now(), now()
       from generate_series(1, ${users}) n, generate_series(0, 1) i`,
    );
    await client.query(
      `insert into session (id, token, "userId", "expiresAt", "createdAt", "updatedAt")
       select 's' || n, 'bench-token-' || n, 'u' || n, now() + interval '7 days', now(), now()
       from generate_series(1, ${users}) n`,
    );
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}

export async function createDatabase(postgresUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  try {
    await client.query(`create database ${name}`);
  } finally {
    await client.end();
  }
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  return url.href;
}
