import { createPublicKey, verify } from 'node:crypto';
import { generate } from 'selfsigned';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  createSamlIdp,
  ecdsaSha256,
  encode,
  formats,
  person,
  readRequest,
  type Said,
  type SamlIdp,
  type Signed,
  type SignOptions,
} from '../../../test/support/saml-idp.ts';
import { type CertifiedKey, createCertifiedKey } from '../../vault/self-signed.ts';
import { expectRefusal, makeStart } from '../conformance.ts';
import type { ConnectionSettings, ConnectorErrorCode, SignInStart } from '../connector.ts';
import { createSamlConnector } from './saml-connector.ts';

let idp: SamlIdp;
let own: CertifiedKey;
const clock = new Date('2026-11-21T12:00:00Z');
const served = new Map<string, { status: number; body: string }>();
const connector = createSamlConnector({
  fetch: async (url) => {
    const { status, body } = served.get(url) ?? { status: 404, body: '' };
    return new Response(body, { status });
  },
  now: () => clock,
  insecureDevelopmentEndpoints: false,
});

beforeAll(async () => {
  [idp, own] = await Promise.all([createSamlIdp(), createCertifiedKey('selfsame', new Date('2026-01-01'))]);
});

const acsUrl = 'https://selfsame.example/sign-in/saml/acme';
const entityId = 'https://selfsame.example/sign-in/saml/acme/metadata';

function connect(config: Record<string, unknown> = {}): ConnectionSettings {
  return {
    strategy: 'saml',
    config: {
      issuer: idp.issuer,
      sso_endpoint: 'https://idp.example/sso?tenant=1',
      certificates: [idp.key.certificate],
      ...config,
    },
    serviceProvider: { entityId, acsUrl, keys: [own] },
  };
}

interface Attempt {
  config?: Record<string, unknown>;
  said?: Partial<Said>;
  signed?: Signed;
  sign?: SignOptions;
  /** Makes of the response what an attacker would. */
  spoil?: (xml: string, said: Said) => string | Promise<string>;
  start?: SignInStart;
}

async function finish({ config, said, signed, sign, spoil, start = makeStart() }: Attempt = {}) {
  const connection = connect(config);
  const request = readRequest(await connector.start(connection, start));
  const whole = idp.say({ id: request.id, acsUrl: request.acsUrl, audience: request.issuer, now: clock }, said);
  const honest = idp.respond(whole, signed, sign);
  return answer(connection, start, spoil ? await spoil(honest, whole) : honest);
}

function answer(connection: ConnectionSettings, start: SignInStart, xml: string) {
  const callback = new URL(start.redirectUri);
  callback.searchParams.set('SAMLResponse', encode(xml));
  callback.searchParams.set('RelayState', start.state);
  return connector.finish(connection, start, callback);
}

const refuses = (attempt: Attempt, code: ConnectorErrorCode = 'token_invalid') =>
  expectRefusal(finish(attempt), code, [own.privateKey]);

describe('the request', () => {
  test('goes by redirect, names us and where to answer, and keeps the endpoint’s own query', async () => {
    const start = makeStart();
    const url = await connector.start(connect(), start);
    expect(url.href).toMatch(/^https:\/\/idp\.example\/sso\?tenant=1&SAMLRequest=/);
    const request = readRequest(url);
    expect(request).toMatchObject({ acsUrl, issuer: entityId, relayState: start.state });
    expect(request.xml).toContain('Destination="https://idp.example/sso?tenant=1"');
    expect(url.searchParams.has('Signature')).toBe(false);
    expect(request.xml).not.toContain(start.nonce);
    // The same sign-in, the same id; another sign-in, another.
    expect(readRequest(await connector.start(connect(), start)).id).toBe(request.id);
    expect(readRequest(await connector.start(connect(), makeStart())).id).not.toBe(request.id);
  });

  test('asks for the NameID format and the fresh sign-in that the config names', async () => {
    const config = { name_id_format: formats.persistent, force_authn: true };
    const { xml } = readRequest(await connector.start(connect(config), makeStart()));
    expect(xml).toContain(`<samlp:NameIDPolicy AllowCreate="true" Format="${formats.persistent}"/>`);
    expect(xml).toContain('ForceAuthn="true"');
  });

  test('asks for a fresh sign-in where whoever signs in wants one, and else for none', async () => {
    const { xml } = readRequest(await connector.start(connect(), { ...makeStart(), again: true }));
    expect(xml).toContain('ForceAuthn="true"');
    expect(readRequest(await connector.start(connect(), makeStart())).xml).not.toContain('ForceAuthn');
  });

  test('is signed over the query as it is sent', async () => {
    const url = await connector.start(connect({ sign_requests: true }), makeStart());
    const sent = /tenant=1&(SAMLRequest=.*)&Signature=(.*)$/.exec(url.href)!;
    expect(url.searchParams.get('SigAlg')).toBe('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256');
    const signature = Buffer.from(decodeURIComponent(sent[2]!), 'base64');
    expect(verify('sha256', Buffer.from(sent[1]!), createPublicKey(own.certificate), signature)).toBe(true);
  });

  test('is not sent unsigned when there is no key to sign with', async () => {
    const connection = { ...connect({ sign_requests: true }), serviceProvider: { entityId, acsUrl, keys: [] } };
    await expectRefusal(connector.start(connection, makeStart()), 'configuration_invalid', []);
  });

  test('names the client id as us, where one is given', async () => {
    const { issuer } = readRequest(await connector.start({ ...connect(), clientId: 'urn:us' }, makeStart()));
    expect(issuer).toBe('urn:us');
  });
});

