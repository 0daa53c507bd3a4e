/**
 * Signature wrapping: a signed element is moved to where nobody reads it, and another stands in its place. The eight variants
 * are those of Somorovsky et al. ("On Breaking SAML: Be Whoever You Want to Be", 2012) by the numbers that SAML Raider gave
 * them, each with the evil element under an id of its own and under the signed one's.
 */
import { DOMParser, type Document, type Element, XMLSerializer } from '@xmldom/xmldom';
import { beforeAll, expect, test } from 'vitest';
import { SignedXml } from 'xml-crypto';
import { createSamlIdp, encode, readRequest, type SamlIdp } from '../../../test/support/saml-idp.ts';
import { makeStart } from '../conformance.ts';
import type { ConnectionSettings } from '../connector.ts';
import { createSamlConnector } from './saml-connector.ts';

const connector = createSamlConnector({ fetch, now: () => new Date(), insecureDevelopmentEndpoints: false });
let idp: SamlIdp;
let connection: ConnectionSettings;

beforeAll(async () => {
  idp = await createSamlIdp();
  connection = {
    strategy: 'saml',
    clientId: 'urn:us',
    config: {
      issuer: idp.issuer,
      sso_endpoint: 'https://idp.example/sso',
      certificates: [idp.key.certificate],
    },
  };
});

/** The parts of an honest response, and what an attacker can make of them without a key. */
class Parts {
  readonly document: Document;
  readonly sameId: boolean;
  constructor(xml: string, sameId: boolean) {
    this.document = new DOMParser().parseFromString(xml, 'text/xml');
    this.sameId = sameId;
  }
  get response(): Element {
    return this.document.documentElement!;
  }
  get assertion(): Element {
    return this.find(this.response, 'Assertion');
  }
  find(within: Element, name: string): Element {
    return within.getElementsByTagNameNS('*', name)[0]!;
  }
  signatureOf(element: Element): Element {
    return Array.from(element.childNodes).find((node) => (node as Element).localName === 'Signature') as Element;
  }
  /** A deep copy without its own signature. */
  bare(element: Element): Element {
    const copy = element.cloneNode(true) as Element;
    copy.removeChild(this.signatureOf(copy));
    return copy;
  }
  /** Speaks for another person, under an id of its own or the same one. */
  spoil(element: Element): Element {
    if (!this.sameId) element.setAttribute('ID', '_evil');
    this.find(element, 'NameID').textContent = 'admin';
    return element;
  }
  toString(): string {
    return new XMLSerializer().serializeToString(this.document);
  }
}

type Wrap = (parts: Parts) => void;

