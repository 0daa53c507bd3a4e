/**
 * What it costs to import and export users by the command line, beside PostgreSQL's own `COPY` of the very same rows into
 * (or out of) the same tables with the same indexes. Interleaved rounds on a PostgreSQL with durable settings; each import
 * and each raw copy begins with empty tables.
 */
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { startPostgresServer } from '../test/support/postgres-server.ts';
import { median } from './figures.ts';
import { readCpuSeconds, readFamilyCpuSeconds } from './process-figures.ts';
import { mainProgram, setUp, type Target } from './set-up.ts';

export interface BulkOptions {
  rounds: number;
  /** Where CPU profiles of the command line go. */
  cpuProf?: string | undefined;
  tell?: ((line: string) => void) | undefined;
}

/** One contender over the rounds, by medians. */
export interface BulkFigures {
  usersPerSecond: number;
  /** Its speed over that of the raw copy of the same round. 1 for the raw copy itself. */
  ratio: number;
  /** Processor time a user: of the client (the command line, or `psql`) and of the database. */
  clientMicroseconds: number;
  databaseMicroseconds: number;
  /** The most that the client's process held at once. */
  peakMegabytes: number;
}

export interface BulkResult {
  users: number;
  rounds: number;
  loadAverage: number;
  copy: BulkFigures;
  selfsame: BulkFigures;
}

interface Measure {
  seconds: number;
  clientSeconds: number;
  databaseSeconds: number;
  peakMegabytes: number;
}

const tables = ['users', 'identities', 'events'];
/** An export has no events. */
const exportedTables = ['users', 'identities'];

/** Into empty tables of a database of its own, as many users of two identities each. */
export async function measureImport({ users, ...options }: BulkOptions & { users: number }): Promise<BulkResult> {
  const work = mkdtempSync(join(tmpdir(), 'selfsame-bulk-'));
  const postgres = await startPostgresServer({ fsync: true });
  const db = new pg.Client({ connectionString: postgres.url });
  try {
    const { selfsame, psql } = createRunners(await setUp(postgres.url, 0, () => {}), options);
    await db.connect();
    // As on any server that is loaded with much: else it would write checkpoints all the time.
    await db.query("alter system set max_wal_size = '4GB'");
    await db.query('select pg_reload_conf()');

    const lines = join(work, 'users.jsonl');
    await writeLines(lines, users);
    const file = (table: string) => join(work, `${table}.copy`);
    const empty = async () => {
      await db.query('truncate users, identities, events, imports cascade');
      await db.query('checkpoint');
    };
    const measured: Measured = { copy: [], selfsame: [] };
    for (let round = 0; round < options.rounds; round += 1) {
      await empty();
      measured.selfsame.push(await selfsame('import', lines));
      const copiesTo = tables.map((name) => ['-c', `\\copy ${name} to '${file(name)}'`]);
      await promisify(execFile)(findPsql(), ['-X', '-q', postgres.url, ...copiesTo.flat()]);
      await empty();
      measured.copy.push(await psql(tables.map((name) => `\\copy ${name} from '${file(name)}'`)));
      await requireRows(db, users);
    }
    return toResult(users, measured);
  } finally {
    await db.end();
    await postgres.stop();
    rmSync(work, { recursive: true, force: true });
  }
}

