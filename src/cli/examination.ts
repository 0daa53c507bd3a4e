/** What the doctor looks at, in order. Each check is a question with one answer; what one cannot go without ends the rest. */
import { accessSync, constants, existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { type Config, ConfigError, countWorkers, type Environment, type Mode, readConfig } from '../config.ts';
import { createSmtpMailer } from '../mail/smtp.ts';
import { createLogger } from '../server/log.ts';
import { type Database, DatabaseUnavailable } from '../stores/postgres/database.ts';
import { migrationState } from '../stores/postgres/migrate.ts';
import { sampleSealed } from '../stores/postgres/sealed-columns.ts';
import { readServerFacts } from '../stores/postgres/server-facts.ts';
import type { SealingKey } from '../vault/vault.ts';
import { openDatabase } from './installation.ts';
import { examineSealed } from './sealing-keys.ts';

export interface Finding {
  /** A note is something to know: nothing need be done. */
  state: 'good' | 'note' | 'trouble';
  /** One line: what was found and, for trouble, what to do. */
  what: string;
}

const good = (what: string): Finding => ({ state: 'good', what });
const note = (what: string): Finding => ({ state: 'note', what });
const trouble = (what: string): Finding => ({ state: 'trouble', what });

const nodeVersionMin = [20, 19] as const;
/** Sign-ins and signatures are judged by time; the providers allow about this much. */
const clockDifferenceMaxSeconds = 5;
const earliestPossible = Date.parse('2026-11-01T00:00:00Z');

export async function* examine(env: Environment, mode: Mode): AsyncGenerator<Finding> {
  yield checkNode(process.versions.node);
  const config = readOrExplain(env, mode);
  if (Array.isArray(config)) return yield* config;
  yield good(`settings: can be read, ${mode} mode`);
  yield checkBaseUrl(config);
  yield await checkPort(config);
  yield checkLocalClock(Date.now());
  yield checkDataDir(config);
  yield await checkMail(config);
  yield* await checkDatabase(config);
}

function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const enough = major > nodeVersionMin[0] || (major === nodeVersionMin[0] && minor >= nodeVersionMin[1]);
  return enough
    ? good(`node: ${version}`)
    : trouble(`node: ${version} is too old: install ${nodeVersionMin.join('.')} or newer`);
}

function readOrExplain(env: Environment, mode: Mode): Config | Finding[] {
  try {
    const config = readConfig(env, mode);
    countWorkers(config, availableParallelism());
    return config;
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map((problem) => trouble(`settings: ${problem}`));
    throw error;
  }
}

function checkBaseUrl({ baseUrl, mode }: Config): Finding {
  const { protocol, hostname } = new URL(baseUrl);
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  if (mode === 'production' && loopback)
    return note(`base url: ${baseUrl} works on this machine alone: set SELFSAME_BASE_URL to the public address`);
  if (protocol === 'http:' && !loopback)
    return trouble(
      `base url: ${baseUrl} sends session cookies in the open: put a proxy with TLS in front and set SELFSAME_BASE_URL to its https address`,
    );
  return good(`base url: ${baseUrl}`);
}

async function checkPort({ host, port }: Config): Promise<Finding> {
  const problem = await new Promise<NodeJS.ErrnoException | null>((done) => {
    const server = createServer();
    server.once('error', done);
    server.listen(port, host, () => server.close(() => done(null)));
  });
  if (problem === null) return good(`port: ${port} on ${host} is free`);
  if (problem.code !== 'EADDRINUSE')
    return trouble(`port: ${port} on ${host} cannot be used (${problem.code}): set PORT or HOST`);
  if (await isAnswering(host, port)) return note(`port: a running server answers on ${port}`);
  return trouble(`port: ${port} on ${host} is taken by something else: stop it, or set PORT to another`);
}

/** Whether what listens there is one of ours. */
async function isAnswering(host: string, port: number): Promise<boolean> {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  try {
    const url = `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}/readyz`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000), redirect: 'error' });
    return typeof ((await answer.json()) as { status?: unknown }).status === 'string';
  } catch {
    return false;
  }
}

