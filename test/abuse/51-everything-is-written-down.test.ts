/** Whatever changes who somebody is writes an event that says who did it, why, and what was: with the change, or neither. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { believed, openStage, type Row, type SignInPlace, type Stage } from './stage.ts';

let stage: Stage;
let work: SignInPlace;
let home: SignInPlace;
let policy: Row;
beforeAll(async () => {
  stage = await openStage();
  work = await stage.addProvider('work', believed);
  home = await stage.addProvider('home', believed);
  const created = await stage.post('/v1/policies', {
    name: 'everything',
    cedar_policy_set: '@notice("seen") permit(principal, action, resource);',
  });
  expect(created.status).toBe(201);
  policy = created.body;
});
afterAll(() => stage.close());

const send = (method: string, path: string, body?: object) =>
  stage.native.send(method, path, {
    headers: { ...stage.native.headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });

interface Scene {
  a: Row;
  b: Row;
  identity: Row;
  name: string;
}

let scenes = 0;
/** A with two identities, B with one. */
async function setScene(): Promise<Scene> {
  scenes += 1;
  const name = `fiftyone-${scenes}`;
  const [a, b] = [
    await stage.createUser({ email: `${name}@example.com`, email_verified: true }),
    await stage.createUser({}),
  ];
  const link = async (user: Row, place: SignInPlace, subject: string): Promise<Row> =>
    (
      await stage.post(`/v1/users/${user.id}/identities`, {
        identity_provider_id: place.provider.id,
        external_id: subject,
      })
    ).body;
  await link(a, work, `${name}-a1`);
  const identity = await link(a, home, `${name}-a2`);
  await link(b, work, `${name}-b`);
  return { a, b, identity, name };
}

interface Change {
  what: string;
  type: string;
  /** What has to be there before. */
  prepare?(scene: Scene): Promise<unknown>;
  /** Makes the change; the status of the answer. */
  make(scene: Scene): Promise<number>;
  /** What the event must say besides. */
  says(scene: Scene): object;
  /** A policy was asked about it. */
  governed?: false;
  by?: 'arrival';
}

const status = async (answer: Promise<{ status: number }>) => (await answer).status;
const lastOf = async (type: string) => (await stage.events(type)).at(-1)!;

const changes: Change[] = [
  {
    what: 'a link by hand',
    type: 'identity.linked',
    make: ({ b, name }) =>
      status(
        stage.post(`/v1/users/${b.id}/identities`, {
          identity_provider_id: home.provider.id,
          external_id: `${name}-new`,
        }),
      ),
    says: ({ b, name }) => ({
      user_id: b.id,
      before: null,
      after: { subject: `${name}-new`, userId: b.id, linkedBy: 'manual' },
    }),
  },
  {
    what: 'an unlink',
    type: 'identity.unlinked',
    make: ({ a, identity }) => status(send('DELETE', `/v1/users/${a.id}/identities/${identity.id}`)),
    says: ({ a, identity }) => ({
      user_id: a.id,
      identity_id: identity.id,
      before: { id: identity.id, userId: a.id },
      after: { userId: null },
    }),
  },
  {
    what: 'a move',
    type: 'identity.moved',
    make: ({ b, identity }) => status(send('POST', `/v1/identities/${identity.id}/move`, { user_id: b.id })),
    says: ({ a, b, identity }) => ({
      user_id: b.id,
      counterpart_user_id: a.id,
      before: { id: identity.id, userId: a.id },
      after: { id: identity.id, userId: b.id },
    }),
  },
  {
    what: 'an arrival that joins by rule',
    type: 'identity.linked',
    by: 'arrival',
    // Of two at one provider a rule makes no one.
    prepare: ({ a, identity }) => send('DELETE', `/v1/users/${a.id}/identities/${identity.id}?outcome=delete`),
    async make({ name }) {
      const visit = await home.signIn({ sub: `${name}-auto`, email: `${name}@example.com`, email_verified: true });
      return visit.status === 303 ? 200 : visit.status;
    },
    says: ({ a, name }) => ({
      user_id: a.id,
      before: { identity: null },
      after: { identity: { subject: `${name}-auto`, userId: a.id, linkedBy: 'auto' } },
      decision: { action: 'link', matchedOn: 'email', ruleVersion: home.provider.linkingRule.version },
    }),
  },
  {
    what: 'a merge',
    type: 'user.merged',
    make: ({ a, b }) => status(send('POST', `/v1/users/${a.id}/merge`, { secondary_user_id: b.id })),
    says: ({ a, b }) => ({
      user_id: a.id,
      counterpart_user_id: b.id,
      before: { identities: [{ userId: b.id }] },
      after: { identities: [{ userId: a.id }] },
    }),
  },
  {
    what: 'an undo',
    type: 'linking.undone',
    prepare: ({ b, identity }) => send('POST', `/v1/identities/${identity.id}/move`, { user_id: b.id }),
    make: async () => status(send('POST', `/v1/events/${(await lastOf('identity.moved')).id}/undo`)),
    says: ({ identity }) => ({ undoes: expect.any(String), identity_id: identity.id, decision: { action: 'undo' } }),
  },
];

