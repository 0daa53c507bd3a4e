/**
 * The same two races against better-auth and against us, on one PostgreSQL server: a user unlinks both of its identities
 * at once; two users claim one identity at once. Counts what came of it. A comparison of what is held by whom, not a
 * test: it asserts nothing.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import pg from 'pg';
import { startPostgresServer } from '../../test/support/postgres-server.ts';
import { startBetterAuth } from './better-auth.ts';
import { type Peer, raceClaims, raceUnlinks } from './peer.ts';
import { startSelfsame } from './selfsame.ts';

const { tries } = new Command('npm run bench:peers --')
  .option('--tries <n>', 'tries of each race', Number, 100)
  .parse()
  .opts<{ tries: number }>();

const work = mkdtempSync(join(tmpdir(), 'selfsame-peers-'));
const postgres = await startPostgresServer({ fsync: true });
const peers: Peer[] = [];
try {
  peers.push(await startBetterAuth(await createDatabase('better_auth'), work));
  peers.push(await startSelfsame(await createDatabase('selfsame'), work));
  const date = new Date().toISOString();
  console.log(`${date.slice(0, 10)}, Node ${process.version}, PostgreSQL ${await readVersion()}, ${tries} tries each`);
  const results = [];
  for (const peer of peers) {
    const { name, version, asked } = peer;
    const unlinks = await raceUnlinks(peer, tries);
    const claims = await raceClaims(peer, tries);
    results.push({ name, version, asked, unlinks, claims });
    console.log(
      `\n${name} ${version}\n` +
        `  a user unlinks both of its identities at once: ${unlinks.violations} of ${tries} users were left with none\n` +
        `    (${asked.unlink}; both requests succeeded ${unlinks.bothDone} times)\n` +
        `  two users claim one identity at once: ${claims.violations} of ${tries} identities ended with two users\n` +
        `    (${asked.claim}; both requests succeeded ${claims.bothDone} times)`,
    );
  }
  const directory = fileURLToPath(new URL('../results/', import.meta.url));
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, `peers-${date.replaceAll(':', '-')}.json`), `${JSON.stringify(results, null, 2)}\n`);
} finally {
  await Promise.all(peers.map((peer) => peer.stop()));
  await postgres.stop();
  rmSync(work, { recursive: true, force: true });
}

async function createDatabase(name: string): Promise<string> {
  await query(`create database ${name}`);
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  return url.href;
}

async function readVersion(): Promise<string> {
  return (await query('show server_version'))[0]!.server_version!;
}

async function query(statement: string): Promise<Record<string, string>[]> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
