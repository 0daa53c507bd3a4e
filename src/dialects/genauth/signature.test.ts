import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bodyParameters,
  isSignedWith,
  parseSignatureCredential,
  queryParameters,
  readSignedAt,
  type SignedRequest,
  stringsToSign,
} from './signature.ts';

/** The official SDK's own signing, called as its HTTP client calls it. */
const sdk = createRequire(import.meta.url)('authing-node-sdk/dist/utils/buildSignature.js') as {
  buildStringToSign(method: string, url: string, headers: Record<string, string>, data: object): string;
  buildAuthorization(accessKeyId: string, secret: string, stringToSign: string): string;
};

const headers = {
  accept: 'application/json',
  'content-type': 'application/json',
  'x-authing-signature-nonce': '0123456789abcdef0123456789abcdef',
  'x-authing-signature-method': 'HMAC-SHA1',
  'x-authing-signature-version': '1.0',
  'x-authing-sdk-version': 'authing-node-sdk:4.0.1',
  'x-authing-lang': 'zh-CN',
  date: 'Sat, 21 Nov 2026 10:00:00 GMT',
};
const path = '/api/v3/any';

function signBySdk(method: string, data: object, more: Partial<SignedRequest> = {}) {
  const authorization = sdk.buildAuthorization('AK', 'SK', sdk.buildStringToSign(method, path, headers, data));
  const request: SignedRequest = { method, path, query: '', body: '', headers, ...more };
  return { credential: parseSignatureCredential(authorization)!, request };
}

const accepts = (secret: string, { credential, request }: ReturnType<typeof signBySdk>) =>
  isSignedWith(secret, credential, request);