/** The same as it is for every one of them. */
const policyEvents: [string, string, () => Promise<{ status: number }>, object][] = [
  [
    'made',
    'policy.created',
    () =>
      stage.post('/v1/policies', {
        name: 'second',
        cedar_policy_set: 'permit(principal, action, resource);',
        enabled: false,
      }),
    { before: null, after: { name: 'second', version: 1 } },
  ],
  [
    'changed',
    'policy.updated',
    () => send('PATCH', `/v1/policies/${policy.id}`, { cedar_policy_set: 'permit(principal, action, resource);' }),
    { before: { version: 1 }, after: { version: 2 } },
  ],
  [
    'disabled',
    'policy.disabled',
    () => send('POST', `/v1/policies/${policy.id}/disable`),
    { before: { enabled: true }, after: { enabled: false } },
  ],
  [
    'enabled',
    'policy.enabled',
    () => send('POST', `/v1/policies/${policy.id}/enable`),
    { before: { enabled: false }, after: { enabled: true } },
  ],
  [
    'a linking rule',
    'identity_provider.updated',
    () => send('PUT', `/v1/identity-providers/${home.provider.id}`, { linking_rule: { login_only: true } }),
    { before: { linkingRule: { loginOnly: false } }, after: { linkingRule: { loginOnly: true } } },
  ],
  ['deleted', 'policy.deleted', () => send('DELETE', `/v1/policies/${policy.id}`), { after: null }],
];

const caller = () => ({
  kind: 'api_key',
  id: stage.it.key.apiKey.id,
  label: 'everything',
  dialect: 'native',
  ip: '127.0.0.1',
});

describe('51: a change and its event', () => {
  test.each(changes)('$what: who, why, by which policy, what was and what is', async (change) => {
    const scene = await setScene();
    await change.prepare?.(scene);
    const known = (await stage.events(change.type)).length;
    expect(await change.make(scene)).toBeLessThan(300);
    const told = (await stage.events(change.type)).slice(known);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject(change.says(scene));
    expect(told[0]).toMatchObject({
      actor: change.by === 'arrival' ? { kind: 'system', label: 'sign-in', ip: '127.0.0.1' } : caller(),
      decision: { policies: [{ id: policy.id, name: 'everything' }], notices: ['seen'] },
      request_id: expect.any(String),
    });
    // The policy as it was asked, with the question that it was asked; of an arrival, the link and the sign-in.
    expect(told[0]!.decision.policies[0].version).toBe(1);
    expect(told[0]!.decision.policyRequests).toHaveLength(change.by === 'arrival' ? 2 : 1);
    const explained = await send('GET', `/v1/events/${told[0]!.id}/explanation`);
    expect([explained.status, JSON.stringify(explained.body)]).toEqual([200, expect.stringContaining('everything')]);
  });

  test.each(policyEvents)('a policy or rule: %s', async (_what, type, make, says) => {
    const known = (await stage.events(type)).length;
    expect((await make()).status).toBeLessThan(300);
    const told = (await stage.events(type)).slice(known);
    expect(told).toMatchObject([{ actor: caller(), ...says }]);
  });
});

describe('51: neither without the other', () => {
  const query = (text: string) => stage.it.database.pool.query(text);
  afterEach(async () => {
    await query('drop function if exists fail_here() cascade');
  });

  /** From now on this fails: the event as it is written, or the whole transaction at its very end. */
  async function breakAt(where: 'event' | 'commit', type: string): Promise<void> {
    await query(`create function fail_here() returns trigger language plpgsql as $$
      begin raise exception 'broken on purpose'; end $$`);
    const when = `for each row when (new.type = '${type}') execute function fail_here()`;
    await query(
      where === 'event'
        ? `create trigger broken before insert on events ${when}`
        : `create constraint trigger broken after insert on events deferrable initially deferred ${when}`,
    );
  }

  test.each(
    changes.flatMap((change) => [
      { ...change, where: 'event' as const },
      { ...change, where: 'commit' as const },
    ]),
  )('$what, broken at the $where: nothing happened', async (change) => {
    const scene = await setScene();
    await change.prepare?.(scene);
    const everything = async () => [
      await stage.snapshot(),
      (await query('select count(*)::int as count from events')).rows,
      (await query('select * from separations order by 1, 2, 3, 4, 5')).rows,
    ];
    const before = await everything();
    await breakAt(change.where, change.type);
    expect(await change.make(scene)).toBe(500);
    expect(await everything()).toEqual(before);
    // It was that and nothing else that stood in the way.
    await query('drop function fail_here() cascade');
    expect(await change.make(scene)).toBeLessThan(300);
    expect(await everything()).not.toEqual(before);
  });
});
