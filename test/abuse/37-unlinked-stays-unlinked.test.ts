/** Who took an identity from a user meant it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { believed, openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

describe('37: an identity that was unlinked arrives anew', () => {
  const unlinked = async (name: string, outcome: string, relinkAfterUnlink: boolean) => {
    const place = await stage.addProvider(name, { ...believed, relinkAfterUnlink });
    const other = await stage.addProvider(`${name}-other`, believed);
    const claims = { sub: name, email: `${name}@example.com`, email_verified: true };
    const user = await place.signIn(claims);
    await other.signIn({ ...claims, sub: `${name}-other` });
    expect(await stage.identitiesOf(user.userId!)).toHaveLength(2);
    const [identity] = await stage.bySubject(name);
    const path = `/v1/users/${user.userId}/identities/${identity!.id}?outcome=${outcome}`;
    expect((await stage.native.send('DELETE', path)).status).toBe(200);
    return { user, place, claims };
  };

  test.each(['detach', 'split', 'delete'])('%s: not in silence the old user again by the address', async (outcome) => {
    const { user, place, claims } = await unlinked(`unlinked-${outcome}`, outcome, false);
    // The session that it had made is over.
    expect((await user.browser.get('/account')).status).toBe(303);
    const again = await place.signIn(claims);
    expect(again.userId).not.toBeNull();
    expect(again.userId).not.toBe(user.userId);
    expect(await stage.identitiesOf(user.userId!)).toHaveLength(1);
    // Nor the time after.
    expect((await place.signIn(claims)).userId).toBe(again.userId);
  });

  test('where the rule lets it, it joins again, and the event says by which rule', async () => {
    const { user, place, claims } = await unlinked('relinked', 'detach', true);
    expect((await place.signIn(claims)).userId).toBe(user.userId);
    expect((await stage.events('identity.linked')).at(-1)).toMatchObject({
      user_id: user.userId,
      decision: { action: 'link', matchedOn: 'email' },
    });
  });

  test('a link by hand stands above the separation', async () => {
    const { user, place, claims } = await unlinked('by-hand-again', 'delete', false);
    const body = { identity_provider_id: place.provider.id, external_id: claims.sub };
    expect((await stage.post(`/v1/users/${user.userId}/identities`, body)).status).toBe(201);
    expect((await place.signIn(claims)).userId).toBe(user.userId);
  });
});
