/** Changing the tenant's keys towards SAML providers, while people sign in at one that encrypts and wants signed requests. */
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../support/browser.ts';
import { type NativeClient, openNative } from '../support/native-client.ts';
import { type SamlifyIdp, startSamlifyIdp } from '../support/samlify-idp.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let it: TestApp;
let native: NativeClient;
let idp: SamlifyIdp;

beforeAll(async () => {
  [it, idp] = await Promise.all([startTestApp(), startSamlifyIdp({ encrypt: true, wantSignedRequests: true })]);
  native = openNative(it);
  const { data: provider } = await native.client.POST('/v1/identity-providers', {
    body: { name: 'staff', provider_type: 'saml' },
  });
  const { response } = await native.client.POST('/v1/identity-providers/{id}/connections', {
    params: { path: { id: provider!.id } },
    body: { identifier: 'staff', config: { metadata_url: idp.metadataUrl, require_encrypted: true } },
  });
  expect(response.status).toBe(201);
});
afterAll(async () => {
  await it?.close();
  await idp?.close();
});

const readMetadata = async () => (await new Browser(it.baseUrl).get('/sign-in/saml/staff/metadata')).html;

/** The certificates in our metadata, each once, in order. */
async function shown(): Promise<string[]> {
  const texts = [...(await readMetadata()).matchAll(/X509Certificate>([^<]+)</g)].map(([, text]) => text!);
  return [...new Set(texts)].map((text) => new X509Certificate(Buffer.from(text, 'base64')).fingerprint256);
}

/** What others are to encrypt for. */
async function encryptedFor(): Promise<string> {
  const descriptors = (await readMetadata())
    .split('<md:KeyDescriptor ')
    .filter((part) => part.includes('use="encryption"'));
  expect(descriptors).toHaveLength(1);
  const [, text = ''] = /X509Certificate>([^<]+)</.exec(descriptors[0]!) ?? [];
  return new X509Certificate(Buffer.from(text, 'base64')).fingerprint256;
}

const list = async () => (await native.client.GET('/v1/saml-keys')).data!.data;
const states = async () => (await list()).map(({ id, state }) => [id, state]);
const create = async (body: { signs?: boolean } = {}) => (await native.client.POST('/v1/saml-keys', { body })).data!;
const at = (id: string) => ({ params: { path: { id } } });
const activate = async (id: string) => (await native.client.POST('/v1/saml-keys/{id}/activate', at(id))).data!;
const remove = (id: string) => native.client.DELETE('/v1/saml-keys/{id}', at(id));

/** What comes of a sign-in at the provider, which knows us by the metadata that it was given last. */
async function signIn(): Promise<number> {
  const browser = new Browser(it.baseUrl);
  const started = await browser.get('/sign-in/with/staff');
  const form = await idp.open(started.location!);
  const posted = await browser.post(new URL(form.action).pathname, form.fields);
  return (await browser.get(posted.location!)).status;
}

test('a provider follows from the old key to the new one without a sign-in lost', async () => {
  const [old] = await list();
  expect(old).toMatchObject({ state: 'signing', signs_since: expect.any(String) });
  expect(new X509Certificate(old!.certificate).fingerprint256).toBe(old!.fingerprint_sha256);
  expect(await shown()).toEqual([old!.fingerprint_sha256]);
  idp.trust(await readMetadata());
  expect(await signIn()).toBe(303);

  // Shown beside the old one, which signs on. The provider knows nothing of it yet.
  const next = await create();
  expect(next).toMatchObject({ state: 'next', signs_since: null });
  expect(await shown()).toEqual([old!.fingerprint_sha256, next.fingerprint_sha256]);
  expect(await encryptedFor()).toBe(old!.fingerprint_sha256);
  expect(await signIn()).toBe(303);

  // It reads our metadata again, and from then on knows both.
  idp.trust(await readMetadata());
  expect(await signIn()).toBe(303);

  expect(await activate(next.id)).toMatchObject({ state: 'signing', signs_since: expect.any(String) });
  expect(await states()).toEqual([
    [next.id, 'signing'],
    [old!.id, 'former'],
  ]);
  expect(await shown()).toEqual([next.fingerprint_sha256, old!.fingerprint_sha256]);
  expect(await encryptedFor()).toBe(next.fingerprint_sha256);
  // What it knew before: it encrypts for the old key still.
  expect(await signIn()).toBe(303);
  idp.trust(await readMetadata());
  expect(await signIn()).toBe(303);

  expect((await remove(old!.id)).response.status).toBe(204);
  expect(await shown()).toEqual([next.fingerprint_sha256]);
  idp.trust(await readMetadata());
  expect(await signIn()).toBe(303);
});

