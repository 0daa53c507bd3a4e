/**
 * One person through four APIs: she signs in, an administrator links her second account with Auth0's SDK and takes it
 * away again. After every step WorkOS's, Auth0's and GenAuth's official SDKs and the native API tell the same.
 */
import { WorkOS } from '@workos-inc/node';
import { ManagementClient as Auth0 } from 'auth0';
import { ManagementClient as GenAuth } from 'authing-node-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toHex, toUlid } from '../../src/domain/ids.ts';
import type { User } from '../../src/domain/user.ts';
import { addDemoSignIn, type DemoSignIn } from '../support/demo-sign-in.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

type NativeIdentity = Record<'id' | 'external_id' | 'provider_type' | 'linked_by' | 'user_id', string>;

/** A strategy and a subject, as each API spells them. */
const plain = ([strategy, subject]: readonly [string, string]) => `${strategy} ${subject}`;

describe('one person through four APIs', () => {
  let it: TestApp;
  let demo: DemoSignIn;
  let workos: WorkOS;
  let auth0: Auth0;
  let genauth: GenAuth;
  beforeAll(async () => {
    it = await startTestApp();
    demo = await addDemoSignIn(it);
    const { hostname, port, host } = new URL(it.baseUrl);
    workos = new WorkOS({ apiKey: it.key.rawKey, apiHostname: hostname, port: Number(port), https: false });
    auth0 = new Auth0({
      domain: host,
      clientId: it.key.publicId,
      clientSecret: it.key.secret,
      // The SDK builds `https://`; the server of a test has no TLS.
      fetch: (input, init) => fetch(String(input).replace('https://', 'http://'), init),
      maxRetries: 0,
    });
    genauth = new GenAuth({ accessKeyId: it.key.publicId, accessKeySecret: it.key.secret, host: it.baseUrl });
  });
  afterAll(async () => {
    await demo.close();
    await it.close();
  });

  const signIn = async (strategy: 'google-oauth2' | 'github', person: string): Promise<User> => {
    const finished = await demo.signIn(strategy, person);
    if (!finished.signedIn) throw new Error(finished.decision.action);
    return finished.user;
  };
  const native = async (path: string) => {
    const headers = { 'x-api-key': it.key.rawKey, 'x-tenant-id': it.tenant.id };
    const answer = await fetch(`${it.baseUrl}/v1${path}`, { headers });
    expect(answer.status, path).toBe(200);
    return answer.json();
  };
  const wordOf: Record<string, string> = {
    GoogleOAuth: 'google-oauth2',
    GitHubOAuth: 'github',
    google: 'google-oauth2',
  };

  /** The user's identities by each of the four, in one spelling, in their order. */
  const identitiesOf = async ({ id, originKey }: User): Promise<Record<string, string[]>> => {
    const [fromWorkos, fromAuth0, fromGenauth, fromNative] = await Promise.all([
      workos.userManagement.getUserIdentities(`user_${toUlid(id)}`),
      auth0.users.get(originKey!),
      genauth.getUserIdentities({ userId: toHex(id) }),
      native(`/users/${id}/identities`),
    ]);
    expect(fromGenauth.statusCode).toBe(200);
    return {
      workos: fromWorkos.map(({ provider, idpId }) => plain([wordOf[provider]!, idpId])),
      auth0: fromAuth0.identities!.map(({ provider, user_id }) => plain([provider!, String(user_id)])),
      genauth: fromGenauth.data!.map(({ provider, userIdInIdp }) => plain([wordOf[provider] ?? provider, userIdInIdp])),
      native: (fromNative.data as NativeIdentity[]).map((identity) =>
        plain([identity.provider_type, identity.external_id]),
      ),
    };
  };
  const allSay = (identities: string[]) => ({
    workos: identities,
    auth0: identities,
    genauth: identities,
    native: identities,
  });

  test('sign in, link, tell who linked, unlink: all four agree after each', async () => {
    // She signs in with Google: a user is made, and all four list the one identity.
    const ada = await signIn('google-oauth2', 'ada');
    const google = plain(ada.originKey!.split('|') as [string, string]);
    expect(await identitiesOf(ada)).toEqual(allSay([google]));

    // She signs in with GitHub: nothing joins that to her on its word, so it is another user.
    const second = await signIn('github', 'ada');
    const github = plain(second.originKey!.split('|') as [string, string]);
    expect(second.id).not.toBe(ada.id);
    expect(await identitiesOf(second)).toEqual(allSay([github]));
    expect(await identitiesOf(ada)).toEqual(allSay([google]));

    // An administrator knows that they are one person, and links the second user with Auth0's SDK.
    const [, githubSubject] = second.originKey!.split('|') as [string, string];
    const linked = await auth0.users.identities.link(ada.originKey!, { provider: 'github', user_id: githubSubject });
    expect(linked).toMatchObject([{ provider: 'google-oauth2' }, { provider: 'github', user_id: githubSubject }]);
    expect(await identitiesOf(ada)).toEqual(allSay([google, github]));
    await expect(workos.userManagement.getUser(`user_${toUlid(second.id)}`)).rejects.toMatchObject({ status: 404 });
    await expect(auth0.users.get(second.originKey!)).rejects.toMatchObject({ statusCode: 404 });
    expect(await genauth.getUser({ userId: toHex(second.id) })).not.toMatchObject({ statusCode: 200 });

    // The native API shows how each came to her, and who did it.
    const { data } = (await native(`/users/${ada.id}/identities`)) as { data: NativeIdentity[] };
    expect(data.map(({ linked_by }) => linked_by)).toEqual(['auto', 'manual']);
    const { data: merges } = await native(`/events?user_id=${ada.id}&type=user.merged`);
    expect(merges).toMatchObject([
      { type: 'user.merged', actor: { kind: 'api_key', id: it.key.apiKey.id, label: 'everything', dialect: 'auth0' } },
    ]);

    // She signs in with GitHub again, and is herself.
    expect((await signIn('github', 'ada')).id).toBe(ada.id);

    // The administrator takes it back through Auth0: it is a user of its own again.
    const left = await auth0.users.identities.delete(ada.originKey!, 'github', githubSubject);
    expect(left).toMatchObject([{ provider: 'google-oauth2' }]);
    expect(left).toHaveLength(1);
    expect(await identitiesOf(ada)).toEqual(allSay([google]));
    const again = await signIn('github', 'ada');
    expect(again.id).not.toBe(ada.id);
    expect(await identitiesOf(again)).toEqual(allSay([github]));
    const { data: identity } = await native(`/identities?external_id=${githubSubject}`);
    expect(identity).toMatchObject([{ user_id: again.id, provider_type: 'github' }]);
  });
});
