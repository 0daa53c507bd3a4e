/** SAML connections in Auth0's words, on the wire. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSamlIdp, type SamlIdp } from '../../../test/support/saml-idp.ts';
import { startTestApp, type TestApp } from '../../../test/support/test-app.ts';

let it: TestApp;
let idp: SamlIdp;
let token: string;

beforeAll(async () => {
  [it, idp] = await Promise.all([startTestApp(), createSamlIdp()]);
  const answer = await fetch(`${it.baseUrl}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: it.key.publicId,
      client_secret: it.key.secret,
      audience: `${it.baseUrl}/api/v2/`,
    }),
  });
  token = ((await answer.json()) as { access_token: string }).access_token;
});
afterAll(() => it.close());

interface Connection {
  id: string;
  options: Record<string, unknown>;
  message: string;
}

async function ask(method: string, path: string, body: unknown) {
  const answer = await fetch(`${it.baseUrl}/api/v2/connections${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Connection };
}

test.each(['samlp', 'adfs'])(
  'a connection of %s is made, shown and changed in the words of this API',
  async (strategy) => {
    const made = await ask('POST', '', {
      name: `acme-${strategy}`,
      strategy,
      options: {
        issuer: idp.issuer,
        entityId: 'urn:auth0:acme:staff',
        signInEndpoint: 'https://idp.example/sso',
        // As the vendor takes it: PEM in base64.
        signingCert: Buffer.from(idp.key.certificate).toString('base64'),
        signSAMLRequest: true,
        idpinitiated: { enabled: true, client_id: 'app' },
        user_id_attribute: 'uid',
      },
    });
    expect(made.status).toBe(201);
    const [own] = (await it.operations.connections.ofTenant(it.actor)).filter(
      ({ identifier }) => identifier === `acme-${strategy}`,
    );
    expect(own).toMatchObject({
      clientId: 'urn:auth0:acme:staff',
      config: {
        issuer: idp.issuer,
        sso_endpoint: 'https://idp.example/sso',
        certificates: [idp.key.certificate.trim()],
        sign_requests: true,
        allow_idp_initiated: true,
        subject_attribute: 'uid',
      },
    });
    expect(made.body.options).toMatchObject({
      entityId: 'urn:auth0:acme:staff',
      signInEndpoint: 'https://idp.example/sso',
      signingCert: idp.key.certificate.trim(),
      signSAMLRequest: true,
      idpinitiated: { enabled: true },
    });
    // What was shown comes back with one word changed, as a client of this API does it.
    const options = { ...made.body.options, signInEndpoint: 'https://idp.example/sso2', signSAMLRequest: false };
    const changed = await ask('PATCH', `/${made.body.id}`, { options });
    expect(changed.body.options).toMatchObject({ sso_endpoint: 'https://idp.example/sso2', sign_requests: false });
    expect(changed.body.options).toMatchObject({ certificates: [idp.key.certificate.trim()] });
  },
);

test('what is missing is said in plain words', async () => {
  const { status, body } = await ask('POST', '', { name: 'half', strategy: 'samlp', options: { signInEndpoint: 'x' } });
  expect(status).toBe(400);
  expect(body.message).toContain('`certificates` must be a list');
});
