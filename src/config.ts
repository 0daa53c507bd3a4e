/**
 * The settings: one table that says what each is called, means and defaults to, and the reading of an environment by it.
 * The table makes `docs/configuration.md`. Reading is pure: it opens no file, binds no port, and tells everything that is
 * wrong at once, so that an operator mends a setup in one go.
 */
import { isIP } from 'node:net';
import { emailKey } from './domain/normalise.ts';

export type Mode = 'development' | 'production';

export interface Config {
  mode: Mode;
  host: string;
  port: number;
  /** As given; relative to the working directory. */
  dataDir: string;
  /** Null: the embedded database in the data directory. */
  databaseUrl: string | null;
  /** The first seals, all open. Empty only in development, which keeps a key in the data directory. */
  sealingKeys: { id: string; key: Uint8Array }[];
  /** Without a trailing slash. */
  baseUrl: string;
  logLevel: LogLevel;
  trustProxy: false | number;
  /** The slug of the tenant that the sign-in pages serve; null: the oldest. */
  defaultTenant: string | null;
  /** Null: no mail is sent; in development it lands in the outbox page. */
  mail: { url: string; from: string } | null;
  /** Null: kept from the last start, else chosen. */
  demoPort: number | null;
  /** Networks in CIDR notation that identity providers may be called in although they are not public. */
  allowedNetworks: string[];
  /** How much one credential may ask of an API that has a limit; null: as that API thinks best. */
  rateLimit: { requestsMax: number; windowSeconds: number } | null;
  /** How much one address may ask of the sign-in pages; null: as they think best. */
  signInRateLimit: { requestsMax: number; windowSeconds: number } | null;
  /** How many processes serve; 1: this one. `auto`: as many as there are processors to run them. */
  workers: number | 'auto';
  /** How long `/readyz` says no before a stopping server stops listening. */
  drainSeconds: number;
}

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Setting {
  name: string;
  means: string;
  /** In words, for the page. */
  default: string;
  example: string;
}

