// A sign-in that waits for proof: everything that does not prove an account, and then what does.

import { setImmediate as nextTurn } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createEntropy } from '../../src/app.ts';
import type { Connection, IdentityProvider } from '../../src/domain/identity-provider.ts';
import { createId, joinIds, splitIds } from '../../src/domain/ids.ts';
import type { User } from '../../src/domain/user.ts';
import { createOutbox } from '../../src/mail/outbox.ts';
import { writerIn } from '../../src/server/letters.ts';
import { english } from '../../src/server/pages/messages/languages.ts';
import { arriveAt, askAt } from '../support/arrivals.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const from = { ip: '203.0.113.7' };
const minute = 60_000;
let ahead = 0;
const now = () => Date.now() + ahead;

const outbox = createOutbox(now);
let it: TestApp;
/** Proves nothing, and asks. */
let oidc: IdentityProvider;
let oidcWay: Connection;
/** Proves what it says, and asks. */
let github: IdentityProvider;
let githubWay: Connection;
/** Where the people are known. */
let google: IdentityProvider;

beforeAll(async () => {
  it = await startTestApp({ mailer: outbox, now });
  oidc = await it.createProvider('oidc', 'oidc', { mode: 'ask', emailProof: 'never' });
  github = await it.createProvider('github', 'github', { mode: 'ask', emailProof: 'provider_verified_bit' });
  google = await it.createProvider('google-oauth2', 'google');
  oidcWay = await connect(oidc, { issuer: 'https://id.example.com' });
  githubWay = await connect(github);
  await connect(google);
});
afterAll(() => it.close());

const connect = (provider: IdentityProvider, config = {}) =>
  it.operations.connections.create(it.actor, {
    identityProviderId: provider.id,
    identifier: provider.name,
    clientId: 'client',
    clientSecret: 'secret',
    config,
  });

/** A policy that forbids the action to everybody, until what it returns is called. */
async function forbid(action: string): Promise<() => Promise<void>> {
  const id = createId(createEntropy());
  const at = new Date().toISOString();
  await it.app.store.transaction((rows) =>
    rows.policies.insert({
      id,
      tenantId: it.tenant.id,
      name: `no ${action}`,
      description: null,
      cedar: `@notice("ask the desk") forbid (principal, action == Action::"${action}", resource);`,
      enabled: true,
      priority: 0,
      version: 1,
      createdAt: at,
      updatedAt: at,
    }),
  );
  return () => it.app.store.transaction((rows) => rows.policies.delete(it.tenant.id, id));
}

let people = 0;
/** Somebody with an account: a proved address and an identity at Google. */
async function createPerson(): Promise<User & { email: string }> {
  people += 1;
  const email = `person-${people}@example.com`;
  const { user } = await it.operations.users.create(it.actor, { profile: { email, emailVerified: true } });
  await it.operations.identities.link(it.actor, {
    userId: user.id,
    identityProviderId: google.id,
    subject: `google-${people}`,
  });
  return { ...user, email };
}

/** A stranger, or the same person, at the provider that proves nothing. */
const ask = (email: string, subject = `oidc-${email}`, returnTo: string | null = null) =>
  askAt(it, oidc, oidcWay, { subject, email }, { now, returnTo });

const lastCodeTo = (address: string): string => {
  const message = outbox.messages().find(({ to }) => to === address);
  return /(\d{3} \d{3})/.exec(message?.text ?? '')?.[1] ?? 'no code';
};
const mailsTo = (address: string): number => outbox.messages().filter(({ to }) => to === address).length;
const verbs = () => it.operations.pendingLinks;
/** Mail leaves in the turn after the answer. */
const sendCode = async (token: string) => {
  await verbs().sendCode(token, writerIn(english), from);
  await nextTurn();
};
const ownerOf = async (identityId: string) => (await it.operations.identities.read(it.actor, identityId)).userId;
const over = { code: 'pending_link_over' };
const wrong = { code: 'code_wrong' };