/** Of the users that are there, all of one tenant. */
export async function measureExport({ target, ...options }: BulkOptions & { target: Target }): Promise<BulkResult> {
  const work = mkdtempSync(join(tmpdir(), 'selfsame-bulk-'));
  try {
    const { selfsame, psql } = createRunners(target, options);
    const measured: Measured = { copy: [], selfsame: [] };
    for (let round = 0; round < options.rounds; round += 1) {
      measured.selfsame.push(await selfsame('export', join(work, 'out.jsonl')));
      measured.copy.push(await psql(exportedTables.map((name) => `\\copy ${name} to '${join(work, name)}'`)));
    }
    return toResult(target.users, measured);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

type Measured = Record<'copy' | 'selfsame', Measure[]>;

/** Our command line, and `psql` with all of its commands in one transaction. */
function createRunners({ databaseUrl, sealingKey, postmasterPid }: Target, { cpuProf, tell = () => {} }: BulkOptions) {
  const environment = {
    PATH: process.env.PATH ?? '',
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    SELFSAME_KEYS: sealingKey,
  };
  const profile = cpuProf === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${cpuProf}`];
  return {
    selfsame: (...args: string[]): Promise<Measure> => {
      tell(`selfsame ${args[0]}`);
      return run(process.execPath, [...profile, mainProgram, ...args], environment, postmasterPid);
    },
    psql: (copies: string[]): Promise<Measure> => {
      tell('psql');
      const commands = ['begin', ...copies, 'commit'].flatMap((command) => ['-c', command]);
      const args = ['-X', '-q', '-v', 'ON_ERROR_STOP=1', databaseUrl, ...commands];
      return run(findPsql(), args, environment, postmasterPid);
    },
  };
}

function toResult(users: number, measured: Measured): BulkResult {
  const figures = (own: Measure[]): BulkFigures => {
    const perUser = (seconds: number) => (seconds * 1e6) / users;
    return {
      usersPerSecond: Math.round(median(own.map(({ seconds }) => users / seconds))),
      ratio: median(own.map(({ seconds }, round) => measured.copy[round]!.seconds / seconds)),
      clientMicroseconds: median(own.map(({ clientSeconds }) => perUser(clientSeconds))),
      databaseMicroseconds: median(own.map(({ databaseSeconds }) => perUser(databaseSeconds))),
      peakMegabytes: Math.max(...own.map(({ peakMegabytes }) => peakMegabytes)),
    };
  };
  return {
    users,
    rounds: measured.copy.length,
    loadAverage: loadavg()[0]!,
    copy: figures(measured.copy),
    selfsame: figures(measured.selfsame),
  };
}

async function requireRows(db: pg.Client, users: number): Promise<void> {
  const { rows } = await db.query(
    `select (select count(*) from users)::integer as users, (select count(*) from identities)::integer as identities, (select count(*) from events where type = 'user.created')::integer as events`,
  );
  const counts = rows[0] as Record<string, number>;
  if (counts.users !== users || counts.identities !== 2 * users || counts.events !== users)
    throw new Error(`the rows are not those that were imported: ${JSON.stringify(counts)}`);
}

/** Runs a program to its end. Its processor time and memory are read from outside until then, some times a second. */
async function run(
  command: string,
  args: string[],
  env: Record<string, string>,
  postmasterPid: number,
): Promise<Measure> {
  const databaseBefore = readFamilyCpuSeconds(postmasterPid);
  const started = performance.now();
  const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = `${stderr}${chunk}`.slice(-4000);
  });
  let clientSeconds = 0;
  let peakMegabytes = 0;
  const look = setInterval(() => {
    clientSeconds = Math.max(clientSeconds, readCpuSeconds(child.pid!) || 0);
    peakMegabytes = Math.max(peakMegabytes, readPeakMegabytes(child.pid!));
  }, 100);
  const [code] = await once(child, 'close');
  clearInterval(look);
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${stderr}`);
  return {
    seconds,
    clientSeconds,
    peakMegabytes,
    databaseSeconds: readFamilyCpuSeconds(postmasterPid) - databaseBefore,
  };
}

/** proc(5): `VmHWM`, the peak resident set size. 0 where the system does not tell. */
function readPeakMegabytes(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function findPsql(): string {
  const root = '/usr/lib/postgresql';
  const [version] = readdirSync(root).sort((a, b) => Number(b) - Number(a));
  return join(root, version!, 'bin', 'psql');
}

/** Users as another system would hand them over: ids of theirs, times, and what two providers said. */
async function writeLines(path: string, users: number): Promise<void> {
  const output = createWriteStream(path);
  for (let first = 1; first <= users; first += 1000) {
    const count = Math.min(1000, users - first + 1);
    const lines = Array.from({ length: count }, (_, index) => `${JSON.stringify(makeLine(first + index))}\n`);
    if (!output.write(lines.join(''))) await once(output, 'drain');
  }
  output.end();
  await finished(output);
}

function makeLine(number: number): object {
  // Subjects are in no order, as those of real providers are.
  const random = createHash('sha256').update(`${number}`).digest();
  const subject = random.readBigUInt64BE().toString().padStart(21, '1');
  const email = `user${number}@example.com`;
  const [givenName, familyName] = [`Given${number % 997}`, `Family${number % 9973}`];
  const name = `${givenName} ${familyName}`;
  const createdAt = new Date(1_600_000_000_000 + number * 60_000).toISOString();
  const lastLoginAt = new Date(1_760_000_000_000 + (number % 100_000) * 1000).toISOString();
  const identity = (provider: string, external_id: string) => ({
    identity_provider: provider,
    external_id,
    email,
    email_verified: true,
    display_name: name,
    claims: { sub: external_id, email, email_verified: true, name, picture: `https://example.com/${external_id}.png` },
    linked_by: 'auto',
    linked_at: createdAt,
    last_login_at: lastLoginAt,
    logins_count: number % 50,
    created_at: createdAt,
  });
  return {
    id: `01900000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`,
    email,
    email_verified: true,
    external_id: `crm-${random.readUInt32BE(8)}-${number}`,
    name,
    given_name: givenName,
    family_name: familyName,
    locale: 'en-GB',
    app_metadata: { plan: number % 3 ? 'free' : 'gold' },
    last_login_at: lastLoginAt,
    logins_count: number % 100,
    created_at: createdAt,
    identities: [identity('google-oauth2', subject), identity('github', `${random.readUInt32BE(12)}${number}`)],
  };
}
