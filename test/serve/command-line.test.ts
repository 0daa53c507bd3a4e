// What an operator types and reads, on a fresh PostgreSQL database each.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable, Writable } from 'node:stream';
import pg from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { freshDatabase } from '../support/database.ts';
import { startMailServer } from '../support/mail-server.ts';
import { freePort } from '../support/selfsame.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { startTestApp } from '../support/test-app.ts';

const keyOf = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;

async function run(line: string, env: Record<string, string>): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const collect = (add: (text: string) => void) =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        add(String(chunk));
        done();
      },
    });
  const code = await runCommandLine(line.split(' '), {
    env,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    stdin: Readable.from([]),
    stdout: collect((text) => {
      out += text;
    }),
    stderr: collect((text) => {
      err += text;
    }),
    signals: { stopAsked: () => new Promise(() => {}) },
  });
  return { code, out, err };
}

async function freshEnvironment(): Promise<Record<string, string>> {
  const database = await freshDatabase();
  onTestFinished(() => database.drop());
  return {
    DATABASE_URL: database.url,
    SELFSAME_KEYS: keyOf('k1', 1),
    SELFSAME_DATA_DIR: temporaryDirectory(),
    PORT: String(await freePort()),
  };
}

describe('tenants and keys', () => {
  test('are made, listed, used and revoked', async () => {
    const env = await freshEnvironment();
    expect(await run('tenant list', env)).toMatchObject({ code: 0, out: '' });
    expect((await run('tenant create acme --name Acme', env)).out).toMatch(
      /^created tenant `acme` with the id [0-9a-f-]{36}\n$/,
    );
    expect((await run('tenant list', env)).out.trim().split('\n')).toHaveLength(2);
    expect(await run('tenant create acme', env)).toEqual({
      code: 1,
      out: '',
      err: 'selfsame: another tenant has this slug\n',
    });

    const made = JSON.parse((await run('key create --name ci --scopes users:read,events:read --json', env)).out);
    expect(made.api_key).toBe(`sk_${made.api_key_id}_${made.api_key_secret}`);
    const listed = JSON.parse((await run('key list --json', env)).out);
    expect(listed).toMatchObject({
      api_key_id: made.api_key_id,
      name: 'ci',
      state: 'in force',
      scopes: ['users:read', 'events:read'],
    });
    expect((await run('key list', env)).out).not.toContain(made.api_key_secret);
    expect((await run(`key revoke ${made.api_key}`, env)).out).toBe('revoked API key `ci`\n');
    expect(JSON.parse((await run('key list --json', env)).out).state).toBe('revoked');
  });

  test.each([
    ['key create --name x --scopes all', 'there is no tenant yet: make one with `npx selfsame tenant create <slug>`'],
    [
      'key create --name x --scopes all --tenant gone',
      'there is no tenant `gone`: `npx selfsame tenant list` shows them',
    ],
    ['key revoke nonsense', 'that is not the id of an API key: `npx selfsame key list` shows them'],
    ['tenant create Not_A_Slug', 'the slug must be 1 to 63 lower-case letters, digits or dashes'],
  ])('`selfsame %s` is refused in one line', async (line, message) => {
    expect(await run(line, await freshEnvironment())).toEqual({ code: 1, out: '', err: `selfsame: ${message}\n` });
  });

  test.each([
    ['frobnicate', /^selfsame: unknown command 'frobnicate'\n$/],
    ['serv', /^selfsame: unknown command 'serv'\n?.*serve.*\n$/],
    ['key create --name x', /^selfsame: required option '--scopes <scopes>' not specified\n$/],
    ['key create --name x --scopes users:reed', /^selfsame: .*'users:reed' is invalid.*\n$/],
    ['key create --name x --scopes all --expires soon', /^selfsame: .*'soon' is invalid.*\n$/],
    ['keys new --id not_ok', /^selfsame: the id `not_ok` must be .*\n$/],
    ['tenant create', /^selfsame: missing required argument 'slug'\n$/],
  ])('`selfsame %s` is not understood, and says why', async (line, message) => {
    const { code, err } = await run(line, {});
    expect(code).toBe(1);
    expect(err).toMatch(message);
  });

  test('no command makes a sealing key that the server would not have', async () => {
    const { SELFSAME_KEYS: _none, ...env } = await freshEnvironment();
    expect((await run('key create --name x --scopes all', env)).err).toMatch(
      /^selfsame: SELFSAME_KEYS is missing: .*\n$/,
    );
  });
});