describe('nothing is proved by', () => {
  test.each(['', 'nonsense', '.', 'x'.repeat(43), `${'0'.repeat(43)}.${'0'.repeat(43)}`])(
    'the token `%s`',
    async (token) => {
      await expect(verbs().read(token)).rejects.toMatchObject(over);
      await expect(sendCode(token)).rejects.toMatchObject(over);
      await expect(verbs().enterCode(token, '000000', from)).rejects.toMatchObject(over);
      await expect(verbs().continueAsNew(token, from)).rejects.toMatchObject(over);
    },
  );

  test('a token whose secret is of another one', async () => {
    const { email } = await createPerson();
    const [mine, theirs] = [await ask(email, 'mine'), await ask(email, 'theirs')];
    const mixed = `${mine.token.split('.')[0]}.${theirs.token.split('.')[1]}`;
    await expect(verbs().read(mixed)).rejects.toMatchObject(over);
  });

  test('a token that names another tenant', async () => {
    const { email } = await createPerson();
    const { token } = await ask(email);
    const [ids, secret] = token.split('.');
    const [, id] = splitIds(ids!)!;
    const moved = `${joinIds(it.other.tenant.id, id)}.${secret}`;
    await expect(verbs().read(moved)).rejects.toMatchObject(over);
    await expect(sendCode(moved)).rejects.toMatchObject(over);
  });

  test('a code that was sent for another subject of the same provider (case 18)', async () => {
    const { email } = await createPerson();
    const [first, second] = [await ask(email, 'S1'), await ask(email, 'S2')];
    await sendCode(first.token);
    await expect(verbs().enterCode(second.token, lastCodeTo(email), from)).rejects.toMatchObject(wrong);
    expect(await ownerOf(second.identity.id)).toBeNull();
  });

  test('a code before any was sent, or an empty one', async () => {
    const { email } = await createPerson();
    const { token } = await ask(email);
    for (const code of ['', '000000', 'no code'])
      await expect(verbs().enterCode(token, code, from)).rejects.toMatchObject(wrong);
  });

  test('a code that a newer one replaced', async () => {
    const { email } = await createPerson();
    const { token, identity } = await ask(email);
    await sendCode(token);
    const earlier = lastCodeTo(email);
    do await sendCode(token);
    while (lastCodeTo(email) === earlier);
    await expect(verbs().enterCode(token, earlier, from)).rejects.toMatchObject(wrong);
    expect(await ownerOf(identity.id)).toBeNull();
  });

  test('the right code after five wrong ones; and no more codes are sent', async () => {
    const { email } = await createPerson();
    const { token, identity } = await ask(email);
    await sendCode(token);
    const code = lastCodeTo(email);
    for (const left of [4, 3, 2, 1, 0])
      await expect(verbs().enterCode(token, 'wrong', from)).rejects.toMatchObject({
        ...wrong,
        details: { attempts_left: left },
      });
    await expect(verbs().enterCode(token, code, from)).rejects.toMatchObject(wrong);
    await expect(sendCode(token)).rejects.toMatchObject({ code: 'rate_limited' });
    expect(await ownerOf(identity.id)).toBeNull();
  });

  test('a code ten minutes later, or anything a quarter of an hour later', async () => {
    const { email } = await createPerson();
    const { token } = await ask(email);
    await sendCode(token);
    const code = lastCodeTo(email);
    try {
      ahead += 10 * minute;
      await expect(verbs().enterCode(token, code, from)).rejects.toMatchObject(wrong);
      await sendCode(token);
      ahead += 5 * minute;
      await expect(verbs().enterCode(token, lastCodeTo(email), from)).rejects.toMatchObject(over);
      await expect(verbs().continueAsNew(token, from)).rejects.toMatchObject(over);
    } finally {
      ahead = 0;
    }
  });

  test('an answer to the question of an earlier sign-in', async () => {
    const { email } = await createPerson();
    const { token } = await ask(email);
    await sendCode(token);
    const newer = await ask(email);
    await expect(verbs().enterCode(token, lastCodeTo(email), from)).rejects.toMatchObject(over);
    await expect(verbs().enterCode(newer.token, lastCodeTo(email), from)).rejects.toMatchObject(wrong);
  });

  test('a code once more: after success, and after the two were taken apart again (case 19)', async () => {
    const user = await createPerson();
    const { token, identity } = await ask(user.email);
    await sendCode(token);
    const code = lastCodeTo(user.email);
    await verbs().enterCode(token, code, from);
    await expect(verbs().enterCode(token, code, from)).rejects.toMatchObject(over);
    await it.operations.identities.unlink(it.actor, { userId: user.id, which: { identityId: identity.id } });
    await expect(verbs().enterCode(token, code, from)).rejects.toMatchObject(over);
    await expect(verbs().continueAsNew(token, from)).rejects.toMatchObject(over);
    expect(await ownerOf(identity.id)).toBeNull();
  });

  test('a code after the person said to be new (case 19)', async () => {
    const user = await createPerson();
    const { token, identity } = await ask(user.email);
    await sendCode(token);
    const answered = await verbs().continueAsNew(token, from);
    await expect(verbs().enterCode(token, lastCodeTo(user.email), from)).rejects.toMatchObject(over);
    expect(await ownerOf(identity.id)).toBe(answered!.user.id);
  });

  test.each<[string, (user: User, identityId: string) => Promise<unknown>, object]>([
    [
      'has another address now',
      (user) =>
        it.operations.users.update(it.actor, user.id, {
          profile: { email: `moved-${user.id}@example.com`, emailVerified: true },
        }),
      wrong,
    ],
    [
      'has proved its address no longer',
      (user) => it.operations.users.update(it.actor, user.id, { profile: { emailVerified: false } }),
      wrong,
    ],
    ['is suspended', (user) => it.operations.users.setStatus(it.actor, user.id, 'suspended'), wrong],
    [
      'was merged into another',
      async (user) => it.operations.merge(it.actor, { primaryId: (await createPerson()).id, secondaryId: user.id }),
      wrong,
    ],
    [
      'got the identity by hand, and lost it again',
      async (user, identityId) => {
        await it.operations.identities.move(it.actor, identityId, user.id);
        await it.operations.identities.unlink(it.actor, { userId: user.id, which: { identityId } });
      },
      over,
    ],
    [
      'is too late: another user got the identity',
      async (_user, identityId) => it.operations.identities.move(it.actor, identityId, (await createPerson()).id),
      over,
    ],
  ])('the right code, when the account %s', async (_what, change, refusal) => {
    const user = await createPerson();
    const { token, identity } = await ask(user.email);
    await sendCode(token);
    const code = lastCodeTo(user.email);
    await change(user, identity.id);
    await expect(verbs().enterCode(token, code, from)).rejects.toMatchObject(refusal);
    expect(await ownerOf(identity.id)).not.toBe(user.id);
  });

  test.each<[string, () => Promise<unknown>, () => Promise<unknown>]>([
    [
      'the provider is switched off',
      () => it.operations.identityProviders.setEnabled(it.actor, oidc.id, false),
      () => it.operations.identityProviders.setEnabled(it.actor, oidc.id, true),
    ],
    [
      'the rule joins nobody any more',
      () =>
        it.operations.identityProviders.update(it.actor, oidc.id, {
          linkingRule: { ...oidc.linkingRule, mode: 'never' },
        }),
      () => it.operations.identityProviders.update(it.actor, oidc.id, { linkingRule: oidc.linkingRule }),
    ],
    [
      'the two are of different linking domains',
      () =>
        it.operations.identityProviders.update(it.actor, oidc.id, {
          linkingRule: { ...oidc.linkingRule, linkingDomain: 'staff' },
        }),
      () => it.operations.identityProviders.update(it.actor, oidc.id, { linkingRule: oidc.linkingRule }),
    ],
  ])('the right code, when %s', async (_what, change, restore) => {
    const user = await createPerson();
    const { token, identity } = await ask(user.email);
    await sendCode(token);
    await change();
    try {
      await expect(verbs().enterCode(token, lastCodeTo(user.email), from)).rejects.toMatchObject(over);
      expect(await ownerOf(identity.id)).toBeNull();
    } finally {
      await restore();
    }
  });
});

