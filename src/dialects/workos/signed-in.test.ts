/** People who really signed in: their sessions, and the events of it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDemoSignIn, type DemoSignIn } from '../../../test/support/demo-sign-in.ts';
import { startTestApp, type TestApp } from '../../../test/support/test-app.ts';
import { toUlid } from '../../domain/ids.ts';

describe('signed in', () => {
  let it: TestApp;
  let demo: DemoSignIn;
  beforeAll(async () => {
    it = await startTestApp();
    demo = await addDemoSignIn(it);
  });
  afterAll(async () => {
    await demo.close();
    await it.close();
  });

  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(it.baseUrl + path, {
      method,
      headers: { authorization: `Bearer ${it.key.rawKey}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, ...(await answer.json()) };
  };
  const signIn = async (person: string) => {
    const finished = await demo.signIn('google-oauth2', person);
    if (!finished.signedIn) throw new Error(finished.decision.action);
    const { user, session } = finished;
    return { session, id: `user_${toUlid(user.id)}`, sessionId: `session_${toUlid(session.id)}` };
  };

  test('a sign-in shows on the user, its identities and its sessions', async () => {
    const { id, sessionId, session } = await signIn('ada');
    expect(await ask('GET', `/user_management/users/${id}`)).toMatchObject({
      email: 'ada@example.com',
      email_verified: true,
      first_name: 'Ada',
      name: 'Ada Park',
      last_sign_in_at: expect.stringMatching(/Z$/),
    });
    const { data, list_metadata } = await ask('GET', `/user_management/users/${id}/sessions`);
    expect(list_metadata).toEqual({ before: null, after: null });
    expect(data).toEqual([
      {
        object: 'session',
        id: sessionId,
        user_id: id,
        ip_address: '203.0.113.7',
        user_agent: 'Example/1.0',
        auth_method: 'oauth',
        status: 'active',
        expires_at: session.expiresAt,
        ended_at: null,
        created_at: session.createdAt,
        updated_at: session.lastSeenAt,
      },
    ]);
  });

  test('a revoked session is no longer listed, and signs nobody in', async () => {
    const finished = await demo.signIn('google-oauth2', 'bjorn');
    if (!finished.signedIn) throw new Error(finished.decision.action);
    const { id, sessionId } = await signIn('bjorn');
    const first = `session_${toUlid(finished.session.id)}`;
    const listed = await ask('GET', `/user_management/users/${id}/sessions`);
    expect(listed.data.map((session: { id: string }) => session.id)).toEqual([sessionId, first]);

    expect(await ask('POST', '/user_management/sessions/revoke', { session_id: first })).toMatchObject({ status: 200 });
    expect((await ask('GET', `/user_management/users/${id}/sessions`)).data).toMatchObject([{ id: sessionId }]);
    expect(await it.operations.sessions.open(finished.sessionToken)).toBeNull();
    expect(await ask('POST', '/user_management/sessions/revoke', { session_id: first })).toMatchObject({ status: 200 });

    const { data } = await ask('GET', '/events?events=session.revoked');
    expect(data).toMatchObject([
      { event: 'session.revoked', data: { id: first, user_id: id, status: 'revoked', user_agent: 'Example/1.0' } },
    ]);
    expect(data[0].data.ended_at).toBe(data[0].created_at);
  });

  test('sessions are listed page by page', async () => {
    const { id } = await signIn('ada');
    await signIn('ada');
    const page = async (query: string) => {
      const { data, list_metadata } = await ask('GET', `/user_management/users/${id}/sessions?${query}`);
      return { ids: data.map((session: { id: string }) => session.id) as string[], list_metadata };
    };
    const { ids } = await page('limit=100');
    expect(ids.length).toBe(3);
    expect(ids).toEqual([...ids].sort().reverse());
    expect(await page('limit=2')).toEqual({ ids: ids.slice(0, 2), list_metadata: { before: null, after: ids[1] } });
    const last = { ids: ids.slice(2), list_metadata: { before: ids[2], after: null } };
    expect(await page(`limit=2&after=${ids[1]}`)).toEqual(last);
    const newest = { ids: ids.slice(0, 1), list_metadata: { before: null, after: ids[0] } };
    expect(await page(`limit=2&before=${ids[1]}`)).toEqual(newest);
    expect((await page('order=asc')).ids).toEqual([...ids].reverse());
  });

  test('a sign-in succeeds, and is refused to a suspended user', async () => {
    const { id } = await signIn('ada');
    await it.operations.users.setStatus(
      it.actor,
      (await it.operations.users.findOne(it.actor, { by: 'email', email: 'ada@example.com' })).id,
      'suspended',
    );
    expect(await demo.signIn('google-oauth2', 'ada')).toMatchObject({ signedIn: false });
    const names = 'authentication.oauth_succeeded,authentication.oauth_failed';
    const { data } = await ask('GET', `/events?events=${names}&order=desc&limit=2`);
    expect(data).toMatchObject([
      {
        event: 'authentication.oauth_failed',
        data: {
          type: 'oauth',
          status: 'failed',
          user_id: id,
          ip_address: '203.0.113.7',
          error: { code: 'user_suspended', message: 'user suspended' },
        },
      },
      {
        event: 'authentication.oauth_succeeded',
        data: { type: 'oauth', status: 'succeeded', user_id: id, email: 'ada@example.com', user_agent: null },
      },
    ]);
  });
});
