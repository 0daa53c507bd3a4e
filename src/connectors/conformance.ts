/**
 * What every connector that signs people in must do, whatever its protocol. A strategy's test opens a real provider on
 * loopback, says how it speaks, and runs this; what only that protocol can get wrong is tested beside its engine.
 */
import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConnectionSettings } from './connector.ts';
import { type Claims, ConnectorError, type ConnectorErrorCode, type SignInStart, type Strategy } from './connector.ts';

/** A person in no protocol's words; the fixture puts them into its provider's. */
export interface SaidPerson {
  subject: unknown;
  email?: unknown;
  emailVerified?: unknown;
}

export interface ConformanceFixture {
  strategy: Strategy;
  connection: ConnectionSettings;
  /** A subject of the kind that this provider gives out, and how `Claims` spells it. */
  subject: { said: unknown; read: string };
  /** Plays the person agreeing at the provider, who then says this of them; the callback that the browser comes back to. */
  approve(authorization: URL, person: SaidPerson): URL;
  /** Lies of which the provider is capable, each with the refusal that it must meet. Told until `tell(undefined)`. */
  lies: Readonly<Record<string, ConnectorErrorCode>>;
  tell(lie: string | undefined): void;
  /** Secrets that the provider handed out so far: codes and tokens. */
  handedOut(): readonly string[];
  /** How many codes the provider was asked to exchange. */
  exchanges(): number;
  close(): Promise<void>;
}

export function makeStart(): SignInStart {
  const random = () => randomBytes(32).toString('base64url');
  return {
    redirectUri: 'https://selfsame.example/sign-in/callback',
    state: random(),
    nonce: random(),
    codeVerifier: random(),
  };
}

/** Awaits a refusal with `code`, and looks into every corner of it for anything secret. */
export async function expectRefusal(
  attempt: Promise<unknown>,
  code: ConnectorErrorCode,
  secrets: readonly string[],
): Promise<void> {
  const refusal = await attempt.then(
    (value) => expect.fail(`expected \`${code}\`, got ${inspect(value)}`),
    (error: unknown) => error,
  );
  expect(refusal).toBeInstanceOf(ConnectorError);
  expect((refusal as ConnectorError).code).toBe(code);
  expect((refusal as ConnectorError).message).toMatch(/^[^A-Z].*[^.]$/s);
  const everything = inspect(refusal, { depth: null, showHidden: true, maxStringLength: null });
  for (const secret of secrets.filter((value) => value.length > 0)) expect(everything).not.toContain(secret);
}

