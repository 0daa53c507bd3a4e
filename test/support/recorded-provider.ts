/**
 * A provider that plays a recording, over real HTTP on loopback. It never looks at our code: it takes the requests that
 * the recording has and no others, parameter for parameter, and is strict where a provider is: a code is used once, PKCE,
 * client and tokens are checked.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import type { Fetch } from '../../src/connectors/connector.ts';
import type { RecordedExchange, Recording } from './recording.ts';

/** A request as it came in, for proofs that a recording cannot state. */
export interface AskedRequest {
  method: string;
  url: URL;
  headers: Record<string, string>;
  fields: Record<string, string>;
}

/** Checks of values that are made anew for every request (a signature, a time), by their names. */
export type Proofs = Readonly<Record<string, (value: string, request: AskedRequest) => boolean | Promise<boolean>>>;

export interface RecordedPerson {
  subject: unknown;
  email?: unknown;
  emailVerified?: unknown;
}

interface Grant {
  person: RecordedPerson;
  redirectUri: string;
  challenge: string | undefined;
  nonce: string | undefined;
}

/** Why a request is not answered as recorded. */
type Refusal = 'code' | 'client' | 'token';

export interface RecordedProvider {
  /** Reaches this provider in place of every host. */
  fetch: Fetch;
  approve(authorization: URL, person: RecordedPerson): URL;
  handedOut: string[];
  /** Names of the exchanges that took place, refused ones included. */
  exchanges: string[];
  revoked: string[];
  /** Requests that the recording does not have, each with what is wrong with it. */
  unrecorded: string[];
  /** Answers every token request so. */
  lie: { status: number; body: string; contentType?: string } | undefined;
  /** Changes what the ID tokens say. */
  idTokenLie: { claims?: (honest: JWTPayload) => JWTPayload; signature?: 'foreign' } | undefined;
  close(): Promise<void>;
}

async function makeKey(algorithm: string) {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid: 'key-1', alg: algorithm, use: 'sig' } };
}