describe('an honest answer', () => {
  test.each(['assertion', 'response', 'both'] as const)('with the %s signed is read', async (signed) => {
    const vouched = await finish({ signed, said: person('ada', { email: 'ada@example.com' }) });
    expect(vouched.claims).toMatchObject({ subject: 'ada', subjectType: 'persistent', email: 'ada@example.com' });
    expect(vouched.once).toEqual({ id: expect.stringMatching(/^_/), expiresAt: new Date(clock.getTime() + 360_000) });
    expect(vouched.providerSession).toMatch(/^_/);
  });

  test.each([
    ['RSA-SHA512', { signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512' }],
    ['SHA-512 digests', { digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha512' }],
    ['inclusive canonicalization', { canonicalization: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315' }],
  ])('by %s is read', async (_what, sign) => {
    for (const signed of ['assertion', 'response', 'both'] as const)
      await expect(finish({ sign, signed })).resolves.toBeDefined();
  });

  // As Okta writes it: typed values, whose type's prefix is declared at the root and named for canonicalization.
  test('with typed values, and prefixes kept for their sake, is read', async () => {
    const sign = { inclusivePrefixes: ['xs'] };
    const attributesXml =
      '<saml:Attribute Name="email" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified">' +
      '<saml:AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xs:string">ada@example.com' +
      '</saml:AttributeValue></saml:Attribute>';
    for (const signed of ['assertion', 'response', 'both'] as const) {
      const spoil = (_xml: string, said: Said) => {
        let xml = idp
          .response(said, idp.assertion(said))
          .replace('<samlp:Response ', '<samlp:Response xmlns:xs="http://www.w3.org/2001/XMLSchema" ');
        if (signed !== 'response') xml = idp.sign(xml, 'Assertion', sign);
        return signed === 'assertion' ? xml : idp.sign(xml, 'Response', sign);
      };
      expect((await finish({ said: { attributesXml }, spoil })).claims.email).toBe('ada@example.com');
    }
  });

  test('signed with the second of two certificates is read', async () => {
    const next = await createCertifiedKey('next', clock);
    const config = { certificates: [idp.key.certificate, next.certificate] };
    await expect(finish({ config, sign: { key: next } })).resolves.toBeDefined();
  });

  test('signed with an EC key is read, beside an RSA key too; and a key is asked in its own way alone', async () => {
    const made = await generate([{ name: 'commonName', value: 'ec.example' }], {
      keyType: 'ec',
      curve: 'P-256',
      algorithm: 'sha256',
    });
    const key = { certificate: made.cert, privateKey: made.private };
    const ec = { key, signatureAlgorithm: ecdsaSha256 };
    for (const certificates of [[key.certificate], [idp.key.certificate, key.certificate]])
      for (const signed of ['assertion', 'response', 'both'] as const)
        await expect(finish({ config: { certificates }, sign: ec, signed })).resolves.toBeDefined();
    await refuses({ sign: ec });
    await refuses({ config: { certificates: [key.certificate] } });
    // The same key, in the DER of certificates, by a name that is RSA's.
    await refuses({ config: { certificates: [key.certificate] }, sign: { key } });
  });

  test('a minute before or after its time is read, and no longer', async () => {
    const later = (seconds: number) => new Date(clock.getTime() + seconds * 1000);
    await expect(finish({ said: { notBefore: later(59) } })).resolves.toBeDefined();
    await expect(finish({ said: { notOnOrAfter: later(-59) } })).resolves.toBeDefined();
    await refuses({ said: { notBefore: later(61) } });
    await refuses({ said: { notOnOrAfter: later(-60) } });
    await refuses({ said: { confirmationNotOnOrAfter: later(-60) } });
    await refuses({ said: { sessionNotOnOrAfter: later(-60) } });
  });

  test('may stand across lines and begin with a byte order mark and a declaration', async () => {
    const spoil = (xml: string) => `\ufeff<?xml version="1.0" encoding="UTF-8"?>\r\n${xml}\r\n`;
    await expect(finish({ spoil })).resolves.toBeDefined();
  });
});

describe('an answer is refused', () => {
  test.each<[string, Attempt, ConnectorErrorCode?]>([
    ['that nobody signed', { signed: 'nothing' }],
    ['of another issuer', { said: { issuer: 'https://evil.example' } }],
    ['in a response of another issuer', { said: { responseIssuer: 'https://evil.example' } }],
    ['for another audience', { said: { audience: 'https://other.example' } }],
    ['for no audience', { said: { audience: null } }],
    [
      'for us and, at the same time, for another audience',
      {
        said: {
          conditionsXml:
            '<saml:AudienceRestriction><saml:Audience>urn:other</saml:Audience></saml:AudienceRestriction>',
        },
      },
    ],
    ['for another recipient', { said: { recipient: 'https://other.example/acs' } }],
    ['for no recipient', { said: { recipient: null } }],
    ['sent to another address', { said: { destination: 'https://other.example/acs' } }],
    ['signed and sent to no address', { signed: 'response', said: { destination: null } }],
    [
      'to another request',
      { said: { inResponseTo: '_other', confirmationInResponseTo: '_other' } },
      'callback_invalid',
    ],
    ['whose response answers another request', { said: { inResponseTo: '_other' } }, 'callback_invalid'],
    ['whose assertion answers another request', { said: { confirmationInResponseTo: '_o' } }, 'callback_invalid'],
    ['to no request', { said: { inResponseTo: null, confirmationInResponseTo: null } }, 'callback_invalid'],
    ['whose assertion answers no request', { said: { confirmationInResponseTo: null } }, 'callback_invalid'],
    ['that may be brought at any time', { said: { confirmationNotOnOrAfter: null } }],
    ['confirmed in another way', { said: { method: 'urn:oasis:names:tc:SAML:2.0:cm:sender-vouches' } }],
    ['with a condition that is not understood', { said: { conditionsXml: '<saml:Condition/>' } }],
    ['with a failure', { said: { status: 'urn:oasis:names:tc:SAML:2.0:status:Responder' } }, 'provider_error'],
    [
      'with a person who said no',
      {
        said: {
          status: 'urn:oasis:names:tc:SAML:2.0:status:Responder',
          secondStatus: 'urn:oasis:names:tc:SAML:2.0:status:AuthnFailed',
        },
      },
      'access_denied',
    ],
    ['signed with SHA-1', { sign: { signatureAlgorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' } }],
    ['with a digest by SHA-1', { sign: { digestAlgorithm: 'http://www.w3.org/2000/09/xmldsig#sha1' } }],
    [
      'whose signature counts comments',
      { sign: { canonicalization: 'http://www.w3.org/2001/10/xml-exc-c14n#WithComments' } },
    ],
    [
      'whose assertion is to be signed, and the response is',
      { config: { require_signed: 'assertion' }, signed: 'response' },
    ],
    ['whose response is to be signed, and the assertion is', { config: { require_signed: 'response' } }],
    ['of which both are to be signed, and one is', { config: { require_signed: 'both' }, signed: 'response' }],
    ['that is to be encrypted, and is not', { config: { require_encrypted: true } }],
    ['with an assertion id that is too long', { said: { assertionId: `_${'x'.repeat(300)}` } }],
  ])('%s', async (_what, attempt, code) => {
    await refuses(attempt, code);
  });

  test('signed by a key that came with it', async () => {
    const other = await createCertifiedKey('evil', clock);
    for (const signed of ['assertion', 'response', 'both'] as const) await refuses({ signed, sign: { key: other } });
  });

  test('where the response is signed rightly and the assertion by another', async () => {
    const other = await createCertifiedKey('evil', clock);
    await refuses({
      spoil: (_xml, said) =>
        idp.sign(idp.response(said, idp.sign(idp.assertion(said), 'Assertion', { key: other })), 'Response'),
    });
  });

  test.each([
    ['the NameID', (xml: string) => xml.replace('>subject-1<', '>subject-2<')],
    ['the audience', (xml: string) => xml.replace(`>${entityId}<`, '>urn:other<')],
    ['the signature', (xml: string) => xml.replace(/SignatureValue>..../, 'SignatureValue>AAAA')],
    ['the digest', (xml: string) => xml.replace(/DigestValue>..../, 'DigestValue>AAAA')],
  ])('when %s was changed on the way', async (_what, spoil) => {
    for (const signed of ['assertion', 'response', 'both'] as const)
      await refuses({ signed, spoil: (xml) => replaced(xml, spoil(xml)) });
  });

  test.each<[string, (xml: string) => string]>([
    ['a document type', (xml) => `<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>${xml}`],
    ['an entity of its own', (xml) => xml.replace('>subject-1<', '>&xxe;<')],
    ['a comment', (xml) => xml.replace('>subject-1<', '>subject-1<!-- -->.evil<')],
    ['a comment outside', (xml) => `${xml}<!-- -->`],
    ['a processing instruction', (xml) => xml.replace('>subject-1<', '>subject-1<?x y?><')],
    ['an element that does not end', (xml) => xml.replace('</samlp:Response>', '')],
    ['something after its end', (xml) => `${xml}<more/>`],
    ['an attribute twice', (xml) => xml.replace('Version="2.0"', 'Version="2.0" Version="2.0"')],
    ['another root', () => '<html xmlns="http://www.w3.org/1999/xhtml"/>'],
    ['no XML', () => 'hello'],
    ['too much', (xml) => xml.replace('>subject-1<', `>${'x'.repeat(600 * 1024)}<`)],
    [
      'too many namespaces',
      (xml) =>
        xml.replace('>subject-1<', `><a ${Array.from({ length: 501 }, (_, nth) => `xmlns:n${nth}="n"`).join(' ')}/><`),
    ],
    ['too many elements', (xml) => xml.replace('>subject-1<', `>${'<a/>'.repeat(5001)}<`)],
    [
      'a tree that hides how deep it is',
      (xml) => xml.replace('>subject-1<', `>${'<a b="/>">'.repeat(80)}${'</a>'.repeat(80)}<`),
    ],
    ['too deep a tree', (xml) => xml.replace('>subject-1<', `>${'<a>'.repeat(80)}${'</a>'.repeat(80)}<`)],
  ])('that holds %s', async (_what, spoil) => {
    await refuses({ spoil: (xml) => replaced(xml, spoil(xml)) });
  });

  test.each([
    ['no base64', '<samlp:Response/>'],
    ['no UTF-8', Buffer.from([0x3c, 0xff, 0xfe]).toString('base64')],
    ['nothing', ''],
  ])('that is %s', async (_what, posted) => {
    const start = makeStart();
    const callback = new URL(start.redirectUri);
    callback.searchParams.set('SAMLResponse', posted);
    callback.searchParams.set('RelayState', start.state);
    const code = posted === '' ? 'callback_invalid' : 'token_invalid';
    await expectRefusal(connector.finish(connect(), start, callback), code, []);
  });
});

/** A spoiled document that equals the honest one proves nothing. */
function replaced(honest: string, spoiled: string): string {
  expect(spoiled).not.toBe(honest);
  return spoiled;
}

describe('a NameID', () => {
  test.each(['Ada', 'ada', ' ada', 'ada@example.com ', 'é', 'e\u0301', 'a&b<c', 'x'.repeat(255)])(
    '%j is the subject byte for byte',
    async (nameId) => {
      for (const signed of ['assertion', 'response'] as const)
        expect((await finish({ signed, said: person(nameId) })).claims.subject).toBe(nameId);
    },
  );

  test.each([
    ['empty', ''],
    ['blank', '   '],
    ['of two lines', 'a\nb'],
    ['too long', 'x'.repeat(256)],
  ])('that is %s is refused', async (_what, nameId) => {
    await refuses({ said: person(nameId) }, 'claims_invalid');
  });

  test('with elements inside is refused', async () => {
    await refuses({ said: { nameIdXml: 'admin<x xmlns="urn:x">@example.com</x>.evil' } }, 'claims_invalid');
  });

  // Abuse case 24, signed by the provider as it is: what canonicalization leaves of it is not what was written.
  test.each(['admin@x.com<!-- -->.evil.com', 'admin@x.com<?x y?>.evil.com'])(
    '`%s` is refused, signed as it is',
    async (nameIdXml) => {
      await refuses({ said: { nameIdXml } });
    },
  );

  test.each([
    [formats.persistent, 'persistent'],
    [formats.email, 'emailAddress'],
    [formats.unspecified, ''],
    [undefined, ''],
    ['urn:acme:employee', 'urn:acme:employee'],
  ])('of format %s is a subject of type `%s`', async (nameIdFormat, subjectType) => {
    expect((await finish({ said: { nameIdFormat } })).claims).toMatchObject({ subject: 'subject-1', subjectType });
  });

  test('that is new each time is refused, unless an attribute names the person', async () => {
    const said = { ...person('_once', { uid: 'ada', email: 'ada@example.com' }), nameIdFormat: formats.transient };
    await refuses({ said }, 'claims_invalid');
    const { claims } = await finish({ said, config: { subject_attribute: 'uid' } });
    expect(claims).toMatchObject({ subject: 'ada', subjectType: 'attribute:uid' });
  });

  test.each([
    ['missing', {}],
    ['several', { uid: ['ada', 'grace'] }],
  ])('has no stand-in when the attribute has %s values', async (_what, attributes) => {
    await refuses({ said: person('ada', attributes), config: { subject_attribute: 'uid' } }, 'claims_invalid');
  });
});

describe('attributes', () => {
  const read = async (attributes: Record<string, string | string[]>, config: Record<string, unknown> = {}) =>
    (await finish({ said: person('ada', attributes), config })).claims;

  test.each([
    [
      'by OID',
      {
        'urn:oid:0.9.2342.19200300.100.1.3': 'ada@example.com',
        'urn:oid:2.5.4.42': 'Ada',
        'urn:oid:2.5.4.4': 'Lovelace',
        'urn:oid:2.16.840.1.113730.3.1.241': 'Ada Lovelace',
        'urn:oid:0.9.2342.19200300.100.1.1': 'ada',
      },
    ],
    [
      'by WS-Federation claims',
      {
        'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress': 'ada@example.com',
        'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname': 'Ada',
        'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname': 'Lovelace',
        'http://schemas.microsoft.com/identity/claims/displayname': 'Ada Lovelace',
        'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn': 'ada',
      },
    ],
    [
      'by plain words',
      {
        Email: 'ada@example.com',
        firstName: 'Ada',
        lastName: 'Lovelace',
        displayName: 'Ada Lovelace',
        username: 'ada',
      },
    ],
  ])('%s become claims', async (_what, attributes) => {
    expect(await read(attributes)).toMatchObject({
      email: 'ada@example.com',
      emailVerified: true,
      givenName: 'Ada',
      familyName: 'Lovelace',
      displayName: 'Ada Lovelace',
      username: 'ada',
    });
  });

  test('are kept as they came, groups too', async () => {
    const { raw } = await read({ groups: ['staff', 'admins'], department: 'Engines' });
    expect(raw).toMatchObject({ groups: ['staff', 'admins'], department: 'Engines', name_id: 'ada', iss: idp.issuer });
  });

  // Abuse case 8.
  test.each<[string, Record<string, string | string[]>]>([
    ['a user principal name', { 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn': 'v@example.com' }],
    ['a login name', { uid: 'v@example.com', username: 'v@example.com' }],
    ['one of several addresses', { email: ['v@example.com', 'w@example.com'] }],
    ['no address', { email: 'v' }],
    ['two addresses in one text', { email: 'v@example.com w@example.com' }],
  ])('that are %s give no e-mail', async (_what, attributes) => {
    const claims = await read(attributes);
    expect([claims.email, claims.emailVerified]).toEqual([undefined, false]);
  });

  test('in a NameID of the e-mail format are no e-mail, unless the config says so', async () => {
    const said = { ...person('v@example.com'), nameIdFormat: formats.email };
    expect((await finish({ said })).claims.email).toBeUndefined();
    const { claims } = await finish({ said, config: { attributes: { email: 'NameID' } } });
    expect([claims.email, claims.emailVerified]).toEqual(['v@example.com', true]);
  });

  test.each(['false', 'False', '0', '', 'yes'])('say that the address is not verified, by `%s`', async (value) => {
    expect(await read({ email: 'ada@example.com', email_verified: value })).toMatchObject({ emailVerified: false });
  });

  test('are read from where the config says', async () => {
    const claims = await read(
      { email: 'old@example.com', workMail: 'new@example.com' },
      { attributes: { email: 'workMail' } },
    );
    expect(claims.email).toBe('new@example.com');
  });

  test('cannot reach a prototype', async () => {
    const { raw } = await read({ __proto__x: 'a', constructor: 'b' });
    expect(Object.keys(raw)).not.toContain('constructor');
    const spoilt = await finish({
      said: {
        attributesXml: '<saml:Attribute Name="__proto__"><saml:AttributeValue>x</saml:AttributeValue></saml:Attribute>',
      },
    });
    expect(Object.getPrototypeOf(spoilt.claims.raw)).toBe(Object.prototype);
    expect(JSON.stringify(spoilt.claims.raw)).not.toContain('__proto__');
  });

  test('in excess are refused', async () => {
    const many = Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`a${index}`, 'x']));
    await refuses({ said: person('ada', many) }, 'claims_invalid');
  });
});

describe('an encrypted assertion', () => {
  const seal =
    (signed: Signed, algorithms: Parameters<SamlIdp['encrypt']>[2] = {}, certificate?: string) =>
    async (_xml: string, said: Said) => {
      const bare = idp.assertion(said);
      const inner = signed === 'assertion' || signed === 'both' ? idp.sign(bare, 'Assertion') : bare;
      const response = idp.response(said, await idp.encrypt(inner, certificate ?? own.certificate, algorithms));
      return signed === 'response' || signed === 'both' ? idp.sign(response, 'Response') : response;
    };

  test.each(['assertion', 'response', 'both'] as const)('with the %s signed is opened', async (signed) => {
    const config = { require_encrypted: true };
    const { claims } = await finish({ config, spoil: seal(signed) });
    expect(claims.subject).toBe('subject-1');
  });

  test.each([
    'http://www.w3.org/2009/xmlenc11#aes128-gcm',
    'http://www.w3.org/2001/04/xmlenc#aes256-cbc',
    'http://www.w3.org/2001/04/xmlenc#aes128-cbc',
  ] as const)('by %s is opened', async (data) => {
    await expect(finish({ spoil: seal('assertion', { data }) })).resolves.toBeDefined();
  });

  test.each<[string, Attempt['spoil']]>([
    ['that nobody signed', seal('nothing')],
    ['by RSA with PKCS #1 v1.5', seal('both', { key: 'http://www.w3.org/2001/04/xmlenc#rsa-1_5' })],
    ['by triple DES', seal('both', { data: 'http://www.w3.org/2001/04/xmlenc#tripledes-cbc' })],
    [
      'for another key',
      async (xml, said) => seal('both', {}, (await createCertifiedKey('x', clock)).certificate)(xml, said),
    ],
    ['of something else', async (_xml, said) => idp.response(said, await idp.encrypt('<a/>', own.certificate))],
    ['of no XML', async (_xml, said) => idp.response(said, await idp.encrypt('nothing', own.certificate))],
    [
      'that was altered',
      async (xml, said) => {
        const sealed = await seal('assertion')(xml, said);
        const values = [...sealed.matchAll(/CipherValue>([^<]{40})/g)].map(([, text]) => text!);
        return sealed.replace(values.at(-1)!, `${values.at(-1)!.slice(0, 36)}AAAA`);
      },
    ],
    [
      'beside one that is not encrypted',
      async (_xml, said) =>
        idp.response(
          said,
          `${await idp.encrypt(idp.sign(idp.assertion(said), 'Assertion'), own.certificate)}${idp.assertion({ ...said, assertionId: '_evil' })}`,
        ),
    ],
  ])('%s is refused', async (_what, spoil) => {
    await refuses({ spoil: spoil! });
  });

  test('is refused in the same words, whatever is wrong inside', async () => {
    const message = (spoil: Attempt['spoil']) =>
      finish({ spoil: spoil! }).then(
        () => expect.fail('it was taken'),
        (error: Error) => error.message,
      );
    const said = new Set([
      await message(seal('nothing')),
      await message(async (_xml, whole) => idp.response(whole, await idp.encrypt('no xml', own.certificate))),
      await message(async (_xml, whole) =>
        idp.response(
          whole,
          await idp.encrypt(idp.assertion(whole), (await createCertifiedKey('x', clock)).certificate),
        ),
      ),
    ]);
    expect(said.size).toBe(1);
  });
});

describe('an answer that nobody asked for', () => {
  const receive = (config: Record<string, unknown>, said: Partial<Said> = {}, receivedAt = acsUrl) => {
    const whole = idp.say({ id: null, acsUrl, audience: entityId, now: clock }, said);
    const form = new URLSearchParams({ SAMLResponse: encode(idp.respond(whole)) });
    return connector.receive!(connect(config), receivedAt, form);
  };

  test('is taken where the config allows it', async () => {
    expect((await receive({ allow_idp_initiated: true })).claims.subject).toBe('subject-1');
  });

  test('is refused where it does not', async () => {
    for (const value of [undefined, false])
      await expectRefusal(receive(value === undefined ? {} : { allow_idp_initiated: value }), 'callback_invalid', []);
  });

  test('is refused when it answers some request after all, or was sent elsewhere', async () => {
    const config = { allow_idp_initiated: true };
    for (const said of [{ inResponseTo: '_x' }, { confirmationInResponseTo: '_x' }])
      await expectRefusal(receive(config, said), 'callback_invalid', []);
    await expectRefusal(receive(config, {}, 'https://selfsame.example/sign-in/saml/other'), 'token_invalid', []);
  });
});

// A key of secp256k1, a curve that XML signatures are not made with.
const weak =
  'MIIBgzCCASigAwIBAgIUXOKcXBRxIHQDx1aoCT/qI8SBfH8wCgYIKoZIzj0EAwIwFzEVMBMGA1UEAwwMd2Vhay5leGFtcGxlMCAXDTI2MTEyMTE5NTIwNFoYDzIxMjYxMDI4MTk1MjA0WjAXMRUwEwYDVQQDDAx3ZWFrLmV4YW1wbGUwVjAQBgcqhkjOPQIBBgUrgQQACgNCAAScQVeN0l20NWZw+uwwneOBUo8YtPU1n3jmwouukQUafzrhlRnaqhY/eYk9iSVWtMtWtGmblMcpJg0a7LVQwNVgo1MwUTAdBgNVHQ4EFgQUGKzkRMivoM8WV9sB2vw2HzhHMh4wHwYDVR0jBBgwFoAUGKzkRMivoM8WV9sB2vw2HzhHMh4wDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEA3tmghQf4yPWQ5MvRVMTkOvfQAwBrDrjVDRwa+li17oYCIQDTTwMIwbo7V4qDSokFRagTua23fXzIjSZX681HCWcw1w==';

describe('a config', () => {
  const check = (changes: Record<string, unknown>) => connector.checkConfig({ ...connect().config, ...changes });

  test.each<[Record<string, unknown>, RegExp]>([
    [{ issuer: undefined }, /^`issuer` must be the provider's entity id/],
    [{ sso_endpoint: 'http://idp.example' }, /^`sso_endpoint` must be an https URL/],
    [{ slo_endpoint: 'nowhere' }, /^`slo_endpoint` must be a URL/],
    [{ certificates: [] }, /^`certificates` must be a list/],
    [{ certificates: 'one' }, /^`certificates` must be a list/],
    [{ certificates: ['nonsense'] }, /^`certificates\[0\]` is not an X.509 certificate/],
    [{ certificates: [weak] }, /^`certificates\[0\]` must hold an RSA key of at least 2048 bits, or an EC key of/],
    [{ require_signed: 'nothing' }, /^`require_signed` must be one of either, assertion, response, both/],
    [{ sign_requests: 'yes' }, /^`sign_requests` must be true or false/],
    [{ allow_idp_initiated: 1 }, /^`allow_idp_initiated` must be true or false/],
    [{ attributes: { roles: 'x' } }, /^`attributes.roles` is not a claim that can be mapped/],
    [{ attributes: { email: 1 } }, /^`attributes.email` must be the name/],
    [{ attributes: [] }, /^`attributes` must be an object/],
    [{ subject_attribute: ' ' }, /^`subject_attribute` must be/],
  ])('%j is refused in plain words', (changes, words) => {
    expect(check(changes)).toEqual([expect.stringMatching(words)]);
  });

  test('names the certificate that has expired; one that expires later does no harm while another is left', async () => {
    const old = await createCertifiedKey('old.example', new Date('2000-01-01'));
    const certificates = [idp.key.certificate, old.certificate];
    expect(check({ certificates })).toEqual([
      expect.stringMatching(/^`certificates\[1\]` \(CN=old.example, SHA-256 .*\) expired on 2020-01-01/),
    ]);
    await expect(finish({ config: { certificates } })).resolves.toBeDefined();
    await refuses({ config: { certificates }, sign: { key: old } });
    await refuses({ config: { certificates: [old.certificate] } }, 'configuration_invalid');
  });

  test('takes certificates in PEM and in bare base64', () => {
    const bare = idp.key.certificate.replace(/-----[A-Z ]+-----|\s/g, '');
    expect(check({ certificates: [bare] })).toEqual([]);
  });
});

describe('metadata', () => {
  const bare = () => idp.key.certificate.replace(/-----[A-Z ]+-----|\s/g, '');
  const entity = (id: string, certificates: string[] = [bare()]) =>
    `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="${id}">` +
    '<!-- made by hand --><md:IDPSSODescriptor WantAuthnRequestsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">' +
    certificates
      .map(
        (text) =>
          `<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>\n${text}\n</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`,
      )
      .join('') +
    '<md:KeyDescriptor use="encryption"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>AAAA</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>' +
    '<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/slo"/>' +
    '<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example/post"/>' +
    '<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/sso"/>' +
    '</md:IDPSSODescriptor></md:EntityDescriptor>';
  const several = (...entities: string[]) =>
    `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">${entities.join('')}</md:EntitiesDescriptor>`;

  test('of a file becomes the config, and what the config says itself stays', async () => {
    const old = await createCertifiedKey('old', new Date('2000-01-01'));
    const expired = old.certificate.replace(/-----[A-Z ]+-----|\s/g, '');
    const completed = await connector.complete!({
      metadata_xml: entity('urn:idp', [expired, bare(), bare()]),
      require_signed: 'both',
      sign_requests: false,
    });
    expect(completed).toEqual({
      issuer: 'urn:idp',
      sso_endpoint: 'https://idp.example/sso',
      slo_endpoint: 'https://idp.example/slo',
      certificates: [bare()],
      sign_requests: false,
      require_signed: 'both',
    });
    expect(connector.checkConfig(completed)).toEqual([]);
  });

  test('of an address is fetched, once the config does not say what it says', async () => {
    const metadata_url = 'https://idp.example/metadata.xml';
    served.set(metadata_url, { status: 200, body: entity('urn:idp') });
    const completed = await connector.complete!({ metadata_url });
    expect(completed).toMatchObject({ issuer: 'urn:idp', metadata_url });
    served.set(metadata_url, { status: 500, body: '' });
    expect(await connector.complete!(completed)).toBe(completed);
    await expectRefusal(connector.complete!({ metadata_url }), 'provider_unreachable', []);
  });

  test('of several providers needs the one to be named', async () => {
    const metadata_xml = several(entity('urn:one'), entity('urn:two'));
    await expectRefusal(connector.complete!({ metadata_xml }), 'configuration_invalid', []);
    expect(await connector.complete!({ metadata_xml, issuer: 'urn:two' })).toMatchObject({ issuer: 'urn:two' });
    await expectRefusal(connector.complete!({ metadata_xml, issuer: 'urn:three' }), 'configuration_invalid', []);
  });

  test.each<[string, Record<string, unknown>]>([
    ['is no text', { metadata_xml: 1 }],
    ['is no XML', { metadata_xml: 'hello' }],
    ['describes no provider', { metadata_xml: several() }],
    ['has a document type', { metadata_xml: `<!DOCTYPE a [<!ENTITY b "c">]>${several()}` }],
    ['is at no https address', { metadata_url: 'http://idp.example/metadata' }],
  ])('that %s is refused', async (_what, config) => {
    await expectRefusal(connector.complete!(config), 'configuration_invalid', []);
  });

  test('of our own names what the provider’s operator needs, and no private key', async () => {
    const described = await connector.describe!(connect({ sign_requests: true, require_signed: 'both' }), {
      callback: acsUrl,
    });
    expect(described).toMatchObject({ entity_id: entityId, acs_url: acsUrl });
    expect(described.metadata).toContain(`entityID="${entityId}"`);
    expect(described.metadata).toContain('AuthnRequestsSigned="true" WantAssertionsSigned="true"');
    expect(described.metadata).toContain(own.certificate.split('\n')[1]);
    expect(described.metadata).not.toContain('PRIVATE');
  });
});