describe('what a stranger learns: nothing', () => {
  test('with an account and without one, every step is the same statements and the same answer', async () => {
    const { email } = await createPerson();
    const walk = async (address: string) => {
      const steps: string[][] = [];
      const step = async <T>(does: () => Promise<T>): Promise<T> => {
        const query = vi.spyOn(pg.Client.prototype, 'query');
        try {
          return await does();
        } finally {
          steps.push(query.mock.calls.map(([given]) => textOf(given)));
          query.mockRestore();
        }
      };
      const { token } = await step(() => ask(address));
      const seen = [];
      for (const does of [
        () => verbs().read(token),
        () => sendCode(token),
        () => verbs().read(token),
        () => verbs().enterCode(token, 'wrong', from),
        () => sendCode(token),
        () => sendCode(token),
        () => sendCode(token),
        () => verbs().read(token),
        () =>
          verbs()
            .continueAsNew(token, from)
            .then(() => 'new'),
      ])
        seen.push(await step(() => does().then(withoutOwnWords, String)));
      return { steps, seen };
    };
    const withoutOwnWords = (question: unknown) => ({ ...(question as object), email: null, expiresAt: null });
    // The first of both prepares statements.
    await walk('warming-up@example.com');
    const without = await walk('not-known@example.com');
    expect(await walk(email)).toEqual(without);
    const { user: claimant } = await it.operations.users.create(it.actor, {
      profile: { email: 'claimed@example.com' },
    });
    expect(await walk(claimant.email!)).toEqual(without);
    const suspended = await createPerson();
    await it.operations.users.setStatus(it.actor, suspended.id, 'suspended');
    expect(await walk(suspended.email)).toEqual(without);
    expect(without.steps.every((step) => step.length > 0)).toBe(true);
  });
});