function checkLocalClock(now: number): Finding {
  return now < earliestPossible
    ? trouble(`clock: it says ${new Date(now).toISOString()}, before this version was made: set it`)
    : good(`clock: ${new Date(now).toISOString()}`);
}

function checkDataDir({ dataDir, mode, databaseUrl }: Config): Finding {
  if (mode === 'production' && databaseUrl !== null) return good('data directory: not needed');
  const path = resolve(dataDir);
  const existing = nearestExisting(path);
  try {
    accessSync(existing, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return trouble(
      `data directory: \`${existing}\` may not be written by this user: change its owner, or set SELFSAME_DATA_DIR`,
    );
  }
  return good(`data directory: ${path}${existing === path ? '' : ' (will be made at the first start)'}`);
}

async function checkMail({ mail, mode }: Config): Promise<Finding> {
  if (mail === null)
    return mode === 'production'
      ? note('mail: SMTP_URL is not set: no codes are offered, and people prove an account by signing in to it')
      : good('mail: stays here, at /development/outbox');
  const { hostname } = new URL(mail.url);
  const mailer = createSmtpMailer(mail);
  try {
    await mailer.check();
    return good(`mail: ${hostname} takes it`);
  } catch (error) {
    // Only the code: what a mail server answers may repeat what it was told.
    const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
    const why = [code, responseCode].filter((part) => part !== undefined).join(', ');
    return trouble(`mail: ${hostname} does not take it (${why}): look at SMTP_URL, its user name, password and TLS`);
  } finally {
    await mailer.close();
  }
}

function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path));
}

async function checkDatabase(config: Config): Promise<Finding[]> {
  if (config.databaseUrl === null && !existsSync(resolve(config.dataDir, 'postgres')))
    return [note('database: there is none yet; the first start makes it')];
  let database: Database;
  try {
    database = await openDatabase(config, createLogger({ level: 'silent', destination: { write: () => {} } }));
  } catch (error) {
    if (!(error instanceof DatabaseUnavailable)) throw error;
    if (error.code === 'data_dir_in_use')
      return [note('database: a running process has the data directory: stop it to have the database checked too')];
    return [trouble(`database: ${error.message}`)];
  }
  try {
    return [await checkServer(database), ...(await checkSchema(database, config))];
  } finally {
    await database.close();
  }
}

async function checkServer(database: Database): Promise<Finding> {
  const { version, clock } = await readServerFacts(database);
  const difference = Math.abs(clock - Date.now()) / 1000;
  if (difference > clockDifferenceMaxSeconds)
    return trouble(
      `database: its clock is ${Math.round(difference)} seconds from the one here: set both by the same time server`,
    );
  return good(`database: PostgreSQL ${version}${database.kind === 'embedded' ? ', embedded' : ''}`);
}

async function checkSchema(database: Database, config: Config): Promise<Finding[]> {
  try {
    const { pending, head } = await migrationState(database);
    if (pending.length > 0)
      return [trouble(`schema: ${pending.join(', ')} missing: run \`npx selfsame migrate\`, or start the server`)];
    return [good(`schema: at ${head}`), await checkSealingKeys(database, config)];
  } catch (error) {
    if (error instanceof DatabaseUnavailable) return [trouble(`schema: ${error.message}`)];
    throw error;
  }
}

async function checkSealingKeys(database: Database, config: Config): Promise<Finding> {
  const samples = await sampleSealed(database);
  const ring = await findKeys(config);
  if (samples.length === 0) return good('sealing keys: nothing is sealed yet');
  if (ring.length === 0) return trouble('sealing keys: there is none for what is sealed: set SELFSAME_KEYS');
  const { problem, inUse } = await examineSealed(database, ring);
  if (problem !== null) return trouble(`sealing keys: ${problem}`);
  return good(`sealing keys: open what is sealed (${inUse} of ${ring.length} in use)`);
}

async function findKeys({ sealingKeys, dataDir, mode }: Config): Promise<SealingKey[]> {
  if (sealingKeys.length > 0 || mode === 'production') return sealingKeys;
  const { readSealingKey } = await import('../development/development.ts');
  const kept = readSealingKey(dataDir);
  return kept ? [kept] : [];
}
