import { describe, expect, test } from 'vitest';
import { ConfigError, countWorkers, type Environment, readConfig, settings } from './config.ts';
import { renderConfigurationPage } from './config-page.ts';

const key = (id: string, length = 32) => `${id}:${Buffer.alloc(length, 7).toString('base64')}`;

function problemsOf(env: Environment): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  test('of an empty environment is a development server on this machine', () => {
    expect(readConfig({})).toEqual({
      mode: 'development',
      host: '127.0.0.1',
      port: 3000,
      dataDir: '.selfsame',
      databaseUrl: null,
      sealingKeys: [],
      baseUrl: 'http://localhost:3000',
      logLevel: 'warn',
      trustProxy: false,
      defaultTenant: null,
      mail: null,
      demoPort: null,
      allowedNetworks: [],
      rateLimit: null,
      signInRateLimit: null,
      workers: 1,
      drainSeconds: 0,
    });
  });

  test('of empty variables is that of none', () => {
    const empty = Object.fromEntries(settings.map(({ name }) => [name, ' ']));
    expect(readConfig(empty)).toEqual(readConfig({}));
  });

  test('takes every setting as its example shows it', () => {
    const examples = Object.fromEntries(settings.map(({ name, example }) => [name, example as string]));
    const config = readConfig({ ...examples, SELFSAME_KEYS: `${key('k2')},${key('k1')}` });
    expect(config).toMatchObject({
      mode: 'production',
      host: '0.0.0.0',
      port: 8080,
      dataDir: '/var/lib/selfsame',
      databaseUrl: 'postgres://selfsame:password@db.internal:5432/selfsame',
      baseUrl: 'https://id.example.com',
      logLevel: 'debug',
      trustProxy: 1,
      defaultTenant: 'acme',
      mail: { url: 'smtp://selfsame:password@mail.internal:587', from: 'Example accounts <accounts@example.com>' },
      demoPort: 4000,
      allowedNetworks: ['10.20.0.0/16', 'fd00::/8'],
      rateLimit: { requestsMax: 200, windowSeconds: 1 },
      signInRateLimit: { requestsMax: 120, windowSeconds: 60 },
      drainSeconds: 10,
    });
    expect(config.sealingKeys.map(({ id }) => id)).toEqual(['k2', 'k1']);
  });

  test('in production needs a sealing key', () => {
    expect(problemsOf({ NODE_ENV: 'production' })).toEqual([expect.stringMatching(/^SELFSAME_KEYS is missing/)]);
    expect(problemsOf({ NODE_ENV: 'production', SELFSAME_KEYS: key('k1') })).toEqual([]);
  });

  test.each([
    ['PORT', 'eighty'],
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['DATABASE_URL', 'mysql://root:hunter2@localhost/db'],
    ['DATABASE_URL', 'hunter2'],
    ['SELFSAME_KEYS', 'hunter2'],
    ['SELFSAME_KEYS', key('k1', 31)],
    ['SELFSAME_KEYS', `${key('k1')},${key('k1')}`],
    ['SELFSAME_KEYS', `${key('k1')},`],
    ['SELFSAME_BASE_URL', 'id.example.com'],
    ['SELFSAME_BASE_URL', 'https://id.example.com/path'],
    ['SELFSAME_BASE_URL', 'https://id.example.com/?x=1'],
    ['SELFSAME_BASE_URL', 'ftp://id.example.com'],
    ['SMTP_URL', 'http://:hunter2@mail.internal'],
    ['SMTP_URL', 'mail.internal:587'],
    ['MAIL_FROM', 'nobody'],
    ['MAIL_FROM', 'A <a@example.com>, B <b@example.com>'],
    ['MAIL_FROM', 'A\r\nBcc: b@example.com <a@example.com>'],
    ['LOG_LEVEL', 'loud'],
    ['SELFSAME_TRUST_PROXY', 'maybe'],
    ['SELFSAME_DEMO_PORT', '-1'],
    ['SELFSAME_ALLOW_PRIVATE_ADDRESSES', '10.0.0.0'],
    ['SELFSAME_ALLOW_PRIVATE_ADDRESSES', '10.0.0.0/33'],
    ['SELFSAME_ALLOW_PRIVATE_ADDRESSES', 'internal/8'],
    ['SELFSAME_RATE_LIMIT', '200'],
    ['SELFSAME_RATE_LIMIT', '0/1'],
    ['SELFSAME_RATE_LIMIT', '200/0'],
    ['SELFSAME_WORKERS', '0'],
    ['SELFSAME_WORKERS', '65'],
    ['SELFSAME_WORKERS', 'two'],
    ['SELFSAME_DRAIN_SECONDS', 'long'],
  ])('refuses %s=%s, and names it', (name, value) => {
    const [problem = '', ...others] = problemsOf({ [name]: value });
    expect(problem).toMatch(new RegExp(`^${name} `));
    expect(problem).not.toContain('hunter2');
    expect(others).toEqual([]);
  });

  test.each([
    [{}, 1],
    [{ SELFSAME_WORKERS: 'auto' }, 1],
    [{ SELFSAME_WORKERS: 'auto', NODE_ENV: 'production' }, 1],
    [{ SELFSAME_WORKERS: 'auto', NODE_ENV: 'production', DATABASE_URL: 'postgres://localhost/x' }, 8],
    [{ SELFSAME_WORKERS: '3', NODE_ENV: 'production', DATABASE_URL: 'postgres://localhost/x' }, 3],
  ])('%j on eight processors is so many processes', (env, processes) => {
    expect(countWorkers(readConfig({ ...env, SELFSAME_KEYS: key('k1') }), 8)).toBe(processes);
  });

  test.each([
    [{ DATABASE_URL: 'postgres://localhost/x' }, /^SELFSAME_WORKERS is for production/],
    [{ NODE_ENV: 'production' }, /^SELFSAME_WORKERS needs a PostgreSQL server/],
  ])('%j and workers is nothing to serve with, and fine for every other command', (env, problem) => {
    const config = readConfig({ ...env, SELFSAME_WORKERS: '2', SELFSAME_KEYS: key('k1') });
    expect(() => countWorkers(config, 8)).toThrow(problem);
  });

  test('with a mail server needs a sender', () => {
    const SMTP_URL = 'smtp://mail.internal';
    expect(problemsOf({ SMTP_URL })).toEqual([expect.stringMatching(/^MAIL_FROM is missing/)]);
    expect(problemsOf({ SMTP_URL, MAIL_FROM: 'accounts@example.com' })).toEqual([]);
  });

  test('tells everything that is wrong at once', () => {
    expect(problemsOf({ NODE_ENV: 'production', PORT: 'x', LOG_LEVEL: 'y', SELFSAME_TRUST_PROXY: 'z' })).toHaveLength(
      4,
    );
  });

  test('is described in docs/configuration.md as the code has it', async () => {
    await expect(renderConfigurationPage()).toMatchFileSnapshot('../docs/configuration.md');
  });
});