export function testConnector(name: string, open: () => Promise<ConformanceFixture>): void {
  describe(`the connector of ${name}`, () => {
    let fixture: ConformanceFixture;

    beforeAll(async () => {
      fixture = await open();
    });
    afterAll(() => fixture.close());

    function connector() {
      if (fixture.strategy.connector === undefined) throw new Error(`strategy \`${name}\` has no connector to test`);
      return fixture.strategy.connector;
    }

    async function signIn(person: Partial<SaidPerson> = {}): Promise<Claims> {
      const start = makeStart();
      const authorization = await connector().start(fixture.connection, start);
      const callback = fixture.approve(authorization, { subject: fixture.subject.said, ...person });
      return (await connector().finish(fixture.connection, start, callback)).claims;
    }

    /** Starts, lets `spoil` change what comes back or what is remembered, and expects a refusal. */
    async function expectSpoiled(
      code: ConnectorErrorCode,
      spoil: (callback: URL, start: SignInStart) => SignInStart | undefined,
    ): Promise<void> {
      const start = makeStart();
      const authorization = await connector().start(fixture.connection, start);
      const callback = fixture.approve(authorization, { subject: fixture.subject.said });
      const remembered = spoil(callback, start) ?? start;
      const secrets = [fixture.connection.clientSecret ?? '', start.codeVerifier, start.nonce, start.state];
      await expectRefusal(connector().finish(fixture.connection, remembered, callback), code, [
        ...secrets,
        ...fixture.handedOut(),
      ]);
    }

    test('sends the browser with state, a PKCE challenge by S256, a nonce where an ID token returns it, and no secret', async () => {
      const start = makeStart();
      const url = await connector().start(fixture.connection, { ...start, loginHint: 'ada@example.com' });
      expect(Object.fromEntries(url.searchParams)).toMatchObject({
        response_type: 'code',
        client_id: fixture.connection.clientId,
        redirect_uri: start.redirectUri,
        state: start.state,
        ...(fixture.strategy.protocol === 'oidc' ? { nonce: start.nonce } : {}),
        code_challenge: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
        code_challenge_method: 'S256',
        login_hint: 'ada@example.com',
      });
      expect(url.href).not.toContain(start.codeVerifier);
      expect(url.href).not.toContain(fixture.connection.clientSecret);
    });

    test('brings back the subject byte for byte', async () => {
      expect(await signIn()).toMatchObject({ subject: fixture.subject.read, subjectType: '' });
    });

    test.each([
      ['state is missing', (callback: URL) => callback.searchParams.delete('state')],
      ['state is empty', (callback: URL) => callback.searchParams.set('state', '')],
      ['state is of another sign-in', (callback: URL) => callback.searchParams.set('state', makeStart().state)],
      ['state comes twice', (callback: URL) => callback.searchParams.append('state', makeStart().state)],
      ['iss names another issuer', (callback: URL) => callback.searchParams.set('iss', 'https://evil.example')],
      ['code is missing', (callback: URL) => callback.searchParams.delete('code')],
      ['code comes twice', (callback: URL) => callback.searchParams.append('code', 'other')],
    ])('refuses a callback whose %s, and exchanges nothing', async (_what, spoil) => {
      const before = fixture.exchanges();
      await expectSpoiled('callback_invalid', (callback) => {
        spoil(callback);
        return undefined;
      });
      expect(fixture.exchanges()).toBe(before);
    });

    test.each([
      ['state', (start: SignInStart) => ({ ...start, state: '' })],
      ['nonce', (start: SignInStart) => ({ ...start, nonce: '' })],
      ['code verifier', (start: SignInStart) => ({ ...start, codeVerifier: '' })],
    ])('fails closed when the caller lost the %s', async (_what, lose) => {
      const before = fixture.exchanges();
      await expectSpoiled('callback_invalid', (callback, start) => {
        if (lose(start).state === '') callback.searchParams.delete('state');
        return lose(start);
      });
      expect(fixture.exchanges()).toBe(before);
    });

    test('refuses a code that was made for another code verifier', async () => {
      await expectSpoiled('code_refused', (_callback, start) => ({ ...start, codeVerifier: makeStart().codeVerifier }));
    });

    test('refuses a code that was used before', async () => {
      const start = makeStart();
      const authorization = await connector().start(fixture.connection, start);
      const callback = fixture.approve(authorization, { subject: fixture.subject.said });
      await connector().finish(fixture.connection, start, callback);
      await expectRefusal(connector().finish(fixture.connection, start, callback), 'code_refused', [
        start.codeVerifier,
        fixture.connection.clientSecret ?? '',
        ...fixture.handedOut(),
      ]);
    });

    test('reports a person who said no, in its own words', async () => {
      await expectSpoiled('access_denied', (callback) => {
        callback.searchParams.delete('code');
        callback.searchParams.set('error', 'access_denied');
        callback.searchParams.set('error_description', 'the-provider-said-this');
        return undefined;
      });
    });

    test('does not repeat an error that it does not know', async () => {
      const start = makeStart();
      const authorization = await connector().start(fixture.connection, start);
      const callback = fixture.approve(authorization, { subject: fixture.subject.said });
      callback.searchParams.delete('code');
      callback.searchParams.set('error', '<script>made-up</script>');
      await expectRefusal(connector().finish(fixture.connection, start, callback), 'provider_error', ['made-up']);
    });

    test('says which side is wrong when the client secret is', async () => {
      const start = makeStart();
      const connection = { ...fixture.connection, clientSecret: 'a-wrong-secret-of-ours' };
      const authorization = await connector().start(connection, start);
      const callback = fixture.approve(authorization, { subject: fixture.subject.said });
      await expectRefusal(connector().finish(connection, start, callback), 'client_refused', [
        connection.clientSecret,
        ...fixture.handedOut(),
      ]);
    });

    test('refuses a connection without a client id', async () => {
      const { clientId: _clientId, ...connection } = fixture.connection;
      await expectRefusal(connector().start(connection, makeStart()), 'configuration_invalid', []);
    });

    test('meets every lie of the provider with a refusal', async () => {
      for (const [lie, code] of Object.entries(fixture.lies)) {
        fixture.tell(lie);
        await expectSpoiled(code, () => undefined).catch((error: Error) => {
          throw new Error(`lie \`${lie}\`: ${error.message}`);
        });
      }
      fixture.tell(undefined);
      await expect(signIn()).resolves.toBeDefined();
    });

    test.each([
      ['missing', undefined],
      ['null', null],
      ['empty', ''],
      ['blank', '   '],
      ['a list', ['subject-1']],
      ['an object', { id: 'subject-1' }],
      ['a boolean', true],
      ['zero', 0],
      ['longer than 255 characters', 'x'.repeat(256)],
      ['with a NUL', 'subject\u0000'],
    ])('refuses a subject that is %s', async (_what, subject) => {
      await expect(signIn({ subject })).rejects.toMatchObject({ name: 'ConnectorError' });
    });

    test.each([
      ['true', true, true],
      ['false', false, false],
      ['missing', undefined, false],
      ['null', null, false],
      ['the text "true"', 'true', false],
      ['the text "false"', 'false', false],
      ['1', 1, false],
      ['0', 0, false],
      ['an empty list', [], false],
      ['a list of true', [true], false],
      ['an object', { verified: true }, false],
    ])('reads a verified bit that is %s', async (_what, emailVerified, read) => {
      expect(await signIn({ email: 'ada@example.com', emailVerified })).toMatchObject({
        email: 'ada@example.com',
        emailVerified: read,
      });
    });

    test.each([
      ['missing', undefined],
      ['null', null],
      ['not an address', 'ada'],
      ['a list', ['ada@example.com']],
      ['two addresses', 'ada@example.com mallory@example.com'],
    ])('has no e-mail, and so none verified, when the address is %s', async (_what, email) => {
      const claims = await signIn({ email, emailVerified: true });
      expect(claims.emailVerified).toBe(false);
      expect('email' in claims).toBe(false);
    });

    test('accepts the config that it was tested with', () => {
      expect(connector().checkConfig(fixture.connection.config)).toEqual([]);
    });
  });
}

