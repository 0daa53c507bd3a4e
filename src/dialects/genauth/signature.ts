/**
 * The AK/SK request signature: HMAC-SHA1 over the method, the `x-authing-*` headers with the date, and the parameters.
 * Pure: text in, verdict out. The SDKs sign their own objects before anything is serialised, so what they signed is
 * rebuilt here from what arrived: the query decoded, the body's top-level values as the raw slices that they came in.
 * https://docs.authing.cn/v3/ ("Management API", signature); the algorithm itself is read from the public SDKs.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { DomainError } from '../../domain/errors.ts';

/** The renamed product signs with its own header prefix and scheme word; the rest is the same. */
const prefixes = { authing: 'x-authing-', genauth: 'x-genauth-' } as const;

export type Scheme = keyof typeof prefixes;

export interface SignatureCredential {
  scheme: Scheme;
  accessKeyId: string;
  signature: string;
}

export interface SignedRequest {
  method: string;
  /** As it arrived, from `/api/` on, without the query. */
  path: string;
  /** Without the `?`. */
  query: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** One signed parameter: its text where it was a string, else its JSON as it was written. */
interface Parameter {
  key: string;
  text: string;
  json: boolean;
}

/** `authing <access key id>:<signature>` or `GenAuth …`; null for any other credential. */
export function parseSignatureCredential(authorization: string): SignatureCredential | null {
  const match = /^(authing|genauth)\s+([^\s:]+):(.+)$/i.exec(authorization);
  if (!match) return null;
  return { scheme: match[1]!.toLowerCase() as Scheme, accessKeyId: match[2]!, signature: match[3]!.trim() };
}

/** The value of one of the scheme's own headers, such as `signature-method`; empty when it did not come. */
export function schemeHeader(headers: SignedRequest['headers'], scheme: Scheme, name: string): string {
  return joined(headers[`${prefixes[scheme]}${name}`]);
}

/** When the request was signed, in milliseconds: null without a date, NaN when it is no date. */
export function readSignedAt(headers: SignedRequest['headers'], scheme: Scheme): number | null {
  // Node signs `date` as RFC 9110 text, Java as milliseconds; C# sends milliseconds in a header of the scheme.
  const text = joined(headers.date) || schemeHeader(headers, scheme, 'date');
  if (text === '') return null;
  return /^\d{10,16}$/.test(text) ? Number(text) : Date.parse(text);
}

/** Whether the signature is the one that this secret makes of the request, in any of the ways in which SDKs write it down. */
export function isSignedWith(secret: string, credential: SignatureCredential, request: SignedRequest): boolean {
  // INVARIANT: the text is compared, not the bytes it stands for: base64 has many spellings of the same bytes, and a
  // signature is remembered against replay by its text.
  const given = Buffer.from(credential.signature);
  return stringsToSign(request, credential.scheme).some((text) => {
    const expected = Buffer.from(createHmac('sha1', secret).update(text, 'utf8').digest('base64'));
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

/** Every text that an SDK may have signed for this request. */
export function stringsToSign(request: SignedRequest, scheme: Scheme): string[] {
  const parameters = request.method === 'GET' ? queryParameters(request.query) : bodyParameters(request.body);
  const head = `${request.method}\n${canonicalHeaders(request.headers, prefixes[scheme])}`;
  const isJava = schemeHeader(request.headers, scheme, 'sdk-version').startsWith('authing-java-sdk');
  return canonicalResources(request.path, parameters, isJava).map((resource) => head + resource);
}

function canonicalHeaders(headers: SignedRequest['headers'], prefix: string): string {
  return Object.keys(headers)
    .filter((name) => name === 'date' || name.startsWith(prefix))
    .sort()
    .map(
      (name) =>
        `${name}:${joined(headers[name])
          .replace(/[\t\n\r\f]/g, ' ')
          .trim()}\n`,
    )
    .join('');
}

function joined(value: string | string[] | undefined): string {
  return Array.isArray(value) ? value.join(', ') : (value ?? '');
}

function canonicalResources(path: string, parameters: Parameter[], isJava: boolean): string[] {
  // Given parameters of which none has a value, the Node SDK signs the question mark all the same.
  if (parameters.length === 0) return [path, `${path}?`];
  const sorted = [...parameters].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const spell = (text: (parameter: Parameter) => string) => `${path}?${sorted.map(text).join('&')}`;
  const plain = spell(({ key, text }) => `${key}=${text}`);
  if (!isJava) return [plain];
  // Java until 3.1.3 signs an empty string as its key alone, and a list of enums by its `toString()`.
  return [
    plain,
    spell(({ key, text }) => (text === '' ? key : `${key}=${text}`)),
    spell(({ key, text, json }) => (text === '' ? key : `${key}=${json ? javaListText(text) : text}`)),
  ];
}

function javaListText(json: string): string {
  if (!/^\["[^"\\]*"(,"[^"\\]*")*\]$/.test(json)) return json;
  return `[${(JSON.parse(json) as string[]).join(', ')}]`;
}

/** `a=1&b[]=x&b[]=y`, percent-decoded; keys ending in `[]` are the elements of one array. */
export function queryParameters(query: string): Parameter[] {
  const parameters: Parameter[] = [];
  const arrays = new Map<string, string[]>();
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    const key = decode(at < 0 ? pair : pair.slice(0, at));
    const value = at < 0 ? '' : decode(pair.slice(at + 1));
    if (!key.endsWith('[]')) parameters.push({ key, text: value, json: false });
    else arrays.set(key.slice(0, -2), [...(arrays.get(key.slice(0, -2)) ?? []), value]);
  }
  for (const [key, values] of arrays) parameters.push({ key, text: JSON.stringify(values), json: true });
  return parameters;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** The top-level members of a JSON object: strings decoded, everything else as it was written. Throws `malformed_json`. */
export function bodyParameters(body: string): Parameter[] {
  requireJson(body);
  return topLevelMembers(body).map(({ key, slice }) => {
    const isText = slice.startsWith('"');
    return { key, text: isText ? (JSON.parse(slice) as string) : slice, json: !isText };
  });
}

function requireJson(body: string): void {
  if (body.trim() === '') return;
  try {
    JSON.parse(body);
  } catch {
    throw new DomainError('malformed_json', 'the body is not JSON');
  }
}

/** A JSON string, or a structural character, or a run of anything else. */
const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^"{}[\],:]+/gs;

/**
 * INVARIANT: a key that comes twice is listed twice, so that a body can never mean one thing to the signature and another
 * to the parser. The text must be a JSON object; of anything else nothing is listed.
 */
function topLevelMembers(body: string): { key: string; slice: string }[] {
  const members: { key: string; slice: string }[] = [];
  let depth = 0;
  let key: string | null = null;
  let valueStart = 0;
  const finish = (end: number): void => {
    if (key !== null) members.push({ key, slice: body.slice(valueStart, end).trim() });
    key = null;
  };
  for (const { 0: text, index } of body.matchAll(token)) {
    if (text === '{' || text === '[') {
      if (depth === 0 && text === '[') return [];
      depth += 1;
    } else if (text === '}' || text === ']') {
      depth -= 1;
      if (depth === 0) finish(index);
    } else if (depth === 1 && text === ',') {
      finish(index);
    } else if (depth === 1 && key === null && text.startsWith('"')) {
      key = JSON.parse(text) as string;
      valueStart = index + text.length;
    } else if (depth === 1 && text === ':' && body.slice(valueStart, index).trim() === '') {
      valueStart = index + 1;
    }
  }
  return members;
}