const variants: [name: string, signed: 'assertion' | 'response', wrap: Wrap][] = [
  [
    'XSW1: the signed response moves into the signature of the evil one',
    'response',
    (parts) => {
      const original = parts.bare(parts.response);
      parts.spoil(parts.response);
      parts.signatureOf(parts.response).appendChild(original);
    },
  ],
  [
    'XSW2: the signed response moves in front of the signature of the evil one',
    'response',
    (parts) => {
      const original = parts.bare(parts.response);
      parts.spoil(parts.response);
      parts.response.insertBefore(original, parts.signatureOf(parts.response));
    },
  ],
  [
    'XSW3: an evil assertion stands before the signed one',
    'assertion',
    (parts) => {
      const { assertion } = parts;
      parts.response.insertBefore(parts.spoil(parts.bare(assertion)), assertion);
    },
  ],
  [
    'XSW4: an evil assertion stands around the signed one',
    'assertion',
    (parts) => {
      const { assertion } = parts;
      const evil = parts.spoil(parts.bare(assertion));
      parts.response.replaceChild(evil, assertion);
      evil.appendChild(assertion);
    },
  ],
  [
    'XSW5: the evil assertion keeps the signature, and the signed one stands at the end without it',
    'assertion',
    (parts) => {
      const { assertion } = parts;
      const original = parts.bare(assertion);
      parts.spoil(assertion);
      parts.response.appendChild(original);
    },
  ],
  [
    'XSW6: the evil assertion keeps the signature, and the signed one stands inside it',
    'assertion',
    (parts) => {
      const { assertion } = parts;
      const original = parts.bare(assertion);
      parts.spoil(assertion);
      parts.signatureOf(assertion).appendChild(original);
    },
  ],
  [
    'XSW7: an evil assertion stands in the extensions',
    'assertion',
    (parts) => {
      const { assertion, response } = parts;
      const extensions = parts.document.createElementNS('urn:oasis:names:tc:SAML:2.0:protocol', 'samlp:Extensions');
      extensions.appendChild(parts.spoil(parts.bare(assertion)));
      response.insertBefore(extensions, assertion);
    },
  ],
  [
    'XSW8: the evil assertion keeps the signature, and the signed one stands in an object of it',
    'assertion',
    (parts) => {
      const { assertion } = parts;
      const original = parts.bare(assertion);
      parts.spoil(assertion);
      const object = parts.document.createElementNS('http://www.w3.org/2000/09/xmldsig#', 'ds:Object');
      object.appendChild(original);
      parts.signatureOf(assertion).appendChild(object);
    },
  ],
  [
    'the signature of the response moves into the assertion',
    'response',
    (parts) => {
      parts.spoil(parts.assertion);
      parts.assertion.insertBefore(parts.signatureOf(parts.response), parts.find(parts.assertion, 'Subject'));
    },
  ],
  [
    'a second signature stands beside the first',
    'assertion',
    (parts) => {
      const { assertion } = parts;
      const signature = parts.signatureOf(assertion);
      assertion.insertBefore(signature.cloneNode(true), signature);
      parts.spoil(assertion);
    },
  ],
  [
    'the reference is emptied, which means the whole document',
    'assertion',
    (parts) => {
      parts.find(parts.assertion, 'Reference').setAttribute('URI', '');
      parts.spoil(parts.assertion);
    },
  ],
];

async function attack(signed: 'assertion' | 'response', wrap: Wrap | null, sameId: boolean) {
  const start = makeStart();
  const request = readRequest(await connector.start(connection, start));
  const said = idp.say({ id: request.id, acsUrl: request.acsUrl, audience: request.issuer });
  const parts = new Parts(idp.respond(said, signed), sameId);
  wrap?.(parts);
  const xml = parts.toString();
  const callback = new URL(start.redirectUri);
  callback.searchParams.set('SAMLResponse', encode(xml));
  callback.searchParams.set('RelayState', start.state);
  return { xml, finish: () => connector.finish(connection, start, callback) };
}

test.each(variants)('%s', async (_name, signed, wrap) => {
  for (const sameId of [false, true]) {
    const { xml, finish } = await attack(signed, wrap, sameId);
    expect(xml).toContain('>admin<');
    await expect(finish()).rejects.toMatchObject({ name: 'ConnectorError', code: 'token_invalid' });
  }
});

test('what is wrapped would pass for signed with whoever only asks whether the signature is right', async () => {
  const fooled: string[] = [];
  for (const [name, signed, wrap] of variants.filter(([name]) => name.startsWith('XSW'))) {
    const { xml } = await attack(signed, wrap, false);
    const signature = new DOMParser()
      .parseFromString(xml, 'text/xml')
      .getElementsByTagNameNS('http://www.w3.org/2000/09/xmldsig#', 'Signature')[0]!;
    const verifier = new SignedXml({ publicCert: idp.key.certificate });
    verifier.loadSignature(new XMLSerializer().serializeToString(signature));
    if (verifier.checkSignature(xml)) fooled.push(name.slice(0, 4));
  }
  expect(fooled).toEqual(['XSW1', 'XSW2', 'XSW3', 'XSW4', 'XSW5', 'XSW6', 'XSW7', 'XSW8']);
});

test('and unwrapped, the same responses are read', async () => {
  for (const signed of ['assertion', 'response'] as const)
    expect((await (await attack(signed, null, true)).finish()).claims.subject).toBe('subject-1');
});