/** What `testConnector` asks that a protocol of signed statements has no part in, each with its reason. */
export type StatementLacks = Readonly<
  Record<'pkce' | 'codes' | 'client_secret' | 'verified_bit' | 'login_hint' | 'typed_values', string>
>;

export interface StatementFixture extends Omit<ConformanceFixture, 'exchanges'> {
  /** What the protocol calls the sign-in's state, and the statement that comes back with it. */
  parameters: { state: string; statement: string };
  lacks: StatementLacks;
}

/**
 * As `testConnector`, for a provider that sends the browser back with a signed statement in place of a code: nothing is
 * exchanged, so that all depends on what the statement is checked against.
 */
export function testStatementConnector(name: string, open: () => Promise<StatementFixture>): void {
  describe(`the connector of ${name}`, () => {
    let fixture: StatementFixture;

    beforeAll(async () => {
      fixture = await open();
    });
    afterAll(() => fixture.close());

    const connector = () => fixture.strategy.connector!;

    async function begin(person: Partial<SaidPerson> = {}) {
      const start = makeStart();
      const authorization = await connector().start(fixture.connection, start);
      return { start, callback: fixture.approve(authorization, { subject: fixture.subject.said, ...person }) };
    }

    async function signIn(person: Partial<SaidPerson> = {}): Promise<Claims> {
      const { start, callback } = await begin(person);
      return (await connector().finish(fixture.connection, start, callback)).claims;
    }

    const refuses = async (start: SignInStart, callback: URL, code: ConnectorErrorCode) =>
      expectRefusal(connector().finish(fixture.connection, start, callback), code, [
        start.nonce,
        start.codeVerifier,
        ...fixture.handedOut(),
      ]);

    test('says of everything that it lacks why', () => {
      for (const reason of Object.values(fixture.lacks)) expect(reason).toMatch(/^[^A-Z].{15,}[^.]$/);
    });

    test('sends the browser with the state, and with nothing that it must not see', async () => {
      const start = makeStart();
      const url = await connector().start(fixture.connection, { ...start, loginHint: 'ada@example.com' });
      expect(url.searchParams.get(fixture.parameters.state)).toBe(start.state);
      for (const secret of [start.nonce, start.codeVerifier]) expect(url.href).not.toContain(secret);
    });

    test('brings back the subject byte for byte, and a statement to be taken once', async () => {
      const { start, callback } = await begin();
      const { claims, once } = await connector().finish(fixture.connection, start, callback);
      expect(claims.subject).toBe(fixture.subject.read);
      // What it is worth twice is not the connector's to know: it keeps nothing.
      expect(once).toEqual({ id: expect.stringMatching(/./), expiresAt: expect.any(Date) });
      const again = await connector().finish(fixture.connection, start, callback);
      expect(again.once).toEqual(once);
    });

    test.each<[string, (callback: URL, names: StatementFixture['parameters']) => void]>([
      ['state is missing', ({ searchParams }, { state }) => searchParams.delete(state)],
      ['state is empty', ({ searchParams }, { state }) => searchParams.set(state, '')],
      ['state is of another sign-in', ({ searchParams }, { state }) => searchParams.set(state, makeStart().state)],
      ['state comes twice', ({ searchParams }, { state }) => searchParams.append(state, makeStart().state)],
      ['statement is missing', ({ searchParams }, { statement }) => searchParams.delete(statement)],
      ['statement comes twice', ({ searchParams }, { statement }) => searchParams.append(statement, 'other')],
    ])('refuses a callback whose %s', async (_what, spoil) => {
      const { start, callback } = await begin();
      spoil(callback, fixture.parameters);
      await refuses(start, callback, 'callback_invalid');
    });

    test.each(['state', 'nonce'] as const)('fails closed when the caller lost the %s', async (lost) => {
      const { start, callback } = await begin();
      if (lost === 'state') callback.searchParams.delete(fixture.parameters.state);
      await refuses({ ...start, [lost]: '' }, callback, 'callback_invalid');
    });

    test('refuses a statement that was made for another sign-in', async () => {
      const [one, other] = [await begin(), await begin()];
      const statement = other.callback.searchParams.get(fixture.parameters.statement)!;
      one.callback.searchParams.set(fixture.parameters.statement, statement);
      await refuses(one.start, one.callback, 'callback_invalid');
    });

    test('meets every lie of the provider with a refusal', async () => {
      for (const [lie, code] of Object.entries(fixture.lies)) {
        fixture.tell(lie);
        const { start, callback } = await begin();
        await refuses(start, callback, code).catch((error: Error) => {
          throw new Error(`lie \`${lie}\`: ${error.message}`);
        });
      }
      fixture.tell(undefined);
      await expect(signIn()).resolves.toBeDefined();
    });

    test.each([
      ['empty', ''],
      ['blank', '   '],
      ['of several lines', 'a\nb'],
      ['longer than 255 characters', 'x'.repeat(256)],
    ])('refuses a subject that is %s', async (_what, subject) => {
      await expect(signIn({ subject })).rejects.toMatchObject({ name: 'ConnectorError' });
    });

    test.each([
      ['missing', undefined],
      ['not an address', 'ada'],
      ['two addresses', 'ada@example.com mallory@example.com'],
    ])('has no e-mail, and so none verified, when the address is %s', async (_what, email) => {
      const claims = await signIn({ email });
      expect(['email' in claims, claims.emailVerified]).toEqual([false, false]);
    });

    test('refuses a connection that does not say who the provider is', async () => {
      const { issuer: _issuer, ...config } = fixture.connection.config;
      await expectRefusal(
        connector().start({ ...fixture.connection, config }, makeStart()),
        'configuration_invalid',
        [],
      );
    });

    test('accepts the config that it was tested with', () => {
      expect(connector().checkConfig(fixture.connection.config)).toEqual([]);
    });
  });
}