/** A statement as it is sent, whichever way it was handed over. */
const textOf = (given: unknown): string =>
  typeof given === 'string' ? given : String((given as { text?: unknown } | undefined)?.text);

describe('codes', () => {
  test('are mailed to nobody where there is nobody, and the answer is the same', async () => {
    const before = outbox.messages().length;
    const { token } = await ask('nobody@example.com');
    const { email } = await createPerson();
    const somebody = await ask(email);
    await sendCode(token);
    await sendCode(somebody.token);
    expect(outbox.messages().length - before).toBe(1);

    const seen = async (of: string) => {
      const { email: _email, expiresAt: _at, ...rest } = await verbs().read(of);
      return rest;
    };
    expect(await seen(token)).toEqual(await seen(somebody.token));
    await expect(verbs().enterCode(token, '123456', from)).rejects.toMatchObject(wrong);
    expect(await seen(token)).toEqual({
      ...(await seen(somebody.token)),
      code: { maskedAddress: null, sent: 1, left: 2, attemptsLeft: 4 },
    });
  });

  test('are three for one question', async () => {
    const { email } = await createPerson();
    const { token } = await ask(email);
    for (let sent = 0; sent < 3; sent += 1) await sendCode(token);
    await expect(sendCode(token)).rejects.toMatchObject({ code: 'rate_limited' });
    expect(mailsTo(email)).toBe(3);
  });

  test('are three for one address in a minute and five in an hour, whoever asks; more are withheld without a word', async () => {
    const { email } = await createPerson();
    try {
      for (let sender = 0; sender < 4; sender += 1) await sendCode((await ask(email, `flood-${sender}`)).token);
      expect(mailsTo(email)).toBe(3);
      for (let sender = 0; sender < 4; sender += 1) {
        ahead += 2 * minute;
        await sendCode((await ask(email, `stream-${sender}`)).token);
      }
      expect(mailsTo(email)).toBe(5);
      ahead += 60 * minute;
      const { token } = await ask(email, 'later');
      await sendCode(token);
      expect(mailsTo(email)).toBe(6);
    } finally {
      ahead = 0;
    }
  });

  test('are ten for one address in a day', async () => {
    const { email } = await createPerson();
    try {
      for (let hour = 0; hour < 5; hour += 1) {
        for (let each = 0; each < 3; each += 1) {
          const { token } = await ask(email, `patient-${hour}-${each}`);
          await sendCode(token);
        }
        ahead += 80 * minute;
      }
      expect(mailsTo(email)).toBe(10);
      ahead += 24 * 60 * minute;
      await sendCode((await ask(email, 'next-day')).token);
      expect(mailsTo(email)).toBe(11);
    } finally {
      ahead = 0;
    }
  });

  test('are counted together with those that an application asks for', async () => {
    const { email } = await createPerson();
    const { appEmailCodes } = it.operations;
    const startForApplication = () => appEmailCodes.start(it.actor, email, writerIn(english));
    await sendCode((await ask(email, 'door')).token);
    await startForApplication();
    await startForApplication();
    await nextTurn();
    expect(mailsTo(email)).toBe(3);
    await expect(startForApplication()).rejects.toMatchObject({ code: 'rate_limited' });
    await sendCode((await ask(email, 'door-again')).token);
    expect(mailsTo(email)).toBe(3);
  });

  test('that nobody gets count for the address that was claimed: another door tells nothing', async () => {
    const { appEmailCodes } = it.operations;
    for (const [known, email] of [
      [true, (await createPerson()).email],
      [false, 'no-such-person@example.com'],
    ] as const) {
      const { token } = await ask(email, `oracle-${known}`);
      for (let count = 0; count < 3; count += 1) await sendCode(token);
      expect([known, mailsTo(email)]).toEqual([known, known ? 3 : 0]);
      await expect(appEmailCodes.start(it.actor, email, writerIn(english))).rejects.toMatchObject({
        code: 'rate_limited',
      });
    }
  });

  test('of several askers at once are three still', async () => {
    const { email } = await createPerson();
    const asked = await Promise.all(Array.from({ length: 12 }, (_, index) => ask(email, `rush-${index}`)));
    await Promise.all(asked.map(({ token }) => sendCode(token)));
    expect(mailsTo(email)).toBe(3);
  });

  test('go to none of two accounts that have the address: a mailbox does not tell which is meant', async () => {
    const email = 'shared@example.com';
    for (const subject of ['one', 'two'])
      await it.operations.users.create(it.actor, {
        profile: { email, emailVerified: true },
        unique: [],
        identities: [{ identityProviderId: google.id, subject: `shared-${subject}` }],
      });
    const { token } = await ask(email);
    await sendCode(token);
    expect(mailsTo(email)).toBe(0);
  });

  test('are in no event', async () => {
    const user = await createPerson();
    const { token } = await ask(user.email);
    await sendCode(token);
    await expect(verbs().enterCode(token, 'wrong', from)).rejects.toMatchObject(wrong);
    const code = lastCodeTo(user.email).replace(' ', '');
    await verbs().enterCode(token, code, from);
    const { items } = await it.operations.events.list(it.actor, { limit: 1000 }, {});
    const text = JSON.stringify(items);
    expect(text).not.toContain(`"${code}"`);
    expect(text).not.toContain(token.split('.')[1]);
    const types = items.filter(({ userId }) => userId === user.id).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['linking.code_sent', 'linking.code_refused', 'identity.linked']));
  });
});

