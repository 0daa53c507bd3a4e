/**
 * Who is calling: a management token, bare or with `Bearer`, or a request signature. Both are alive at once, by SDK and
 * version; the scheme word alone tells them apart, for Java sends signature headers beside a token too.
 */
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../domain/actor.ts';
import { DomainError } from '../../domain/errors.ts';
import { toHex } from '../../domain/ids.ts';
import { callerOf, type DialectContext } from '../dialect.ts';
import { SignatureRefusal } from './errors.ts';
import {
  isSignedWith,
  parseSignatureCredential,
  readSignedAt,
  type SignatureCredential,
  schemeHeader,
} from './signature.ts';

/** How far the date of a signed request may be from ours, either way. */
const skewMilliseconds = 10 * 60_000;

/** Node SDKs whose nonce stays the same for a whole process: two equal calls within a second are equal byte for byte. */
const sdksThatRepeat = new Set(['authing-node-sdk:3.0.0', 'authing-node-sdk:3.0.1']);

/** The actor of a request with this raw body, at once where its credential is known. Throws when there is none. */
export type Authenticate = (request: FastifyRequest, body: string) => Actor | Promise<Actor>;

export function createAuthenticate(context: DialectContext): Authenticate {
  // By their claims: tokens that were let in before.
  const admitted = new WeakSet<object>();

  return (request, body) => {
    const admit = (actor: Actor): Actor => {
      requirePool(actor, request);
      if (request.method === 'GET') return actor;
      const userAgent = request.headers['user-agent'];
      return { ...actor, ...callerOf(request, 'genauth'), ...(userAgent !== undefined && { userAgent }) };
    };
    const authorization = request.headers.authorization?.trim() ?? '';
    const credential = parseSignatureCredential(authorization);
    const actor = credential
      ? bySignature(context, credential, request, body)
      : byToken(context, admitted, authorization);
    return actor instanceof Promise ? actor.then(admit) : admit(actor);
  };
}

function byToken(
  { operations: { authentication } }: DialectContext,
  admitted: WeakSet<object>,
  authorization: string,
): Actor | Promise<Actor> {
  const token = authorization.replace(/^bearer(?:\s+|$)/i, '');
  if (token === '')
    throw new DomainError('unauthenticated', 'send a management token or a signature as `authorization`');
  const believed = authentication.believed.byToken(token);
  if (believed && admitted.has(believed.claims)) return believed.actor;
  return authentication.byToken(token).then(({ actor, claims }) => {
    // A token that we issued for another API names no user pool.
    if (claims.scoped_userpool_id !== toHex(actor.tenantId))
      throw new DomainError('unauthenticated', 'the token is not a management token');
    admitted.add(claims);
    return actor;
  });
}

function bySignature(
  { operations: { authentication }, now, shared }: DialectContext,
  credential: SignatureCredential,
  request: FastifyRequest,
  body: string,
): Actor | Promise<Actor> {
  const { headers, method } = request;
  const header = (name: string) => schemeHeader(headers, credential.scheme, name);
  if (!['', 'HMAC-SHA1'].includes(header('signature-method').toUpperCase())) throw new SignatureRefusal('method');
  if (!['', '1.0'].includes(header('signature-version'))) throw new SignatureRefusal('version');
  const signedAt = readSignedAt(headers, credential.scheme);
  if (signedAt === null) throw new SignatureRefusal('date_missing');
  if (Number.isNaN(signedAt)) throw new SignatureRefusal('date_malformed');
  if (Math.abs(now() - signedAt) > skewMilliseconds) throw new SignatureRefusal('skew');

  const check = ({ actor, secret }: { actor: Actor; secret: string }): Actor | Promise<Actor> => {
    const [address = '', query = ''] = splitOnce(request.url, '?');
    const path = address.slice(Math.max(0, address.indexOf('/api/')));
    if (!isSignedWith(secret, credential, { method, path, query, headers, body }))
      throw new SignatureRefusal('mismatch');

    const repeats = method === 'GET' || method === 'HEAD' || sdksThatRepeat.has(header('sdk-version'));
    return repeats ? actor : requireUnused(actor);
  };
  const requireUnused = async (actor: Actor): Promise<Actor> => {
    const name = `${credential.accessKeyId}:${credential.signature}`;
    if (!(await shared.useOnce('signature', name, 2 * skewMilliseconds))) throw new SignatureRefusal('replayed');
    return actor;
  };
  const believed = authentication.believed.bySignature(credential.accessKeyId);
  return believed ? check(believed) : authentication.bySignature(credential.accessKeyId).then(check);
}

/** The header is for the caller's own check: some SDKs send it empty. */
function requirePool(actor: Actor, { headers }: FastifyRequest): void {
  const named = String(headers['x-authing-userpool-id'] ?? headers['x-genauth-userpool-id'] ?? '').trim();
  if (named === '' || toHex(named.toLowerCase()) === toHex(actor.tenantId)) return;
  throw new DomainError('tenant_mismatch', 'the user pool named in the header is not the one of the credential');
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