test('a provider that did not follow is refused once the old key is gone, and the old one can sign again until then', async () => {
  const [old] = await list();
  idp.trust(await readMetadata());
  const next = await create({ signs: true });
  expect(next.state).toBe('signing');
  // It knows the old key alone, and takes no request that another signed.
  await expect(signIn()).rejects.toThrow();
  expect((await activate(old!.id)).state).toBe('signing');
  expect(await signIn()).toBe(303);
  expect((await remove(next.id)).response.status).toBe(204);
});

describe('the verbs', () => {
  test('keep the one that signs, and no more than four', async () => {
    const [signing] = await list();
    const refused = await remove(signing!.id);
    expect([refused.response.status, refused.error]).toEqual([
      409,
      expect.objectContaining({ code: 'saml_key_in_use' }),
    ]);
    const made = [await create(), await create(), await create()];
    const fifth = await native.client.POST('/v1/saml-keys', { body: {} });
    expect([fifth.response.status, fifth.error]).toEqual([
      409,
      expect.objectContaining({ code: 'too_many_saml_keys' }),
    ]);
    for (const { id } of made) expect((await remove(id)).response.status).toBe(204);
    expect(await states()).toEqual([[signing!.id, 'signing']]);
    // Again is as once.
    expect((await activate(signing!.id)).signs_since).toBe(signing!.signs_since);
  });

  test('write down what was done, and never a private key', async () => {
    const { body } = await native.send('GET', '/v1/events?limit=100');
    const events = body.data.filter(({ type }: { type: string }) => type.startsWith('saml_key.'));
    const counted = (type: string) => events.filter((each: { type: string }) => each.type === type).length;
    expect(['saml_key.created', 'saml_key.activated', 'saml_key.deleted'].map(counted)).toEqual([5, 2, 5]);
    expect(JSON.stringify([body, await list()])).not.toMatch(/PRIVATE|sealed/i);
  });

  test('are for who may write providers, of the whole tenant, in this one', async () => {
    const [key] = await list();
    const ask = async (method: string, path: string, rawKey: string, tenantId: string) => {
      const headers = { 'x-api-key': rawKey, 'x-tenant-id': tenantId, 'content-type': 'application/json' };
      const init = { headers, ...(method === 'POST' && { body: '{}' }) };
      return (await native.send(method, path, init)).status;
    };
    const reads = await it.createKey(['identity_providers:read']);
    const provider = await it.createProvider('saml', 'bound');
    const bound = await it.createKey(['identity_providers:read', 'identity_providers:write'], {
      identityProviderId: provider.id,
    });
    const [made] = [await create()];
    for (const { rawKey } of [reads, bound]) {
      expect(await ask('GET', '/v1/saml-keys', rawKey, it.tenant.id)).toBe(200);
      expect(await ask('POST', '/v1/saml-keys', rawKey, it.tenant.id)).toBe(403);
      expect(await ask('POST', `/v1/saml-keys/${made.id}/activate`, rawKey, it.tenant.id)).toBe(403);
      expect(await ask('DELETE', `/v1/saml-keys/${made.id}`, rawKey, it.tenant.id)).toBe(403);
    }
    const { tenant, key: theirs } = it.other;
    expect(await ask('POST', `/v1/saml-keys/${made.id}/activate`, theirs.rawKey, tenant.id)).toBe(404);
    expect(await ask('DELETE', `/v1/saml-keys/${made.id}`, theirs.rawKey, tenant.id)).toBe(404);
    expect(await states()).toEqual([
      [key!.id, 'signing'],
      [made.id, 'next'],
    ]);
  });
});