export const settings = [
  {
    name: 'NODE_ENV',
    means:
      '`production` turns development mode off: no demo, no sealing key made for you, JSON logs. `selfsame serve` is always in production.',
    default: '`development`',
    example: 'production',
  },
  { name: 'PORT', means: 'The port to listen on.', default: '`3000`', example: '8080' },
  {
    name: 'HOST',
    means: 'The address to listen on.',
    default: '`127.0.0.1` in development, `0.0.0.0` in production',
    example: '0.0.0.0',
  },
  {
    name: 'SELFSAME_BASE_URL',
    means:
      'The address that browsers and callers know this server by, without a path. Identity providers send people back to `/sign-in/callback` under it, and with `https` the cookies are marked secure.',
    default: '`http://localhost:<PORT>`',
    example: 'https://id.example.com',
  },
  {
    name: 'DATABASE_URL',
    means: 'A PostgreSQL server, version 15 or newer. Without it, the embedded database in the data directory is used.',
    default: 'none: the embedded database',
    example: 'postgres://selfsame:password@db.internal:5432/selfsame',
  },
  {
    name: 'SELFSAME_DATA_DIR',
    means: 'Where the embedded database lies and, in development, the sealing key, the demo and `first-run.json`.',
    default: '`.selfsame`',
    example: '/var/lib/selfsame',
  },
  {
    name: 'SELFSAME_KEYS',
    means:
      'The keys that secrets are sealed with in the database: `id:base64` of 32 bytes each, separated by commas. The first one seals, all of them open: put a new one in front to rotate, and `selfsame keys rotate` brings everything under it (keys.md). `selfsame keys new` makes one. Losing them loses what they sealed.',
    default: 'none: production refuses to start; development makes one in the data directory',
    example: 'k2:<44 characters>,k1:<44 characters>',
  },
  {
    name: 'SELFSAME_DEFAULT_TENANT',
    means: 'The slug of the tenant that `/sign-in` serves.',
    default: 'the oldest tenant',
    example: 'acme',
  },
  {
    name: 'SMTP_URL',
    means:
      'The mail server that takes one-time codes: `smtp://` (587 unless said otherwise) or `smtps://` (465). `smtp://` demands STARTTLS, except on loopback or with `?requireTLS=false` at the end.',
    default:
      'none: production offers no codes, and people prove an account by signing in to it; development shows mail at `/development/outbox`',
    example: 'smtp://selfsame:password@mail.internal:587',
  },
  {
    name: 'MAIL_FROM',
    means: 'The sender of mail: an address, or a name and an address. Needed with `SMTP_URL`.',
    default: 'none',
    example: 'Example accounts <accounts@example.com>',
  },
  {
    name: 'SELFSAME_TRUST_PROXY',
    means:
      'How many proxies stand in front, one behind the other: so many entries from the end of `X-Forwarded-For` are believed, for the addresses in events and limits. `true` is one of them. Only behind proxies that add to it, or anyone can claim any address.',
    default: '`false`',
    example: 'true',
  },
  {
    name: 'SELFSAME_ALLOW_PRIVATE_ADDRESSES',
    means:
      'Networks in CIDR notation, separated by commas, in which identity providers may be called although they are not public. Loopback is always allowed in development.',
    default: 'none',
    example: '10.20.0.0/16,fd00::/8',
  },
  {
    name: 'SELFSAME_RATE_LIMIT',
    means:
      'How many requests one API key may make in how many seconds, written `requests/seconds`, of an API whose vendor has a limit (Auth0). The workers of a server count together, several servers each for itself.',
    default: '`2000/1`',
    example: '200/1',
  },
  {
    name: 'SELFSAME_SIGN_IN_RATE_LIMIT',
    means:
      'How many requests under `/sign-in/` one address may make in how many seconds, written `requests/seconds`. The workers of a server count together, several servers each for itself. How often one name may be tried is fixed.',
    default: '`600/60`',
    example: '120/60',
  },
  {
    name: 'SELFSAME_WORKERS',
    means:
      'How many processes serve behind the one port, in production and with `DATABASE_URL`; `selfsame serve --workers` says the same. `auto` is one for each processor, and one process where there can be only one: with the embedded database and in development (workers.md).',
    default: '`1`',
    example: '4',
  },
  {
    name: 'SELFSAME_DRAIN_SECONDS',
    means:
      'How long a stopping server answers 503 at `/readyz` and still serves everything else, for a load balancer to notice.',
    default: '`0`',
    example: '10',
  },
  {
    name: 'LOG_LEVEL',
    means: `One of ${logLevels.map((level) => `\`${level}\``).join(', ')}.`,
    default: '`warn` in development, `info` in production',
    example: 'debug',
  },
  {
    name: 'SELFSAME_DEMO_PORT',
    means: 'The port of the demo OpenID provider, in development.',
    default: 'that of the last start, else 1000 above `PORT`, else any free one',
    example: '4000',
  },
] as const satisfies readonly Setting[];

export type SettingName = (typeof settings)[number]['name'];

/** Everything that is wrong with an environment, one readable line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** Throws `ConfigError` with every problem. `mode` overrules `NODE_ENV`. */
export function readConfig(env: Environment, mode: Mode = modeOf(env)): Config {
  const problems: string[] = [];
  const read = <T>(name: SettingName, parse: (text: string) => T, otherwise: T): T => {
    // An empty variable is what `docker run -e NAME=` and an unset line in a .env file make: it means nothing.
    const text = env[name]?.trim();
    if (text === undefined || text === '') return otherwise;
    try {
      return parse(text);
    } catch (error) {
      problems.push(`${name} ${(error as Error).message}`);
      return otherwise;
    }
  };
  const production = mode === 'production';
  const smtpUrl = read<string | null>('SMTP_URL', parseSmtpUrl, null);
  const mailFrom = read<string | null>('MAIL_FROM', parseMailFrom, null);
  const port = read('PORT', parsePort, 3000);
  const config: Config = {
    mode,
    port,
    host: read('HOST', (text) => text, production ? '0.0.0.0' : '127.0.0.1'),
    dataDir: read('SELFSAME_DATA_DIR', (text) => text, '.selfsame'),
    databaseUrl: read('DATABASE_URL', parseDatabaseUrl, null),
    sealingKeys: read('SELFSAME_KEYS', parseSealingKeys, []),
    baseUrl: read('SELFSAME_BASE_URL', parseBaseUrl, `http://localhost:${port}`),
    logLevel: read('LOG_LEVEL', parseLogLevel, production ? 'info' : 'warn'),
    trustProxy: read('SELFSAME_TRUST_PROXY', parseProxies, false),
    defaultTenant: read('SELFSAME_DEFAULT_TENANT', (text) => text, null),
    mail: smtpUrl === null || mailFrom === null ? null : { url: smtpUrl, from: mailFrom },
    demoPort: read<number | null>('SELFSAME_DEMO_PORT', parsePort, null),
    allowedNetworks: read('SELFSAME_ALLOW_PRIVATE_ADDRESSES', parseNetworks, []),
    rateLimit: read<Config['rateLimit']>('SELFSAME_RATE_LIMIT', parseRateLimit, null),
    signInRateLimit: read<Config['signInRateLimit']>('SELFSAME_SIGN_IN_RATE_LIMIT', parseRateLimit, null),
    workers: read<Config['workers']>('SELFSAME_WORKERS', parseWorkers, 1),
    drainSeconds: read('SELFSAME_DRAIN_SECONDS', parseDrainSeconds, 0),
  };
  if (production && config.sealingKeys.length === 0 && !problems.some((problem) => problem.startsWith('SELFSAME_KEYS')))
    problems.push('SELFSAME_KEYS is missing: make a sealing key with `npx selfsame keys new` and keep it safe');
  if (smtpUrl !== null && mailFrom === null && !problems.some((problem) => problem.startsWith('MAIL_FROM')))
    problems.push('MAIL_FROM is missing: with SMTP_URL, set it to the address that mail comes from');
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