export async function startRecordedProvider(
  recording: Recording,
  proofs: Proofs = {},
  signCallback: (callback: URLSearchParams) => void = () => {},
): Promise<RecordedProvider> {
  const { connection, values = {}, idTokenAlgorithm = 'RS256' } = recording;
  const signing = recording.idToken && idTokenAlgorithm !== 'HS256' ? await makeKey(idTokenAlgorithm) : undefined;
  const foreign = signing && (await makeKey(idTokenAlgorithm));
  const codes = new Map<string, Grant>();
  const accessTokens = new Map<string, Grant | undefined>();
  const refreshTokens = new Map<string, Grant | undefined>();

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const provider: RecordedProvider = {
    handedOut: [],
    exchanges: [],
    revoked: [],
    unrecorded: [],
    lie: undefined,
    idTokenLie: undefined,
    fetch: (input, init) => {
      const asked = new URL(input);
      const headers = new Headers(init?.headers);
      headers.set('x-recorded-origin', asked.origin);
      return fetch(`${url}${asked.pathname}${asked.search}`, { ...init, headers });
    },
    approve(authorization, person) {
      const grant = readAuthorization(recording, authorization, person);
      const code = `code-${randomUUID()}`;
      codes.set(code, grant);
      provider.handedOut.push(code);
      const callback = new URL(grant.redirectUri);
      callback.searchParams.set(recording.codeParameter ?? 'code', code);
      callback.searchParams.set('state', authorization.searchParams.get('state') ?? '');
      for (const [name, value] of Object.entries(recording.callback ?? {})) callback.searchParams.set(name, value);
      signCallback(callback.searchParams);
      return callback;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = await readRequest(incoming);
    const attempts: string[] = [];
    for (const [name, exchange] of Object.entries(recording.exchanges)) {
      const difference = differenceOf(exchange, asked);
      if (difference !== undefined) {
        attempts.push(`${name}: ${difference}`);
        continue;
      }
      provider.exchanges.push(name);
      if (provider.lie !== undefined && name === 'token')
        return void response
          .writeHead(provider.lie.status, { 'content-type': provider.lie.contentType ?? 'application/json' })
          .end(provider.lie.body);
      const checked = await check(exchange, asked);
      if ('refusal' in checked) return refuse(response, checked.refusal);
      if (name.startsWith('revoke')) provider.revoked.push(...checked.tokens);
      return sendJson(response, exchange.status ?? 200, await fill(exchange.answer, checked.grant));
    }
    const inner = `${asked.method} ${asked.url.href} ${JSON.stringify(asked.fields)}`;
    provider.unrecorded.push(`${inner}\n  ${attempts.join('\n  ')}`);
    sendJson(response, 404, {});
  }

  function refuse(response: ServerResponse, refusal: Refusal): void {
    const { status = 400, body, headers } = recording.refusals[refusal] ?? { body: { error: `refused ${refusal}` } };
    for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
    sendJson(response, status, body);
  }

  const sendJson = (response: ServerResponse, status: number, body: unknown) =>
    writeJson(response, status, body, recording.answerPrefix);

  /** Every `$name` of the request against what was handed out. */
  async function check(
    exchange: RecordedExchange,
    asked: AskedRequest,
  ): Promise<{ grant: Grant | undefined; tokens: string[] } | { refusal: Refusal }> {
    const bound: [name: string, value: string][] = [
      ...bind(exchange.headers, asked.headers),
      ...bind(exchange.query, Object.fromEntries(asked.url.searchParams)),
      ...bind(exchange.form, asked.fields),
      ...bind(exchange.json, asked.fields),
    ];
    let grant: Grant | undefined;
    const tokens: string[] = [];
    // Who asks comes first: a provider tells a stranger nothing of codes.
    for (const [name, value] of bound) {
      if (name === 'basic' && !isBasic(value, connection)) return { refusal: 'client' };
      if (name === 'client_id' && value !== connection.clientId) return { refusal: 'client' };
      if (name === 'client_secret' && proofs.client_secret === undefined && value !== connection.clientSecret)
        return { refusal: 'client' };
      const proof = proofs[name];
      if (proof !== undefined && !(await proof(value, asked))) return { refusal: 'client' };
    }
    for (const [name, value] of bound) {
      if (name === 'code') {
        grant = codes.get(value);
        codes.delete(value);
        if (grant === undefined) return { refusal: 'code' };
      }
      if (name === 'refresh_token') {
        if (!refreshTokens.has(value)) return { refusal: 'code' };
        grant = refreshTokens.get(value);
        // Where the answer brings another, this one was used up.
        if (JSON.stringify(exchange.answer).includes('$refresh_token')) refreshTokens.delete(value);
      }
      if (name === 'access_token') {
        if (!accessTokens.has(value)) return { refusal: 'token' };
        grant ??= accessTokens.get(value);
        tokens.push(value);
      }
      if (name === 'any_token') tokens.push(value);
      if (name in values && value !== values[name]) return { refusal: 'token' };
    }
    for (const [name, value] of bound) if (name === 'access_token' && grant) accessTokens.set(value, grant);
    for (const [name, value] of bound) {
      if (name === 'redirect_uri' && value !== grant?.redirectUri) return { refusal: 'code' };
      if (name === 'code_verifier' && createHash('sha256').update(value).digest('base64url') !== grant?.challenge)
        return { refusal: 'code' };
    }
    return { grant, tokens };
  }

  /** The answer with its `$names` filled in; a value that the test leaves undefined is a key that is not there. */
  async function fill(shape: unknown, grant: Grant | undefined): Promise<unknown> {
    if (Array.isArray(shape)) return Promise.all(shape.map((each) => fill(each, grant)));
    if (typeof shape === 'object' && shape !== null) {
      const entries = await Promise.all(
        Object.entries(shape).map(async ([name, each]) => [name, await fill(each, grant)] as const),
      );
      return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
    }
    const name = typeof shape === 'string' ? /^\$(\w+)$/.exec(shape)?.[1] : undefined;
    return name === undefined ? shape : make(name, grant);
  }

  async function make(name: string, grant: Grant | undefined): Promise<unknown> {
    const { person } = grant ?? { person: recording.person };
    if (name === 'subject') return person.subject;
    if (name === 'email') return person.email;
    if (name === 'email_verified') {
      const { verifiedWords } = recording;
      return verifiedWords ? verifiedWords[person.emailVerified === true ? 0 : 1] : person.emailVerified;
    }
    if (name === 'jwks') return { keys: signing ? [signing.jwk] : [] };
    if (name in values) return values[name];
    const made = name === 'id_token' ? await signIdToken(grant) : `${name.replace('_token', '')}-${randomUUID()}`;
    provider.handedOut.push(made);
    if (name === 'access_token') accessTokens.set(made, grant);
    if (name === 'refresh_token') refreshTokens.set(made, grant);
    return made;
  }

  async function signIdToken(grant: Grant | undefined): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const said = (await fill(recording.idToken, grant)) as JWTPayload;
    const honest = { aud: connection.clientId, iat: now, exp: now + 600, nonce: grant?.nonce, ...said };
    const payload = provider.idTokenLie?.claims?.(honest) ?? honest;
    const token = new SignJWT(payload);
    if (idTokenAlgorithm === 'HS256') {
      const secret = provider.idTokenLie?.signature === 'foreign' ? 'x'.repeat(32) : connection.clientSecret;
      return token.setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret));
    }
    const signer = provider.idTokenLie?.signature === 'foreign' ? foreign : signing;
    return token.setProtectedHeader({ alg: idTokenAlgorithm, kid: 'key-1' }).sign(signer!.privateKey);
  }

  return provider;
}

