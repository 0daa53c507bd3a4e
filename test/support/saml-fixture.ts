/** The fixture of a SAML strategy for the connector suite. */
import type { StatementFixture, StatementLacks } from '../../src/connectors/conformance.ts';
import type { ConnectorErrorCode } from '../../src/connectors/connector.ts';
import { createConnectors } from '../../src/connectors/index.ts';
import { createSamlIdp, encode, formats, person, readRequest, type Said, type Signed } from './saml-idp.ts';

const lacks: StatementLacks = {
  pkce: 'there is no code that somebody could take away: the statement names the request that it answers',
  codes: 'the browser brings the statement itself, and nothing is asked for behind its back',
  client_secret: 'who may read the statement is said by its audience and, where it is encrypted, by our key',
  verified_bit: 'a statement has no bit for it: it is the word of a company about its people as a whole',
  login_hint: 'a request names no person in a form that providers read',
  typed_values: 'everything in a statement is text, so that nothing can come as a number, a list or null',
};

interface Lie {
  refusal: ConnectorErrorCode;
  said?: Partial<Said>;
  signed?: Signed;
}

const past = new Date(Date.now() - 3_600_000);
const lies: Readonly<Record<string, Lie>> = {
  'nobody signed it': { refusal: 'token_invalid', signed: 'nothing' },
  'it is of another issuer': { refusal: 'token_invalid', said: { issuer: 'https://evil.example' } },
  'it is for another audience': { refusal: 'token_invalid', said: { audience: 'urn:other' } },
  'it is for another recipient': { refusal: 'token_invalid', said: { recipient: 'https://other.example' } },
  'it is of yesterday': { refusal: 'token_invalid', said: { notOnOrAfter: past, confirmationNotOnOrAfter: past } },
  'it answers nobody': { refusal: 'callback_invalid', said: { confirmationInResponseTo: null } },
  'the person said no': {
    refusal: 'access_denied',
    said: {
      status: 'urn:oasis:names:tc:SAML:2.0:status:Responder',
      secondStatus: 'urn:oasis:names:tc:SAML:2.0:status:AuthnFailed',
    },
  },
  'an error that it made up': { refusal: 'provider_error', said: { status: 'urn:made-up' } },
  'a name for one sign-in': { refusal: 'claims_invalid', said: { nameIdFormat: formats.transient } },
};

export async function openSamlFixture(strategyName: string): Promise<StatementFixture> {
  const idp = await createSamlIdp();
  const connectors = createConnectors({ fetch, now: () => new Date(), insecureDevelopmentEndpoints: false });
  const strategy = connectors.get(strategyName);
  if (strategy === undefined) throw new Error(`no strategy \`${strategyName}\``);
  const handedOut: string[] = [];
  let lie: Lie | undefined;
  return {
    strategy,
    connection: {
      strategy: strategyName,
      clientId: 'urn:selfsame',
      config: {
        issuer: idp.issuer,
        sso_endpoint: 'https://idp.example/sso',
        certificates: [idp.key.certificate],
      },
    },
    parameters: { state: 'RelayState', statement: 'SAMLResponse' },
    lacks,
    subject: { said: 'ACME\\Zoë/1 ', read: 'ACME\\Zoë/1 ' },
    approve(authorization, { subject, email }) {
      const { id, acsUrl, issuer, relayState } = readRequest(authorization);
      const who = person(String(subject), typeof email === 'string' ? { mail: email } : {});
      const response = idp.respond(
        idp.say({ id, acsUrl, audience: issuer }, { ...who, ...lie?.said }),
        lie?.signed ?? 'assertion',
      );
      const callback = new URL(acsUrl);
      callback.searchParams.set('SAMLResponse', encode(response));
      callback.searchParams.set('RelayState', relayState);
      handedOut.push(encode(response), response);
      return callback;
    },
    lies: Object.fromEntries(Object.entries(lies).map(([name, { refusal }]) => [name, refusal])),
    tell: (name) => {
      lie = name === undefined ? undefined : lies[name];
    },
    handedOut: () => handedOut,
    close: async () => undefined,
  };
}