describe('the right code', () => {
  test('links the identity to the account, says why in the event, and signs the person in', async () => {
    const user = await createPerson();
    const { token, identity } = await ask(user.email, undefined, '/somewhere');
    await sendCode(token);
    const answered = await verbs().enterCode(token, ` ${lastCodeTo(user.email)} `, from);
    expect(answered).toMatchObject({ user: { id: user.id }, returnTo: '/somewhere' });
    expect(await ownerOf(identity.id)).toBe(user.id);
    expect(await it.operations.sessions.open(answered.sessionToken)).toMatchObject({
      user: { id: user.id },
      session: { identityId: identity.id },
    });
    const { items } = await it.operations.events.list(
      it.actor,
      { limit: 10 },
      { identityId: identity.id, types: ['identity.linked'] },
    );
    const { version } = (await it.operations.identityProviders.byName(it.actor, oidc.name))!.linkingRule;
    expect(items).toMatchObject([
      {
        userId: user.id,
        before: { identity: { userId: null } },
        after: { identity: { userId: user.id } },
        decision: { action: 'link', proof: 'email_code', pendingLinkId: expect.any(String), ruleVersion: version },
      },
    ]);
    expect((items[0]!.decision as unknown as { reasons: { rule: string }[] }).reasons.at(-1)).toMatchObject({
      rule: 'proof_of_account',
      settled: true,
    });
    expect((await arriveAt(it, oidc, oidcWay, { subject: identity.subject, email: user.email })).decision.action).toBe(
      'sign_in',
    );
  });

  test('of twenty at once works once', async () => {
    const user = await createPerson();
    const { token, identity } = await ask(user.email);
    await sendCode(token);
    const code = lastCodeTo(user.email);
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => verbs().enterCode(token, code, from)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await ownerOf(identity.id)).toBe(user.id);
    const { items } = await it.operations.events.list(
      it.actor,
      { limit: 10 },
      { identityId: identity.id, types: ['identity.linked'] },
    );
    expect(items).toHaveLength(1);
  });

  test('meets a policy that forbids the link: it is refused, with its notice, and stays open', async () => {
    const user = await createPerson();
    const { token, identity } = await ask(user.email);
    await sendCode(token);
    const lift = await forbid('identity:link');
    await expect(verbs().enterCode(token, lastCodeTo(user.email), from)).rejects.toMatchObject({
      code: 'policy_forbids',
      notices: ['ask the desk'],
    });
    expect(await ownerOf(identity.id)).toBeNull();
    await lift();
    await verbs().enterCode(token, lastCodeTo(user.email), from);
    expect(await ownerOf(identity.id)).toBe(user.id);
  });
});