/** The authorization request as recorded, parameter for parameter, or an error that says where it is not. */
function readAuthorization(recording: Recording, asked: URL, person: RecordedPerson): Grant {
  const { url, query, fragment } = recording.authorization;
  const optional = Object.entries(query).filter(([, value]) => value === '$login_hint');
  const present = Object.fromEntries(asked.searchParams);
  for (const [name] of optional) delete present[name];
  const wanted = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== '$login_hint'));
  const address = `${asked.origin}${asked.pathname}`;
  const difference =
    address !== url
      ? `asked at ${address}`
      : (asked.hash || '#') !== `#${fragment ?? ''}`
        ? asked.hash
        : compare(wanted, present);
  if (difference !== undefined) throw new Error(`the authorization request is not as recorded: ${difference}`);
  const bound = Object.fromEntries(bind(wanted, present));
  if (bound.client_id !== undefined && bound.client_id !== recording.connection.clientId)
    throw new Error('the authorization request is of another client');
  return {
    person,
    redirectUri: bound.redirect_uri ?? '',
    challenge: bound.code_challenge,
    nonce: bound.nonce,
  };
}

/** In what a request is another than the recorded one; undefined when in nothing. */
function differenceOf(exchange: RecordedExchange, asked: AskedRequest): string | undefined {
  const address = `${asked.method} ${asked.url.origin}${asked.url.pathname}`;
  if (address !== exchange.request) return `is ${exchange.request}`;
  return (
    compare(exchange.query ?? {}, Object.fromEntries(asked.url.searchParams)) ??
    compare(exchange.form ?? exchange.json ?? {}, asked.fields) ??
    compareHeaders(exchange.headers ?? {}, asked.headers)
  );
}

function compareHeaders(wanted: Record<string, string>, present: Record<string, string>): string | undefined {
  return compare(wanted, Object.fromEntries(Object.keys(wanted).map((name) => [name, present[name] ?? ''])));
}

function compare(wanted: Record<string, unknown>, present: Record<string, string>): string | undefined {
  const missing = Object.keys(wanted).filter((name) => present[name] === undefined);
  const more = Object.keys(present).filter((name) => wanted[name] === undefined);
  if (missing.length + more.length > 0) return `without ${missing.join(', ') || '-'}, with ${more.join(', ') || '-'}`;
  for (const [name, value] of Object.entries(wanted))
    if (!patternOf(value).test(present[name] ?? '')) return `${name} is \`${present[name]}\``;
  return undefined;
}

/** The values that stand for the `$names` of the recorded fields. */
function bind(wanted: Record<string, unknown> = {}, present: Record<string, string>): [string, string][] {
  return Object.entries(wanted).flatMap(([field, value]) => {
    const names = [...String(value).matchAll(/\$(\w+)/g)].map((match) => match[1]!);
    const found =
      patternOf(value)
        .exec(present[field] ?? '')
        ?.slice(1) ?? [];
    return names.map((name, index): [string, string] => [name, found[index] ?? '']);
  });
}

function patternOf(value: unknown): RegExp {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const literal = text.split(/\$\w+/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('(.+?)')}$`, 's');
}

async function readRequest(incoming: IncomingMessage): Promise<AskedRequest> {
  let body = '';
  for await (const chunk of incoming.setEncoding('utf8')) body += chunk;
  const headers = incoming.headers as Record<string, string>;
  const isJson = headers['content-type']?.startsWith('application/json') ?? false;
  const parsed = isJson && body !== '' ? (JSON.parse(body) as Record<string, unknown>) : undefined;
  return {
    method: incoming.method ?? '',
    url: new URL(incoming.url ?? '/', headers['x-recorded-origin']),
    headers,
    fields: parsed
      ? Object.fromEntries(
          Object.entries(parsed).map(([name, value]) => [
            name,
            typeof value === 'string' ? value : JSON.stringify(value),
          ]),
        )
      : Object.fromEntries(new URLSearchParams(body)),
  };
}

/** RFC 6749 §2.3.1: both parts are form-encoded, and how much of them is left to whoever encodes. */
function isBasic(value: string, { clientId, clientSecret }: Recording['connection']): boolean {
  const parts = Buffer.from(value, 'base64').toString().split(':');
  const [id, secret] = parts.map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
  return parts.length === 2 && id === clientId && secret === clientSecret;
}

function writeJson(response: ServerResponse, status: number, body: unknown, prefix = ''): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(prefix + JSON.stringify(body));
}