export function modeOf(env: Environment): Mode {
  return env.NODE_ENV === 'production' ? 'production' : 'development';
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) throw new Error(`is \`${text}\`: use 1 to 65535`);
  return port;
}

function parseRateLimit(text: string): { requestsMax: number; windowSeconds: number } {
  const [, requests, seconds] = /^(\d{1,9})\/(\d{1,5})$/.exec(text) ?? [];
  if (!(Number(requests) > 0 && Number(seconds) > 0))
    throw new Error(`is \`${text}\`: write requests/seconds, like 2000/1`);
  return { requestsMax: Number(requests), windowSeconds: Number(seconds) };
}

const workersMax = 64;

function parseWorkers(text: string): number | 'auto' {
  if (text === 'auto') return text;
  const workers = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (workers < 1 || workers > workersMax) throw new Error(`is \`${text}\`: use 1 to ${workersMax}, or \`auto\``);
  return workers;
}

/** How many processes are to serve. Only who serves asks: every other command is one process, whatever is set. */
export function countWorkers(config: Config, processors: number): number {
  const { workers, mode, databaseUrl } = config;
  if (workers === 'auto') return mode === 'production' && databaseUrl !== null ? Math.min(processors, workersMax) : 1;
  if (workers > 1 && mode !== 'production')
    throw new ConfigError([
      'SELFSAME_WORKERS is for production: in development there is one process, with the demo in it: unset it, or use `selfsame serve`',
    ]);
  if (workers > 1 && databaseUrl === null)
    throw new ConfigError([
      'SELFSAME_WORKERS needs a PostgreSQL server: set DATABASE_URL, or leave it at 1, for the embedded database has one process',
    ]);
  return workers;
}

function parseDrainSeconds(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw new Error(`is \`${text}\`: use 0 to 999`);
  return Number(text);
}

function parseProxies(text: string): false | number {
  if (/^[1-9]$/.test(text)) return Number(text);
  if (text === '0') return false;
  if (/^[0-9]+$/.test(text)) throw new Error(`is \`${text}\`: use at most 9 proxies`);
  return parseBoolean(text) ? 1 : false;
}

function parseBoolean(text: string): boolean {
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw new Error(`is \`${text}\`: use \`true\` or \`false\``);
}

function parseLogLevel(text: string): LogLevel {
  const level = logLevels.find((known) => known === text);
  if (level === undefined) throw new Error(`is \`${text}\`: use one of ${logLevels.join(', ')}`);
  return level;
}

/** The message never repeats what was given: it holds a password. */
function parseDatabaseUrl(text: string): string {
  if (URL.canParse(text) && ['postgres:', 'postgresql:'].includes(new URL(text).protocol)) return text;
  throw new Error('cannot be understood: write it as `postgres://user:password@host:5432/database`');
}

/** The message never repeats what was given: it holds a password. */
function parseSmtpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && ['smtp:', 'smtps:'].includes(url.protocol) && url.hostname !== '' && /^\/?$/.test(url.pathname))
    return text;
  throw new Error('cannot be understood: write it as `smtp://user:password@host:587`');
}

function parseMailFrom(text: string): string {
  const [, address] = /^[^<>\p{Cc}]*<([^<>]+)>$/u.exec(text) ?? [];
  if (emailKey(address ?? text) === null)
    throw new Error(`is \`${text}\`: write an address, or \`Name <accounts@example.com>\``);
  return text;
}

function parseBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw new Error(`is \`${text}\`: write it as \`https://id.example.com\``);
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '')
    throw new Error('must be scheme, host and port alone, such as `https://id.example.com`');
  return url.origin;
}

function parseNetworks(text: string): string[] {
  const networks = text.split(',').map((each) => each.trim());
  for (const network of networks) {
    const [address = '', prefix = '', ...rest] = network.split('/');
    const bits = isIP(address) === 6 ? 128 : isIP(address) === 4 ? 32 : -1;
    if (rest.length > 0 || !/^\d{1,3}$/.test(prefix) || Number(prefix) > bits)
      throw new Error(`has \`${network}\`: write networks as \`10.20.0.0/16\`, separated by commas`);
  }
  return networks;
}

/** The messages name keys by their ids alone. */
function parseSealingKeys(text: string): Config['sealingKeys'] {
  const keys = text.split(',').map((each) => {
    const [, id, encoded] = /^([A-Za-z0-9-]{1,16}):([A-Za-z0-9+/_-]+={0,2})$/.exec(each.trim()) ?? [];
    if (id === undefined || encoded === undefined)
      throw new Error('must be `id:base64`, separated by commas; `npx selfsame keys new` makes one');
    const key = Buffer.from(encoded, 'base64');
    if (key.length !== 32) throw new Error(`has a key \`${id}\` of ${key.length} bytes where 32 are needed`);
    return { id, key: new Uint8Array(key) };
  });
  if (new Set(keys.map(({ id }) => id)).size !== keys.length) throw new Error('names two keys alike');
  return keys;
}