describe('a provider that proves what it says', () => {
  test('is asked about by name: where the code goes, mostly hidden, and the ways in of that account alone', async () => {
    const user = await createPerson();
    const { token } = await askAt(
      it,
      github,
      githubWay,
      { subject: 'known', email: user.email, emailVerified: true },
      { now },
    );
    const question = await verbs().read(token);
    expect(question).toMatchObject({
      blind: false,
      code: { maskedAddress: 'p•••@example.com' },
      otherwise: 'create_user',
    });
    expect(question.waysIn.map(({ connection }) => connection.identifier)).toEqual(['google']);
  });
});

describe('continuing as new', () => {
  test('makes a user of its own, and is remembered: the next time nobody is asked', async () => {
    const user = await createPerson();
    const claims = { subject: 'declining', email: user.email, emailVerified: true };
    const { token, identity } = await askAt(it, github, githubWay, claims, { now });
    const answered = await verbs().continueAsNew(token, from);
    expect(answered!.user.id).not.toBe(user.id);
    expect(await ownerOf(identity.id)).toBe(answered!.user.id);
    expect((await arriveAt(it, github, githubWay, claims)).decision).toMatchObject({ action: 'sign_in' });
    const { items } = await it.operations.events.list(it.actor, { limit: 10 }, { identityId: identity.id });
    expect(items.map(({ type }) => type).sort()).toEqual([
      'linking.challenged',
      'linking.declined',
      'user.created',
      'user.signed_in',
    ]);
    // Taken from its new user, the subject is still not asked about the account that it declined.
    await it.operations.identities.unlink(it.actor, {
      userId: answered!.user.id,
      which: { identityId: identity.id },
      outcome: 'delete',
      allowLast: true,
    });
    expect((await arriveAt(it, github, githubWay, claims)).decision.action).not.toBe('challenge');
  });

  test('where a policy makes no new users, is refused, and the question stays open with all its answers', async () => {
    const user = await createPerson();
    const { token, identity } = await ask(user.email);
    const lift = await forbid('user:create');
    await expect(verbs().continueAsNew(token, from)).rejects.toMatchObject({
      code: 'policy_forbids',
      notices: ['ask the desk'],
    });
    expect(await ownerOf(identity.id)).toBeNull();
    await sendCode(token);
    await verbs().enterCode(token, lastCodeTo(user.email), from);
    expect(await ownerOf(identity.id)).toBe(user.id);
    await lift();
  });

  test('is remembered where nothing may be told, too: asked again, but no code proves that account any more', async () => {
    const provider = await it.createProvider('oidc', 'held-again', { mode: 'ask', emailProof: 'never', jit: false });
    const way = await connect(provider, { issuer: 'https://held-again.example.com' });
    const { email } = await createPerson();
    const arriveAgain = () => askAt(it, provider, way, { subject: 'S', email }, { now });
    const first = await arriveAgain();
    const asked = await verbs().read(first.token);
    await verbs().continueAsNew(first.token, from);
    const second = await arriveAgain();
    expect(second.identity.id).toBe(first.identity.id);
    expect(await verbs().read(second.token)).toEqual({ ...asked, expiresAt: expect.any(String) });
    await sendCode(second.token);
    expect(mailsTo(email)).toBe(0);
    await expect(verbs().enterCode(second.token, '000000', from)).rejects.toMatchObject(wrong);
  });

  test('where the rule makes no users, it stays held', async () => {
    const provider = await it.createProvider('oidc', 'held', { mode: 'ask', emailProof: 'never', jit: false });
    const way = await connect(provider, { issuer: 'https://held.example.com' });
    const { token, identity } = await askAt(it, provider, way, { subject: 'held', email: 'held@example.com' }, { now });
    expect(await verbs().continueAsNew(token, from)).toBeNull();
    expect(await ownerOf(identity.id)).toBeNull();
    await expect(verbs().continueAsNew(token, from)).rejects.toMatchObject(over);
  });

  test('where only known people may come in, it is refused', async () => {
    const provider = await it.createProvider('oidc', 'known-only', {
      mode: 'ask',
      emailProof: 'never',
      loginOnly: true,
    });
    const way = await connect(provider, { issuer: 'https://known.example.com' });
    const { token, identity } = await askAt(it, provider, way, { subject: 'x', email: 'x@example.com' }, { now });
    expect((await verbs().read(token)).otherwise).toBe('refuse');
    await expect(verbs().continueAsNew(token, from)).rejects.toMatchObject(over);
    expect(await ownerOf(identity.id)).toBeNull();
  });
});

test('ten thousand questions of one tenant are enough (case 53)', async () => {
  const { identity } = await ask('crowd@example.com');
  await it.database.pool.query(
    `insert into pending_links (tenant_id, id, identity_id, candidates, blind, decision, browser_hash, codes_sent, attempts, created_at, expires_at)
     select $1, gen_random_uuid(), $2, '[]', true, '{}', '\\x00', 0, 0, now(), now() + interval '5 minutes'
     from generate_series(1, 10000)`,
    [it.tenant.id, identity.id],
  );
  await expect(ask('one-more@example.com')).rejects.toMatchObject({ code: 'rate_limited' });
  expect(
    await it.operations.identities.lookUp(it.actor, {
      identityProviderId: oidc.id,
      subject: 'oidc-one-more@example.com',
    }),
  ).toEqual([]);
  try {
    ahead += 25 * 60 * minute;
    await ask('one-more@example.com');
    const { rows } = await it.database.pool.query('select count(*)::integer as total from pending_links');
    expect(rows[0].total).toBeLessThan(10);
  } finally {
    ahead = 0;
  }
});