describe('the request signature', () => {
  test('is over method, headers and the decoded query', () => {
    const request: SignedRequest = {
      method: 'GET',
      path: '/api/v3/get-user-identities',
      query: 'userId=u+1%2B%26%C3%A9&userIdType=user_id',
      headers,
      body: '',
    };
    expect(stringsToSign(request, 'authing')).toEqual([
      'GET\ndate:Sat, 21 Nov 2026 10:00:00 GMT\nx-authing-lang:zh-CN\nx-authing-sdk-version:authing-node-sdk:4.0.1\n' +
        'x-authing-signature-method:HMAC-SHA1\nx-authing-signature-nonce:0123456789abcdef0123456789abcdef\n' +
        'x-authing-signature-version:1.0\n/api/v3/get-user-identities?userId=u 1+&é&userIdType=user_id',
    ]);
  });

  test('of no parameters may have the question mark', () => {
    expect(accepts('SK', signBySdk('GET', {}))).toBe(true);
    expect(accepts('SK', signBySdk('GET', { tenantId: undefined, appId: undefined }))).toBe(true);
    expect(accepts('SK', signBySdk('POST', {}, { body: '{}' }))).toBe(true);
  });

  test('of any body that the SDK sends is accepted, of another secret or body never', () => {
    const data = fc.dictionary(
      fc.string({ unit: 'binary', maxLength: 12 }).filter((key) => key !== '__proto__'),
      fc.jsonValue({ depthSize: 'medium' }),
    );
    fc.assert(
      fc.property(data, (value) => {
        const body = JSON.stringify(value);
        const signed = signBySdk('POST', value, { body });
        expect(accepts('SK', signed)).toBe(true);
        expect(accepts('another', signed)).toBe(false);
        const changed = JSON.stringify({ ...value, added: 'by someone' });
        if (changed !== body)
          expect(accepts('SK', { ...signed, request: { ...signed.request, body: changed } })).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test('of any query that the SDK sends is accepted', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((value) => value.isWellFormed());
    const scalar = fc.oneof(text, fc.boolean(), fc.integer());
    const name = fc.stringMatching(/^[a-zA-Z]{1,8}$/);
    fc.assert(
      fc.property(fc.dictionary(name, fc.oneof(scalar, fc.array(text, { minLength: 1, maxLength: 3 }))), (params) => {
        const pairs = new URLSearchParams();
        for (const [key, value] of Object.entries(params))
          if (Array.isArray(value)) for (const item of value) pairs.append(`${key}[]`, item);
          else pairs.append(key, String(value));
        expect(accepts('SK', signBySdk('GET', params, { query: pairs.toString() }))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('a change of method, path, date, nonce or parameter breaks it', () => {
    const { credential, request } = signBySdk(
      'POST',
      { a: '1', b: [1, { c: null }] },
      { body: '{"a":"1","b":[1,{"c":null}]}' },
    );
    expect(isSignedWith('SK', credential, request)).toBe(true);
    const changes: Partial<SignedRequest>[] = [
      { method: 'PUT' },
      { path: '/api/v3/other' },
      { body: '{"a":"2","b":[1,{"c":null}]}' },
      { body: '{"a":"1","b":[1,{"c":0}]}' },
      { body: '{"a":"1"}' },
      { body: '{"a":"1","a":"2","b":[1,{"c":null}]}' },
      { headers: { ...headers, date: 'Sat, 21 Nov 2026 10:00:01 GMT' } },
      { headers: { ...headers, 'x-authing-signature-nonce': '1' } },
      { headers: { ...headers, 'x-authing-extra': '1' } },
    ];
    for (const change of changes) expect(isSignedWith('SK', credential, { ...request, ...change })).toBe(false);
    for (const signature of ['', '=', 'AAAA', credential.signature.slice(1), `${credential.signature}AAAA`])
      expect(isSignedWith('SK', { ...credential, signature }, request)).toBe(false);
  });

  test('the renamed product signs with its own prefix', () => {
    const own = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.replace('x-authing-', 'x-genauth-'), value]),
    );
    const text =
      'GET\ndate:Sat, 21 Nov 2026 10:00:00 GMT\nx-genauth-lang:zh-CN\nx-genauth-sdk-version:authing-node-sdk:4.0.1\n' +
      'x-genauth-signature-method:HMAC-SHA1\nx-genauth-signature-nonce:0123456789abcdef0123456789abcdef\nx-genauth-signature-version:1.0\n/api/v3/any';
    const signature = createHmac('sha1', 'SK').update(text).digest('base64');
    const credential = parseSignatureCredential(`GenAuth AK:${signature}`)!;
    expect(isSignedWith('SK', credential, { method: 'GET', path, query: '', body: '', headers: own })).toBe(true);
  });

  test('Java leaves out the equals sign of an empty text and prints lists of words its own way', () => {
    const java = { ...headers, 'x-authing-sdk-version': 'authing-java-sdk:3.1.0' };
    const request = { method: 'POST', path, query: '', headers: java, body: '{"b":"","a":["X","Y"],"c":{"d":1}}' };
    const resources = stringsToSign(request, 'authing').map((text) => text.split('\n').at(-1));
    expect(resources).toEqual([
      '/api/v3/any?a=["X","Y"]&b=&c={"d":1}',
      '/api/v3/any?a=["X","Y"]&b&c={"d":1}',
      '/api/v3/any?a=[X, Y]&b&c={"d":1}',
    ]);
  });

  test('C# signs without a date header', () => {
    const { date: _, ...rest } = headers;
    const csharp = { ...rest, 'x-authing-date': '1795255200000', 'x-authing-sdk-version': 'authing-csharp-sdk:3.2.5' };
    expect(readSignedAt(csharp, 'authing')).toBe(1795255200000);
    expect(
      stringsToSign({ method: 'POST', path, query: '', headers: csharp, body: '{"n":1.50}' }, 'authing')[0],
    ).toMatch(/^POST\nx-authing-date:1795255200000\nx-authing-lang:.*\n\/api\/v3\/any\?n=1\.50$/s);
  });
});

describe('what is signed', () => {
  test('body values keep the bytes that they were written in', () => {
    const body = ' { "n" : 1.0 , "s":"a\\u00e9\\"{", "o" : { "x" : [ 1, "}" ] } ,"t":true,"z":null, "k\\n": "" } ';
    expect(bodyParameters(body)).toEqual([
      { key: 'n', text: '1.0', json: true },
      { key: 's', text: 'aé"{', json: false },
      { key: 'o', text: '{ "x" : [ 1, "}" ] }', json: true },
      { key: 't', text: 'true', json: true },
      { key: 'z', text: 'null', json: true },
      { key: 'k\n', text: '', json: false },
    ]);
  });

  test.each(['', '{}', '[]', '[{"a":1}]', '"text"', '1', 'null'])('nothing is found in %j', (body) => {
    expect(bodyParameters(body)).toEqual([]);
  });

  test('no text makes the reader of bodies fail in any other way than as malformed', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', 'a', '1', ' ') }),
        (body) => {
          try {
            bodyParameters(body);
          } catch (error) {
            expect(error).toMatchObject({ code: 'malformed_json' });
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('queries', () => {
    expect(queryParameters('a=1&b%5B%5D=x&b[]=y+z&c&d=%zz&e=a=b')).toEqual([
      { key: 'a', text: '1', json: false },
      { key: 'c', text: '', json: false },
      { key: 'd', text: '%zz', json: false },
      { key: 'e', text: 'a=b', json: false },
      { key: 'b', text: '["x","y z"]', json: true },
    ]);
  });
});

describe('credentials and dates', () => {
  test('the scheme word decides', () => {
    expect(parseSignatureCredential('authing AK:sig==')).toEqual({
      scheme: 'authing',
      accessKeyId: 'AK',
      signature: 'sig==',
    });
    expect(parseSignatureCredential('GenAuth AK:si:g')).toEqual({
      scheme: 'genauth',
      accessKeyId: 'AK',
      signature: 'si:g',
    });
    for (const other of ['Bearer a.b.c', 'a.b.c', 'authing AK', 'authing :sig', 'authing', ''])
      expect(parseSignatureCredential(other)).toBeNull();
  });

  test('a date is HTTP text or milliseconds', () => {
    expect(readSignedAt({ date: 'Sat, 21 Nov 2026 10:00:00 GMT' }, 'authing')).toBe(Date.UTC(2026, 10, 21, 10));
    expect(readSignedAt({ date: '1795255200000' }, 'authing')).toBe(1795255200000);
    expect(readSignedAt({}, 'authing')).toBeNull();
    expect(readSignedAt({ date: 'yesterday' }, 'authing')).toBeNaN();
  });
});
