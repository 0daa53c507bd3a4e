/** Events as they happen: who may follow them, what is told, and how it ends. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type NativeClient, openNative } from '../support/native-client.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let it: TestApp;
let native: NativeClient;
beforeAll(async () => {
  it = await startTestApp();
  native = openNative(it);
});
afterAll(() => it.close());

interface Message {
  id?: string;
  event?: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever came
  data?: any;
}

/** Follows until `stop`; `next` waits for a message that is none of a comment. */
async function follow(query = '', headers: Record<string, string> = native.headers, baseUrl = it.baseUrl) {
  const stopping = new AbortController();
  const response = await fetch(`${baseUrl}/v1/events/stream${query}`, { headers, signal: stopping.signal });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = async (): Promise<Message | null> => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end < 0) {
        const { value, done } = await reader.read();
        if (done) return null;
        text += value;
        continue;
      }
      const lines = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const fields = lines.filter((line) => !line.startsWith(':')).map((line) => line.split(/: (.*)/s));
      if (fields.length === 0) continue;
      const message = Object.fromEntries(fields) as Message;
      return { ...message, data: JSON.parse(message.data) };
    }
  };
  return { response, next, stop: () => stopping.abort() };
}

describe('what is refused', () => {
  test('whoever may not read events, or asks for what is none', async () => {
    const { rawKey } = await it.createKey(['users:read']);
    expect((await openNative(it, rawKey).send('GET', '/v1/events/stream')).body.code).toBe('insufficient_scope');
    expect((await native.send('GET', '/v1/events/stream', { headers: {} })).status).toBe(401);
    expect((await native.send('GET', '/v1/events/stream?type=user.dreamt')).status).toBe(400);
    const headers = { ...native.headers, 'last-event-id': 'yesterday' };
    expect((await native.send('GET', '/v1/events/stream', { headers })).body.code).toBe('invalid_input');
  });

  test('a credential follows so many times at once, and again when one has ended', async () => {
    const { rawKey } = await it.createKey(['events:read']);
    const own = openNative(it, rawKey);
    const open = await Promise.all(Array.from({ length: 10 }, () => follow('', own.headers)));
    expect(open.map(({ response }) => response.status)).toEqual(Array(10).fill(200));
    expect((await own.send('GET', '/v1/events/stream')).status).toBe(429);
    for (const { stop } of open) stop();
    await expect
      .poll(async () => {
        const again = await follow('', own.headers);
        again.stop();
        return again.response.status;
      })
      .toBe(200);
  });

  test('another tenant’s events are not told, nor those of another provider', async () => {
    const github = await it.createProvider('github');
    const { rawKey } = await it.createKey(['events:read'], { identityProviderId: github.id });
    const bound = openNative(it, rawKey);
    const elsewhere = await it.createProvider('google-oauth2');
    expect((await bound.send('GET', `/v1/events/stream?identity_provider_id=${elsewhere.id}`)).status).toBe(403);
    const ofBound = await follow('', bound.headers);
    const others = openNative(it, it.other.key.rawKey, it.other.tenant.id);
    const ofOthers = await follow('', others.headers);
    await native.createUser({ name: 'Not theirs' });
    const theirs = await others.createUser({ name: 'Theirs' });
    await it.operations.identityProviders.update(it.actor, github.id, { displayName: 'Octo' });
    expect(await ofOthers.next()).toMatchObject({ data: { type: 'user.created', user_id: theirs.id } });
    expect(await ofBound.next()).toMatchObject({ data: { type: 'identity_provider.updated' } });
    ofBound.stop();
    ofOthers.stop();
  });
});

describe('what is told', () => {
  test('each event once, as it is listed', async () => {
    const { response, next, stop } = await follow();
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const [one, two] = [await native.createUser({ name: 'One' }), await native.createUser({ name: 'Two' })];
    const [first, second] = [await next(), await next()];
    expect(first).toMatchObject({ event: 'event', data: { type: 'user.created', user_id: one.id } });
    expect(second).toMatchObject({ data: { user_id: two.id } });
    expect((await native.send('GET', `/v1/events/${first!.id}`)).body).toEqual(first!.data);
    stop();
  });

  test('what was asked for, and nothing else', async () => {
    const user = await native.createUser({ name: 'Watched' });
    const { next, stop } = await follow(`?user_id=${user.id}&type=user.suspended&type=user.deleted`);
    await native.createUser({ name: 'Another' });
    await it.operations.users.update(it.actor, user.id, { profile: { name: 'Changed' } });
    await it.operations.users.setStatus(it.actor, user.id, 'suspended');
    expect(await next()).toMatchObject({ data: { type: 'user.suspended', user_id: user.id } });
    stop();
  });

  test('what a key did', async () => {
    const { next, stop } = await follow(`?actor_id=${it.key.apiKey.id}`);
    await it.operations.users.create(it.actor, { profile: { name: 'By the system' } });
    const mine = await native.createUser({ name: 'By the key' });
    expect(await next()).toMatchObject({ data: { user_id: mine.id, actor: { id: it.key.apiKey.id } } });
    stop();
    const { body } = await native.send('GET', `/v1/events?actor_id=${it.key.apiKey.id}&limit=1`);
    expect(body.data[0]).toMatchObject({ user_id: mine.id });
  });

  test('from behind the event that was seen last, then what happens', async () => {
    const [seen, missed] = [await native.createUser({ name: 'Seen' }), await native.createUser({ name: 'Missed' })];
    const { body } = await native.send('GET', `/v1/events?user_id=${seen.id}`);
    for (const [query, headers] of [
      ['', { ...native.headers, 'last-event-id': body.data[0].id }],
      [`?last_event_id=${body.data[0].id}`, native.headers],
    ] as const) {
      const { next, stop } = await follow(query, headers);
      expect(await next()).toMatchObject({ data: { user_id: missed.id } });
      const later = await native.createUser({ name: 'Later' });
      let told = await next();
      while (told?.data.user_id !== later.id) told = await next();
      stop();
    }
  });

  test('what was committed late is told all the same', async () => {
    const { next, stop } = await follow('?type=user.suspended&type=user.created');
    const user = await native.createUser({ name: 'Late' });
    expect(await next()).toMatchObject({ data: { user_id: user.id } });
    let quick = '';
    await it.app.store.transaction(async (rows) => {
      const [event] = (await rows.events.list(it.tenant.id, { limit: 1, descending: true }, { userId: user.id })).items;
      // An id from before what is told meanwhile.
      const early = { ...event!, id: event!.id.replace(/.{12}$/, '000000000000'), type: 'user.suspended' as const };
      quick = (await native.createUser({ name: 'Quick' })).id;
      expect(await next()).toMatchObject({ data: { user_id: quick } });
      await rows.events.append([early]);
    });
    expect(await next()).toMatchObject({ data: { type: 'user.suspended', user_id: user.id } });
    stop();
  });
});

test('a server that stops says so and ends it', async () => {
  const own = await startTestApp();
  const headers = openNative(own).headers;
  const { next } = await follow('', headers, own.baseUrl);
  const closed = own.close();
  expect(await next()).toEqual({ event: 'end', data: { reason: 'draining' } });
  expect(await next()).toBeNull();
  await closed;
});
