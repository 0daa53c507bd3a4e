/** A running identity provider by a library that is not ours (`samlify`): it reads our metadata and requests, and answers. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as samlify from 'samlify';
import { createCertifiedKey } from '../../src/vault/self-signed.ts';
import { formats } from './saml-idp.ts';

// The library wants a schema validator to be named. What it reads here is our own metadata and requests.
samlify.setSchemaValidator({ validate: () => Promise.resolve('not checked against the schema') });

export interface SamlPerson {
  nameId: string;
  email: string;
  firstName: string;
  lastName: string;
}

export interface PostedForm {
  action: string;
  fields: Record<string, string>;
}

export interface SamlifyIdp {
  url: string;
  metadataUrl: string;
  entityId: string;
  /** From then on it answers this service provider, by its metadata. */
  trust(spMetadata: string): void;
  /** Who is signed in there. */
  person: SamlPerson;
  /** What the person's browser gets at this address: a form that posts itself. */
  open(url: string): Promise<PostedForm>;
  /** The same for a sign-in that begins there. */
  begin(relayState?: string): Promise<PostedForm>;
  close(): Promise<void>;
}

const binding = (name: string) => `urn:oasis:names:tc:SAML:2.0:bindings:${name}`;

export async function startSamlifyIdp(options: {
  encrypt?: boolean;
  wantSignedRequests?: boolean;
}): Promise<SamlifyIdp> {
  const key = await createCertifiedKey('samlify', new Date());
  /** Us, once for each certificate that we may sign with: the library looks at one alone, where other servers try each. */
  let known: ReturnType<typeof samlify.ServiceProvider>[] = [];
  const server = createServer((request, response) => {
    answer(request.url ?? '/').then(
      (html) => response.setHeader('content-type', 'text/html').end(html),
      (error: Error) => {
        response.statusCode = 400;
        response.end(String(error?.message ?? error));
      },
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const entityId = `${url}/metadata`;
  const idp = samlify.IdentityProvider({
    entityID: entityId,
    signingCert: key.certificate,
    privateKey: key.privateKey,
    wantAuthnRequestsSigned: options.wantSignedRequests ?? false,
    requestSignatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    isAssertionEncrypted: options.encrypt ?? false,
    messageSigningOrder: 'encrypt-then-sign',
    nameIDFormat: [formats.persistent],
    singleSignOnService: [
      { isDefault: true, Binding: binding('HTTP-Redirect'), Location: `${url}/sso?realm=staff` },
      { isDefault: false, Binding: binding('HTTP-POST'), Location: `${url}/sso-post` },
    ],
    singleLogoutService: [{ isDefault: true, Binding: binding('HTTP-Redirect'), Location: `${url}/slo` }],
    loginResponseTemplate: {
      context: samlify.SamlLib.defaultLoginResponseTemplate.context,
      attributes: [
        attribute('email', 'user.email'),
        attribute('firstName', 'user.firstName'),
        attribute('lastName', 'user.lastName'),
      ],
      additionalTemplates: {
        attributeStatementTemplate: samlify.SamlLib.defaultAttributeStatementTemplate,
        attributeTemplate: samlify.SamlLib.defaultAttributeTemplate,
      },
    },
  });

  const self: SamlifyIdp = {
    url,
    entityId,
    metadataUrl: `${url}/metadata`,
    person: { nameId: 'ada', email: 'ada@staff.example', firstName: 'Ada', lastName: 'Lovelace' },
    trust(spMetadata) {
      const signing = spMetadata.match(/<md:KeyDescriptor use="signing">[\s\S]*?<\/md:KeyDescriptor>/g) ?? [];
      known = signing.map((one) => {
        const others = signing.filter((each) => each !== one);
        return samlify.ServiceProvider({ metadata: others.reduce((xml, each) => xml.replace(each, ''), spMetadata) });
      });
    },
    open: async (at) => readForm(at),
    begin: async (relayState = '') => readForm(`${url}/begin?RelayState=${encodeURIComponent(relayState)}`),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close').catch(() => undefined);
    },
  };

  async function answer(path: string): Promise<string> {
    const asked = new URL(path, url);
    if (asked.pathname === '/metadata') return idp.getMetadata();
    const [sp] = known;
    if (sp === undefined) throw new Error('no service provider is trusted');
    const query = Object.fromEntries(asked.searchParams);
    const request =
      asked.pathname === '/begin'
        ? { extract: { request: { id: '' } } }
        : await Promise.any(
            known.map((each) =>
              idp.parseLoginRequest(each, 'redirect', {
                query,
                octetString: /(SAMLRequest=[^#]*?)(?:&Signature=|$)/.exec(asked.search)?.[1] ?? '',
              }),
            ),
          );
    const acsUrl = String(sp.entityMeta.getAssertionConsumerService('post'));
    const wanted = (request.extract.request as { assertionConsumerServiceUrl?: string }).assertionConsumerServiceUrl;
    if (wanted !== undefined && wanted !== acsUrl) throw new Error(`the request names another address: ${wanted}`);
    const said = { sp: sp.entityMeta.getEntityID(), acsUrl, inResponseTo: String(request.extract.request?.id ?? '') };
    const login = (await idp.createLoginResponse(sp, request as never, 'post', self.person as never, {
      customTagReplacement: (template) => fill(template, entityId, self.person, said),
      encryptThenSign: options.encrypt ?? false,
    })) as { context: string; entityEndpoint: string };
    return formOf(login.entityEndpoint, { SAMLResponse: login.context, RelayState: query.RelayState ?? '' });
  }
  return self;
}

function attribute(name: string, valueTag: string) {
  return {
    name,
    valueTag,
    nameFormat: 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic',
    valueXsiType: 'xs:string',
  };
}

function fill(
  template: string,
  issuer: string,
  person: SamlPerson,
  said: { sp: string; acsUrl: string; inResponseTo: string },
): { id: string; context: string } {
  const newId = () => `_${globalThis.crypto.randomUUID()}`;
  const id = newId();
  const now = new Date();
  const later = new Date(now.getTime() + 300_000).toISOString();
  // A sign-in that begins here answers nothing, so that it must not say what it answers either.
  const fitting = said.inResponseTo === '' ? template.replaceAll(' InResponseTo="{InResponseTo}"', '') : template;
  const context = samlify.SamlLib.replaceTagsByValue(
    fitting.replace(
      '{AuthnStatement}',
      `<saml:AuthnStatement AuthnInstant="${now.toISOString()}" SessionIndex="${newId()}"><saml:AuthnContext>` +
        '<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>' +
        '</saml:AuthnContext></saml:AuthnStatement>',
    ),
    {
      ID: id,
      AssertionID: newId(),
      Destination: said.acsUrl,
      Audience: said.sp,
      SubjectRecipient: said.acsUrl,
      NameIDFormat: formats.persistent,
      NameID: person.nameId,
      Issuer: issuer,
      IssueInstant: now.toISOString(),
      ConditionsNotBefore: now.toISOString(),
      ConditionsNotOnOrAfter: later,
      SubjectConfirmationDataNotOnOrAfter: later,
      InResponseTo: said.inResponseTo,
      StatusCode: 'urn:oasis:names:tc:SAML:2.0:status:Success',
      attrUserEmail: person.email,
      attrUserFirstName: person.firstName,
      attrUserLastName: person.lastName,
    },
  );
  return { id, context };
}

function formOf(action: string, fields: Record<string, string>): string {
  const quote = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${quote(value)}">`,
  );
  return `<form method="post" action="${quote(action)}">${inputs.join('')}<button>Go on</button></form>`;
}

async function readForm(url: string): Promise<PostedForm> {
  const response = await fetch(url);
  const html = await response.text();
  if (response.status !== 200) throw new Error(`the identity provider answered ${response.status}: ${html}`);
  const plain = (text: string) => text.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  return {
    action: plain(/action="([^"]+)"/.exec(html)?.[1] ?? ''),
    fields: Object.fromEntries(
      [...html.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name!, plain(value!)]),
    ),
  };
}
