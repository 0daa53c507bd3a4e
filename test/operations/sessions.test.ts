import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Json } from '../../src/domain/json.ts';
import { addDemoSignIn, type DemoSignIn } from '../support/demo-sign-in.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

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

test('a session lasts as long as the tenant says, from its sign-in on', async () => {
  const daysOf = async (): Promise<number> => {
    const finished = await demo.signIn('google-oauth2', 'carol');
    if (!finished.signedIn) throw new Error(finished.decision.action);
    const { createdAt, expiresAt } = finished.session;
    return (Date.parse(expiresAt) - Date.parse(createdAt)) / 86_400_000;
  };
  const { settings } = await it.operations.tenants.read(it.actor, it.tenant.id);
  const say = (sessions: Json) =>
    it.operations.tenants.update(it.actor, it.tenant.id, { settings: { ...settings, sessions } });
  expect(await daysOf()).toBe(7);
  await say({ days: 1 });
  expect(await daysOf()).toBe(1);
  for (const wrong of [{ days: 0 }, { days: 401 }, { days: 1.5 }, { days: '7' }, { hours: 1 }, 7, null])
    await expect(say(wrong)).rejects.toMatchObject({ code: 'invalid_input' });
  await say({});
  expect(await daysOf()).toBe(7);
});

test('ending every session of a user tells of each, once, and of nobody else’s', async () => {
  const signIn = async (person: string) => {
    const finished = await demo.signIn('google-oauth2', person);
    if (!finished.signedIn) throw new Error(finished.decision.action);
    return finished;
  };
  const [first, second, other] = [await signIn('ada'), await signIn('ada'), await signIn('bjorn')];
  const { id: userId } = first.user;

  expect(await it.operations.sessions.endAll(it.actor, userId, 'revoked')).toBe(2);
  expect(await it.operations.sessions.endAll(it.actor, userId, 'revoked')).toBe(0);

  const { items } = await it.operations.events.list(it.actor, { limit: 10 }, { types: ['session.ended'] });
  const ended = items.map((event) => [event.userId, event.identityId, event.before?.sessionId]);
  expect(ended.sort()).toEqual([first, second].map(({ session }) => [userId, session.identityId, session.id]).sort());
  expect(JSON.stringify(items)).not.toContain('secretHash');
  expect(await it.operations.sessions.open(first.sessionToken)).toBeNull();
  expect(await it.operations.sessions.open(second.sessionToken)).toBeNull();
  expect(await it.operations.sessions.open(other.sessionToken)).toMatchObject({ user: { id: other.user.id } });
});
