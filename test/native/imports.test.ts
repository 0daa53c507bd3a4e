/** `/v1/imports`: a file in pieces, stopped and gone on with, what it refuses, and who may. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../support/command-line.ts';
import { type NativeClient, openNative, type RawAnswer } from '../support/native-client.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const ndjson = 'application/x-ndjson';
let named = 0;
/** Of an import that nobody began. */
const newName = () => {
  named += 1;
  return `import-${named}`;
};
const toLines = (rows: (object | string)[]) =>
  rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join('');
const at = (subject: string) => ({ identity_provider: 'oidc', external_id: subject });

describe.each(['server', 'embedded'] as const)('an import over HTTP on the %s database', (on) => {
  let it: TestApp;
  let native: NativeClient;
  beforeAll(async () => {
    it = await startTestApp({ on });
    native = openNative(it);
    for (const { actor } of [it, it.other])
      await it.operations.identityProviders.create(actor, { strategy: 'oidc', name: 'oidc' });
  });
  afterAll(() => it.close());

  interface Sending {
    as?: NativeClient;
    type?: string | null;
    query?: string;
  }
  const send = async (
    name: string,
    from: number,
    body: string | Uint8Array<ArrayBuffer>,
    { as = native, type = ndjson, query = '' }: Sending = {},
  ): Promise<RawAnswer> => {
    const answer = await fetch(`${it.baseUrl}/v1/imports/${name}/lines?from=${from}${query}`, {
      method: 'POST',
      headers: { ...as.headers, ...(type !== null && { 'content-type': type }) },
      body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    });
    return { status: answer.status, headers: answer.headers, body: await answer.json() };
  };
  const standing = async (name: string) => (await native.send('GET', `/v1/imports/${name}`)).body;
  const refusals = async (name: string) => (await native.send('GET', `/v1/imports/${name}/refused`)).body;
  const users = async () => (await native.send('GET', '/v1/users?limit=250')).body.data.length;

  test('goes in piece by piece, says how far it is, and tells who did it', async () => {
    const name = newName();
    expect(await standing(name)).toEqual({
      id: name,
      lines_done: 0,
      created: 0,
      updated: 0,
      skipped: 0,
      refused: 0,
      updated_at: null,
    });
    const id = '019a5d3e-7f00-7abc-8def-0123456789ab';
    const first = await send(
      name,
      0,
      toLines([{ id, username: 'ada', identities: [at('ada')] }, '', { username: 'ADA' }]),
    );
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ lines_done: 3, created: 1, updated: 0, skipped: 0 });
    expect(first.body.refused).toEqual([
      { line: 3, code: 'username_taken', message: 'another user has this username', id: null },
    ]);
    const second = await send(name, 3, toLines([{ id, name: 'Ada', identities: [at('ada'), at('ada-2')] }, { id }]), {
      query: '&on_existing=update',
    });
    expect(second.body).toMatchObject({ lines_done: 5, created: 0, updated: 1, skipped: 1, refused: [] });
    expect(second.body.import).toMatchObject({ lines_done: 5, created: 1, updated: 1, skipped: 1, refused: 1 });
    expect(second.body.import).toEqual(await standing(name));

    const { body } = await native.send('GET', `/v1/events?user_id=${id}`);
    expect(body.data.map(({ type, actor }: { type: string; actor: object }) => [type, actor])).toEqual(
      ['identity.linked', 'user.updated', 'user.created'].map((type) => [
        type,
        expect.objectContaining({ kind: 'api_key', id: it.key.apiKey.id, dialect: 'native' }),
      ]),
    );
  });

  test('a piece that does not begin where the import stands is refused, and says where that is', async () => {
    const name = newName();
    const piece = toLines([{ username: `${name}-1` }, { username: `${name}-2` }]);
    expect((await send(name, 0, piece)).status).toBe(200);
    const before = await users();
    for (const from of [0, 1, 3, 1000]) {
      const { status, body } = await send(name, from, piece);
      expect([status, body.code, body.details]).toEqual([409, 'changed_meanwhile', { lines_done: 2 }]);
    }
    const ahead = await send(newName(), 5, piece);
    expect([ahead.status, ahead.body.details]).toEqual([409, { lines_done: 0 }]);
    expect(await users()).toBe(before);
  });

  test('of many who send the same piece at once, one brings it in', async () => {
    const name = newName();
    for (const from of [0, 2]) {
      const piece = toLines([{ username: `${name}-${from}` }, { username: `${name}-${from}-b` }]);
      const answers = await Promise.all(Array.from({ length: 6 }, () => send(name, from, piece)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
      for (const { status, body } of answers)
        if (status === 409) expect([body.code, body.details]).toEqual(['changed_meanwhile', { lines_done: from + 2 }]);
    }
    expect(await standing(name)).toMatchObject({ lines_done: 4, created: 4, refused: 0 });
  });

  test('what is refused is kept: in pages, as a file, without the rest of the row', async () => {
    const name = newName();
    const huge = JSON.stringify({ name: 'x'.repeat(1024 * 1024) });
    const bytes = Buffer.concat([
      Buffer.from(
        toLines([{ username: `${name}-in` }, '{"id":', { id: 'nobody', app_metadata: { secret: 'hunter2' } }]),
      ),
      Buffer.from([0x22, 0xff, 0xfe, 0x22, 0x0a]),
      Buffer.from(toLines([huge, '{"id":"a\\u0000b"}', { [`x${'é'.repeat(80)}😀`.padEnd(119, 'y').concat('😀')]: 1 }])),
      // The last line of a file may lack its end.
      Buffer.from('{"identities":[{"identity_provider":"nowhere","external_id":"1"}]}'),
    ]);
    const { status, body } = await send(name, 0, new Uint8Array(bytes));
    expect(status).toBe(200);
    const told = [
      [2, 'malformed_json', null],
      [3, 'invalid_input', 'nobody'],
      [4, 'malformed_json', null],
      [5, 'body_too_large', null],
      [6, 'invalid_input', null],
      [7, 'invalid_input', null],
      [8, 'not_found', null],
    ];
    const rows = (refused: { line: number; code: string; id: string | null }[]) =>
      refused.map(({ line, code, id }) => [line, code, id]);
    expect(rows(body.refused)).toEqual(told);
    expect(body.import).toMatchObject({ lines_done: 8, created: 1, refused: 7 });

    const listed = await refusals(name);
    expect(rows(listed.data)).toEqual(told);
    const pages: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: RawAnswer = await native.send(
        'GET',
        `/v1/imports/${name}/refused?limit=3${cursor && `&cursor=${cursor}`}`,
      );
      pages.push(...page.body.data);
      cursor = page.body.next_cursor;
    }
    expect(pages).toEqual(listed.data);
    const wrong = await native.send('GET', `/v1/imports/${name}/refused?cursor=bm9wZQ`);
    expect([wrong.status, wrong.body.code]).toEqual([400, 'invalid_input']);

    const file = await native.send('GET', `/v1/imports/${name}/refused/export`);
    expect(file.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(
      file.body
        .trimEnd()
        .split('\n')
        .map((line: string) => JSON.parse(line)),
    ).toEqual(listed.data);
    const { rows: kept } = await it.database.pool.query('select to_jsonb(r)::text as text from import_refusals r');
    expect(JSON.stringify(kept)).not.toContain('hunter2');
  });

  test('a dry run says what would become of a piece, and writes nothing', async () => {
    const name = newName();
    const piece = toLines([
      { username: `${name}-twice` },
      { username: `${name}-twice` },
      { merged_into: '019a5d3e-7f00-7abc-8def-00000000beef' },
      '{',
    ]);
    const before = await users();
    // From wherever, and as often as one likes.
    for (const from of [2000, 2000, 0]) {
      const { status, body } = await send(name, from, piece, { query: '&dry_run=true' });
      expect([status, body.lines_done, body.created]).toEqual([200, from + 4, 2]);
      expect(body.refused.map(({ line, code }: { line: number; code: string }) => [line, code])).toEqual([
        [from + 2, 'username_taken'],
        [from + 4, 'malformed_json'],
      ]);
      expect(body.import).toMatchObject({ lines_done: 0, updated_at: null });
    }
    expect([await users(), (await refusals(name)).data]).toEqual([before, []]);
    expect(await standing(name)).toMatchObject({ lines_done: 0 });
  });

  test('rows whose user is there, and what must not be shared, are seen to as asked', async () => {
    const name = newName();
    await native.createUser({ email: `${name}@example.com` });
    const row = { email: `${name}@example.com`, username: name };
    const refused = await send(name, 0, toLines([row]), { query: '&unique=email&unique=phone' });
    expect(refused.body.refused).toMatchObject([{ code: 'email_taken' }]);
    expect((await send(name, 1, toLines([row]))).body).toMatchObject({ created: 1 });
    const known = { external_id: `${name}-x`, identities: [at(name)] };
    expect((await send(name, 2, toLines([known, known]), { query: '&on_existing=skip' })).body).toMatchObject({
      created: 1,
      skipped: 1,
    });
    expect((await send(name, 4, toLines([known]))).body.refused).toMatchObject([
      { line: 5, code: 'external_id_taken' },
    ]);
  });

  test('forgotten, it begins anew; its users stay', async () => {
    const name = newName();
    const piece = toLines([{ username: name }, '{']);
    await send(name, 0, piece);
    expect((await native.send('DELETE', `/v1/imports/${name}`)).status).toBe(204);
    expect(await standing(name)).toMatchObject({ lines_done: 0, refused: 0, updated_at: null });
    expect((await refusals(name)).data).toEqual([]);
    const again = await send(name, 0, piece);
    expect(again.body.refused.map(({ code }: { code: string }) => code)).toEqual(['username_taken', 'malformed_json']);
    expect((await native.send('DELETE', `/v1/imports/${newName()}`)).status).toBe(204);
  });

  test('what is no piece of a file is refused, and nothing of it goes in', async () => {
    const name = newName();
    const line = toLines([{ username: name }]);
    const refused = async (answer: Promise<RawAnswer>) => {
      const { status, body } = await answer;
      return [status, body.code, body.message];
    };
    expect(await refused(send(name, 0, line, { type: 'application/json' }))).toEqual([
      415,
      'unsupported_media_type',
      'send the lines as `application/x-ndjson`',
    ]);
    expect((await refused(send(name, 0, line, { type: null })))[0]).toBe(415);
    const nothing = await native.send('POST', `/v1/imports/${name}/lines?from=0`);
    expect([nothing.status, nothing.body.code]).toEqual([400, 'body_required']);
    expect(await refused(send(name, 0, ''))).toEqual([400, 'body_required', 'send at least one line of the file']);
    expect(await refused(send(name, 0, toLines(Array(1001).fill({}))))).toEqual([
      400,
      'invalid_input',
      'a piece has 1000 lines at most: send the others after it',
    ]);
    expect((await refused(send(name, 0, '\n'.repeat(8 * 1024 * 1024 + 1))))[0]).toBe(413);
    expect((await refused(send(name, -1, line))).slice(0, 2)).toEqual([400, 'invalid_input']);
    expect((await refused(send(name, 0, line, { query: '&unique=name' }))).slice(0, 2)).toEqual([400, 'invalid_input']);
    expect((await refused(send('a%20name', 0, line))).slice(0, 2)).toEqual([400, 'invalid_input']);
    expect((await refused(send('x'.repeat(129), 0, line))).slice(0, 2)).toEqual([400, 'invalid_input']);
    expect(await standing(name)).toMatchObject({ lines_done: 0 });
    // Elsewhere such a body is what it was.
    const elsewhere = await native.send('POST', '/v1/users', {
      headers: { ...native.headers, 'content-type': ndjson },
      body: '{}',
    });
    expect([elsewhere.status, elsewhere.body.code]).toEqual([415, 'unsupported_media_type']);
  });

  test('whoever lacks a right changes nothing, and an import of another tenant is another one', async () => {
    const name = newName();
    const line = toLines([{ username: name }, '{']);
    for (const scopes of [['users:write'], ['identities:write'], ['users:read', 'identities:read']] as const) {
      const { rawKey } = await it.createKey([...scopes]);
      const { status, body } = await send(name, 0, line, { as: openNative(it, rawKey) });
      expect([status, body.code]).toEqual([403, 'insufficient_scope']);
    }
    const reader = openNative(it, (await it.createKey(['users:read'])).rawKey);
    expect((await reader.send('GET', `/v1/imports/${name}`)).status).toBe(200);
    expect((await reader.send('DELETE', `/v1/imports/${name}`)).status).toBe(403);
    const blind = openNative(it, (await it.createKey(['users:write', 'identities:write'])).rawKey);
    for (const path of ['', '/refused', '/refused/export'])
      expect((await blind.send('GET', `/v1/imports/${name}${path}`)).status).toBe(403);
    const provider = (await it.operations.identityProviders.byName(it.actor, 'oidc'))!;
    const bound = await it.createKey(['users:write', 'identities:write'], { identityProviderId: provider.id });
    expect((await send(name, 0, line, { as: openNative(it, bound.rawKey) })).body.code).toBe(
      'identity_provider_mismatch',
    );
    expect((await send(name, 0, line, { as: { ...native, headers: {} } })).status).toBe(401);

    await send(name, 0, line);
    const others = openNative(it, it.other.key.rawKey, it.other.tenant.id);
    expect((await others.send('GET', `/v1/imports/${name}`)).body).toMatchObject({ lines_done: 0, updated_at: null });
    expect((await others.send('GET', `/v1/imports/${name}/refused`)).body.data).toEqual([]);
    expect((await others.send('DELETE', `/v1/imports/${name}`)).status).toBe(204);
    expect((await send(name, 0, toLines([{ username: name }]), { as: others })).body).toMatchObject({ created: 1 });
    expect(await standing(name)).toMatchObject({ lines_done: 2, refused: 1 });
    expect((await refusals(name)).data).toHaveLength(1);
  });

  test('what a policy forbids, or a provider allows no more of, is refused row by row', async () => {
    const name = newName();
    const { operations, actor } = it;
    const { user } = await operations.users.create(actor, { profile: { externalId: `${name}-held` } });
    const { policy } = await operations.policies.create(actor, {
      name,
      cedar:
        'permit(principal, action, resource);\n' +
        `@notice("not by hand") forbid(principal, action == Action::"identity:link", resource) when { context.user.id == "${user.id}" };\n` +
        'forbid(principal, action == Action::"user:create", resource) when { context.user has email_domain && context.user.email_domain == "forbidden.example" };',
    });
    const { id: single } = await operations.identityProviders.create(actor, {
      strategy: 'oidc',
      name: `${name}-single`,
      linkingRule: {
        ...(await operations.identityProviders.byName(actor, 'oidc'))!.linkingRule,
        identitiesPerUserMax: 1,
      },
    });
    const both = ['1', '2'].map((subject) => ({ identity_provider: single, external_id: subject }));
    const rows = [
      { external_id: `${name}-held`, identities: [at(`${name}-1`)] },
      { email: 'eve@forbidden.example' },
      { username: `${name}-2`, identities: both },
      { username: `${name}-3`, identities: both.slice(0, 1) },
    ];
    const { body } = await send(name, 0, toLines(rows), { query: '&on_existing=update' });
    expect(body.refused.map(({ line, code }: { line: number; code: string }) => [line, code])).toEqual([
      [1, 'policy_forbids'],
      [2, 'policy_forbids'],
      [3, 'too_many_identities'],
    ]);
    expect(await operations.identities.ofUser(actor, user.id)).toEqual([]);
    const { items } = await operations.events.list(actor, { limit: 1, descending: true }, { types: ['user.created'] });
    expect(items[0]!.decision).toMatchObject({
      policies: expect.any(Array),
      policyRequests: [{ action: 'user:create' }],
    });
    await operations.policies.delete(actor, policy.id);
  });

  test('what one way began goes on by the other', async () => {
    // The command line has an embedded database to itself.
    if (on === 'embedded') return;
    const rows = Array.from({ length: 1500 }, (_, index) => ({ username: `both-${index % 1499}` }));
    const text = toLines(rows);
    const name = `sha256-${createHash('sha256').update(text).digest('hex')}`;
    await send(name, 0, toLines(rows.slice(0, 700)));
    const file = join(temporaryDirectory(), 'users.jsonl');
    writeFileSync(file, text);
    const keys = await runCommand(['keys', 'new'], {});
    const env = {
      DATABASE_URL: it.database.pool.options.connectionString!,
      SELFSAME_KEYS: keys.stdout.trim(),
      NODE_ENV: 'production',
    };
    const { stdout, stderr } = await runCommand(['import', file, '--tenant', it.tenant.slug], env);
    expect(stdout).toBe('1500 lines: 799 created, 0 updated, 0 skipped, 1 refused\n');
    expect(stderr).toContain('700 lines are done already: going on after them\n');
    expect(JSON.parse(readFileSync(`${file}.refused.jsonl`, 'utf8'))).toMatchObject({ line: 1500 });
    expect(await standing(name)).toMatchObject({ lines_done: 1500, created: 1499, refused: 1 });
    expect((await refusals(name)).data).toEqual([]);
  });
});
