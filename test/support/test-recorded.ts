/** The conformance suite of connectors, and what else a recording can show, for one strategy of the catalogue. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ConformanceFixture,
  makeStart,
  type SaidPerson,
  testConnector,
} from '../../src/connectors/conformance.ts';
import type { ConnectorErrorCode } from '../../src/connectors/connector.ts';
import { createConnectors } from '../../src/connectors/index.ts';
import { type Proofs, type RecordedProvider, startRecordedProvider } from './recorded-provider.ts';
import { type Recording, readRecording } from './recording.ts';

type TokenLie = { status: number; body: string; contentType?: string };

const brokenAnswers: Record<string, TokenLie & { refusal: ConnectorErrorCode }> = {
  'a page in place of tokens': {
    refusal: 'provider_unreachable',
    status: 200,
    body: '<html>',
    contentType: 'text/html',
  },
  'broken JSON': { refusal: 'provider_unreachable', status: 200, body: '{"access_token":' },
  'a failing server': { refusal: 'provider_unreachable', status: 502, body: '' },
  'tokens without a token': { refusal: 'token_invalid', status: 200, body: '{}' },
};

const idTokenLies: Record<string, RecordedProvider['idTokenLie']> = {
  'an ID token for another nonce': { claims: (honest) => ({ ...honest, nonce: 'another' }) },
  'an ID token of another issuer': { claims: (honest) => ({ ...honest, iss: 'https://evil.example' }) },
  'an ID token for another client': { claims: (honest) => ({ ...honest, aud: 'another-client' }) },
  'an ID token that is over': { claims: (honest) => ({ ...honest, exp: (honest.iat ?? 0) - 60 }) },
  'an ID token with a foreign signature': { signature: 'foreign' },
};

export interface RecordedOptions {
  proofs?: Proofs;
  /** Signs the callback as the provider does. */
  signCallback?: (callback: URLSearchParams) => void;
  /** Replaces what stands in the recording: keys that are made for each run. */
  connection?: { clientSecret?: string; config?: Record<string, unknown> };
  wrongSecret?: string;
  wrongSecretMeans?: ConnectorErrorCode;
}

export async function openRecorded(
  name: string,
  { proofs, signCallback, connection, wrongSecret, wrongSecretMeans }: RecordedOptions = {},
) {
  const read = readRecording(name);
  const recording: Recording = {
    ...read,
    connection: {
      ...read.connection,
      ...connection,
      config: { ...read.connection.config, ...connection?.config },
    },
  };
  const provider = await startRecordedProvider(recording, proofs, signCallback);
  const deps = { fetch: provider.fetch, now: () => new Date(), insecureDevelopmentEndpoints: false };
  const strategy = createConnectors(deps).get(name);
  if (strategy === undefined) throw new Error(`no strategy \`${name}\``);
  const own = Object.entries(recording.lies ?? {});
  const fixture: ConformanceFixture = {
    strategy,
    connection: { strategy: name, config: {}, ...recording.connection },
    subject: {
      said: recording.person.subject,
      read: String(recording.claims.subject),
      type: String(recording.claims.subjectType ?? ''),
    },
    ...(wrongSecret !== undefined && { wrongSecret }),
    ...(wrongSecretMeans !== undefined && { wrongSecretMeans }),
    ...(recording.codeParameter !== undefined && { codeParameter: recording.codeParameter }),
    ...(recording.impliedVerified !== undefined && { impliedVerified: recording.impliedVerified }),
    approve: (authorization, person: SaidPerson) => provider.approve(authorization, person),
    lies: {
      ...Object.fromEntries(Object.entries(brokenAnswers).map(([lie, { refusal }]) => [lie, refusal])),
      ...Object.fromEntries(own.map(([lie, { refusal }]) => [lie, refusal as ConnectorErrorCode])),
      ...(recording.idToken &&
        Object.fromEntries(Object.keys(idTokenLies).map((lie) => [lie, 'token_invalid' as const]))),
    },
    tell(lie) {
      const ofOwn = lie === undefined ? undefined : recording.lies?.[lie];
      provider.lie = ofOwn
        ? { status: ofOwn.status ?? 400, body: (recording.answerPrefix ?? '') + JSON.stringify(ofOwn.body) }
        : lie === undefined
          ? undefined
          : brokenAnswers[lie];
      provider.idTokenLie = lie === undefined ? undefined : idTokenLies[lie];
    },
    handedOut: () => provider.handedOut,
    exchanges: () => provider.exchanges.filter((exchange) => exchange === 'token').length,
    revoked: () => provider.revoked,
    close: provider.close,
  };
  return { ...fixture, provider, recording };
}

export function testRecorded(name: string, options: () => Promise<RecordedOptions> = async () => ({})): void {
  const open = async () => openRecorded(name, await options());
  testConnector(name, open);

  describe(`the recording of ${name}`, () => {
    let fixture: Awaited<ReturnType<typeof open>>;
    beforeAll(async () => {
      fixture = await open();
    });
    afterAll(() => fixture.close());

    async function signIn() {
      const start = makeStart();
      const connector = fixture.strategy.connector!;
      const authorization = await connector.start(fixture.connection, start);
      const callback = fixture.provider.approve(authorization, fixture.recording.person);
      return connector.finish(fixture.connection, start, callback);
    }

    test('is followed request by request, and its person is read as they are', async () => {
      const vouched = await signIn();
      expect(fixture.provider.unrecorded).toEqual([]);
      const { raw, ...claims } = vouched.claims;
      expect(claims).toEqual({
        emailVerified: false,
        phoneVerified: false,
        subjectType: '',
        ...fixture.recording.claims,
      });
      expect(JSON.stringify(raw)).not.toMatch(/access-|refresh-|code-/);
      const tokens = [vouched.tokens?.accessToken, vouched.tokens?.refreshToken].filter((token) => token !== undefined);
      expect(fixture.provider.handedOut).toEqual(expect.arrayContaining(tokens));
    });

    test('has the renewal and the end of tokens as well, where the provider has them', async () => {
      const { connector } = fixture.strategy;
      const { tokens } = await signIn();
      const renewed = tokens && connector?.refresh ? await connector.refresh(fixture.connection, tokens) : tokens;
      if (renewed) await connector?.revoke?.(fixture.connection, renewed);
      expect(fixture.provider.unrecorded).toEqual([]);
    });

    test('shows what the strategy says that the provider lacks', () => {
      const { lacks = {}, scopes = [] } = fixture.strategy;
      const { authorization, exchanges, person } = fixture.recording;
      const sent = Object.values(authorization.query);
      expect(sent.includes('$code_challenge')).toBe(lacks.pkce === undefined);
      expect(sent.includes('$login_hint')).toBe(lacks.login_hint === undefined);
      expect(person.email === undefined).toBe(lacks.email !== undefined);
      const names = Object.keys(exchanges);
      expect(names.includes('refresh')).toBe(lacks.refresh === undefined);
      expect(names.some((each) => each.startsWith('revoke'))).toBe(lacks.revoke === undefined);
      for (const scope of scopes) expect(sent.some((value) => value.includes(scope))).toBe(true);
    });
  });
}
