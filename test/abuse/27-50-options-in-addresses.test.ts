/**
 * A strategy's option may stand in the addresses that are called: `host` of GitLab, `domain` of Okta, `shop` of Shopify. Whoever
 * changes it has moved the issuer and the token endpoint as much as whoever writes another address.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/domain/json.ts';
import { openStage, type Row, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const moves: [string, JsonObject, JsonObject][] = [
  ['okta', { domain: 'acme.okta.com' }, { domain: 'evil.example' }],
  ['okta', { domain: 'acme.okta.com' }, { domain: 'acme.okta.com/oauth2/evil' }],
  ['gitlab', {}, { host: 'evil.example' }],
  ['salesforce', {}, { domain: 'evil.my.salesforce.com' }],
  ['waad', { tenant: 'contoso.onmicrosoft.com' }, { tenant: 'evil.onmicrosoft.com' }],
  ['shopify', { shop: 'acme' }, { shop: 'evil' }],
  ['lark', {}, { domain: 'larksuite.com' }],
];

let count = 0;
/** A connection with a kept secret, whose provider has named somebody. */
async function connect(strategy: string, config: JsonObject) {
  count += 1;
  const name = `${strategy}-${count}`;
  const provider = await stage.it.createProvider(strategy, name);
  const { actor, operations } = stage.it;
  const connection = await operations.connections.create(actor, {
    identityProviderId: provider.id,
    identifier: name,
    clientId: 'client',
    clientSecret: 'kept secret',
    config,
  });
  const victim = await stage.createUser({});
  const body = { identity_provider_id: provider.id, external_id: 'victim' };
  expect((await stage.post(`/v1/users/${victim.id}/identities`, body)).status).toBe(201);
  return { provider, path: `/v1/connections/${connection.id}`, id: connection.id };
}
const kept = async (id: string): Promise<Row> =>
  (await stage.it.database.pool.query('select config from connections where id = $1', [id])).rows[0];

describe('50: a kept secret does not follow an option to another address', () => {
  test.each(moves)('%s, from %j to %j', async (strategy, from, to) => {
    const { path, id } = await connect(strategy, from);
    const refused = await stage.put(path, { config: to, allow_issuer_change: true });
    expect([refused.status, refused.body.details?.field]).toEqual([400, 'client_secret']);
    expect(await kept(id)).toEqual({ config: from });
  });

  test('nor from the provider’s own config', async () => {
    const { provider } = await connect('gitlab', {});
    const config = { host: 'evil.example' };
    const refused = await stage.put(`/v1/identity-providers/${provider.id}`, { config, allow_issuer_change: true });
    expect([refused.status, refused.body.code]).toEqual([400, 'invalid_input']);
  });
});

describe('27: an option that names another issuer is another issuer', () => {
  test.each(moves)('%s, from %j to %j', async (strategy, from, to) => {
    const { path, id } = await connect(strategy, from);
    const refused = await stage.put(path, { config: to, client_secret: 'given again' });
    expect([refused.status, refused.body.code]).toEqual([409, 'issuer_in_use']);
    expect(await kept(id)).toEqual({ config: from });
  });

  test.each<[string, JsonObject, JsonObject]>([
    [
      'oauth2',
      {
        authorization_endpoint: 'https://idp.example/authorize',
        token_endpoint: 'https://idp.example/token',
        userinfo_endpoint: 'https://idp.example/me',
      },
      { subject_claim: 'login' },
    ],
    ['cas', { url: 'https://cas.example/cas' }, { subject_attribute: 'nickname' }],
    ['ldap', { url: 'ldaps://ldap.example', base_dn: 'dc=example' }, { subject_attribute: 'description' }],
  ])('%s: what names the person, at the same address', async (strategy, from, change) => {
    const { path, id } = await connect(strategy, from);
    const refused = await stage.put(path, { config: { ...from, ...change } });
    expect([refused.status, refused.body.code]).toEqual([409, 'issuer_in_use']);
    expect(await kept(id)).toEqual({ config: from });
  });

  test('the default, said in as many words, is no other', async () => {
    const { path } = await connect('gitlab', {});
    expect((await stage.put(path, { config: { host: 'gitlab.com' } })).status).toBe(200);
  });
});
