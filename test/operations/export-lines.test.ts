/** What the database writes as a line is what `JSON.stringify` would, on either database. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readUserLine } from '../../src/operations/user-lines/read-user-line.ts';
import { identityLine, userLine } from '../../src/operations/user-lines/user-line-schema.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const at = '2026-01-15T12:00:00.120Z';

describe.each(['server', 'embedded'] as const)('lines of an export from the %s database', (on) => {
  let it: TestApp;
  beforeAll(async () => {
    it = await startTestApp({ on });
  });
  afterAll(() => it.close());

  const lineOf = async (id: string): Promise<string> => {
    const lines: string[] = [];
    await it.operations.exportUsers(it.actor, async (page) => void lines.push(...page.text.split('\n').slice(0, -1)));
    return lines.find((line) => line.startsWith(`{"id":"${id}"`))!;
  };
  const write = async (id: string, fields: Record<string, unknown>) => {
    const names = Object.keys(fields);
    await it.database.pool.query(
      `update users set ${names.map((name, index) => `${name} = $${index + 3}`).join(', ')} where tenant_id = $1 and id = $2`,
      [it.tenant.id, id, ...Object.values(fields)],
    );
  };
  const create = async () => (await it.operations.users.create(it.actor, { profile: {}, identities: [] })).user.id;

  test('every character but NUL is spelt as `JSON.stringify` does', async () => {
    const id = await create();
    let text = '';
    for (let code = 1; code < 0x10ffff; code += code < 0x3000 ? 1 : 251)
      if (code < 0xd800 || code > 0xdfff) text += String.fromCodePoint(code);
    await write(id, { name: text, email: '', created_at: at, updated_at: at });
    expect(await lineOf(id)).toBe(
      `{"id":"${id}","email":"","name":${JSON.stringify(text)},"created_at":"${at}","updated_at":"${at}","origin_key":null}`,
    );
  });

  test('documents keep nulls and all digits, times their milliseconds', async () => {
    const id = await create();
    const document =
      '{"n": 12345678901234567890.10, "null": null, "list": [], "deep": {"": [true, {"é": "\\u001f\\"\\\\"}]}}';
    await write(id, {
      app_metadata: document,
      last_login_at: '0001-01-01T00:00:00Z',
      created_at: '1969-12-31T23:59:59.999Z',
      updated_at: '9999-12-31T23:59:59.010Z',
      logins_count: 2_147_483_647,
    });
    const { rows } = await it.database.pool.query('select app_metadata::text as document from users where id = $1', [
      id,
    ]);
    expect(rows[0].document).toContain('12345678901234567890.10');
    expect(await lineOf(id)).toBe(
      `{"id":"${id}","app_metadata":${rows[0].document},"last_login_at":"0001-01-01T00:00:00.000Z","logins_count":2147483647,` +
        '"created_at":"1969-12-31T23:59:59.999Z","updated_at":"9999-12-31T23:59:59.010Z","origin_key":null}',
    );
  });

  test('a line has every field that an import reads, and is read back', async () => {
    const { id: identityProviderId } = await it.createProvider('google-oauth2', 'google');
    const { user } = await it.operations.users.create(it.actor, {
      profile: {},
      identities: [{ identityProviderId, subject: 's|1', subjectType: 'openid', claims: { sub: 's|1' } }],
    });
    const texts = [
      'email',
      'phone',
      'username',
      'external_id',
      'name',
      'given_name',
      'family_name',
      'nickname',
      'picture',
    ];
    await write(user.id, {
      ...Object.fromEntries(texts.map((name) => [name, `${name} "ü"`])),
      ...{ locale: 'en', profile: { a: 1 }, user_metadata: { b: 1 }, app_metadata: { c: 1 }, status: 'suspended' },
      ...{ email_verified: true, phone_verified: true, origin_key: 'o|1', last_login_at: at, logins_count: 3 },
    });
    await it.database.pool.query(
      `insert into connections (tenant_id, id, identity_provider_id, identifier, display_name, type, config, enabled, login_only, created_at, updated_at)
       values ($1, $2, $2, 'one "1"', '', 'x', '{}', true, false, now(), now())`,
      [it.tenant.id, identityProviderId],
    );
    await it.database.pool.query(
      `update identities set email = 'e', email_verified = true, phone = 'p', phone_verified = true, username = 'u', display_name = 'd',
         linked_at = $3, first_login_at = $3, last_login_at = $3, last_synced_at = $3, logins_count = 1,
         connection_ids = array[$2, tenant_id, $2]::uuid[] where tenant_id = $1`,
      [it.tenant.id, identityProviderId, at],
    );
    const line = await lineOf(user.id);
    const { identities, ...own } = JSON.parse(line);
    expect(Object.keys({ ...own, identities, merged_into: 0 }).sort()).toEqual(Object.keys(userLine.properties).sort());
    expect(Object.keys(identities[0]).sort()).toEqual(Object.keys(identityLine.properties).sort());
    expect(identities[0]).toMatchObject({ identity_provider: 'google', connections: ['one "1"', 'one "1"'] });
    expect(readUserLine(line)).toMatchObject({ id: user.id, originKey: 'o|1', identities: [{ subject: 's|1' }] });
  });
});