test('migrate says what it did', async () => {
  const env = await freshEnvironment();
  expect((await run('migrate', env)).out).toMatch(/^applied 0001-/);
  expect((await run('migrate', env)).out).toBe('nothing to do: the schema is at head\n');
});

test('help names every command', async () => {
  const { code, out } = await run('--help', {});
  expect(code).toBe(0);
  for (const name of ['start', 'serve', 'migrate', 'tenant', 'key', 'keys', 'doctor'])
    expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
});

describe('the doctor', () => {
  test('finds nothing to mend where nothing is wrong', async () => {
    const env = await freshEnvironment();
    await run('tenant create acme', env);
    await run('key create --name x --scopes all', env);
    const { code, out } = await run('doctor', env);
    expect(out).toContain('sealing keys: open what is sealed');
    expect(out).not.toContain('TROUBLE');
    expect(code).toBe(0);
  });

  test.each([
    ['another sealing key of the same name', keyOf('k1', 2), /TROUBLE sealing keys: .*another key of the same name/],
    ['a sealing key lost', keyOf('k2', 2), /TROUBLE sealing keys: the sealing key `k1` is not in the ring/],
  ])('sees %s', async (_what, keys, line) => {
    const env = await freshEnvironment();
    await run('tenant create acme', env);
    await run('key create --name x --scopes all', env);
    const { code, out } = await run('doctor', { ...env, SELFSAME_KEYS: keys });
    expect(out).toMatch(line);
    expect(code).toBe(1);
  });

  test('sees that migrations are missing, and runs none', async () => {
    const env = await freshEnvironment();
    for (let round = 0; round < 2; round += 1) {
      const { code, out } = await run('doctor', env);
      expect(out).toMatch(/TROUBLE schema: 0001-.* missing: run `npx selfsame migrate`/);
      expect(code).toBe(1);
    }
  });

  test('sees a database of a newer version', async () => {
    const env = await freshEnvironment();
    await run('migrate', env);
    const client = new pg.Client({ connectionString: env.DATABASE_URL });
    await client.connect();
    await client.query("INSERT INTO schema_migrations (number, name, checksum) VALUES (9999, '9999-future', 'x')");
    await client.end();
    expect((await run('doctor', env)).out).toMatch(/TROUBLE schema: .*`9999-future`/);
  });

  test('sees a database that does not answer, and a port that is taken', async () => {
    const foreign = createServer((_request, response) => response.end('something else')).listen(0, '127.0.0.1');
    await once(foreign, 'listening');
    onTestFinished(() => void foreign.close());
    const { code, out } = await run('doctor', {
      DATABASE_URL: `postgres://nobody:hunter2@127.0.0.1:${await freePort()}/nothing`,
      PORT: String((foreign.address() as AddressInfo).port),
      SELFSAME_DATA_DIR: temporaryDirectory(),
    });
    expect(out).toMatch(/TROUBLE port: \d+ on 127.0.0.1 is taken by something else/);
    expect(out).toMatch(/TROUBLE database: database at .* cannot be reached/);
    expect(out).toContain('2 to mend.');
    expect(out).not.toContain('hunter2');
    expect(code).toBe(1);
  });

  test('signs in to the mail server', async () => {
    const mail = await startMailServer({ password: 'open sesame' });
    const env = { ...(await freshEnvironment()), MAIL_FROM: 'no-reply@example.com' };
    const withPassword = (password: string) => ({ ...env, SMTP_URL: mail.url.replace('//', `//sender:${password}@`) });
    try {
      expect((await run('doctor', withPassword('open%20sesame'))).out).toMatch(/mail: 127\.0\.0\.1 takes it/);
      const { code, out } = await run('doctor', withPassword('hunter2'));
      expect(out).toMatch(/TROUBLE mail: 127\.0\.0\.1 does not take it \(EAUTH, 535\): look at SMTP_URL/);
      expect(out).not.toContain('hunter2');
      expect(code).toBe(1);
    } finally {
      await mail.close();
    }
  });

  test('knows a running server when it meets one', async () => {
    const it = await startTestApp();
    const { out } = await run('doctor', { ...(await freshEnvironment()), PORT: new URL(it.baseUrl).port });
    expect(out).toMatch(/note {4}port: a running server answers/);
    await it.close();
  });

  test('tells every wrong setting, and what production needs', async () => {
    const { code, out } = await run('doctor --production', { PORT: '0', SELFSAME_TRUST_PROXY: 'maybe' });
    expect(out.match(/TROUBLE/g)).toHaveLength(3);
    expect(out).toContain('SELFSAME_KEYS is missing');
    expect(code).toBe(1);
  });
});
