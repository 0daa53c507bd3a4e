import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { recordedStrategies } from '../../test/support/recording.ts';
import { requireSoundRule } from '../domain/check-linking-rule.ts';
import { strictLinkingRule } from '../domain/linking-rule.ts';
import { createCertifiedKey } from '../vault/self-signed.ts';
import { createConnectors } from './index.ts';
import { drawLetterMark } from './letter-mark.ts';
import { renderProvidersPage } from './providers-page.ts';

const connectors = createConnectors({ fetch, now: () => new Date(), insecureDevelopmentEndpoints: false });

test('every strategy folder is registered under its own name', () => {
  const folders = readdirSync(new URL('./strategies', import.meta.url));
  expect([...connectors.keys()].sort()).toEqual(folders.sort());
});

test('no strategy believes a provider on e-mail beyond what it is the authority for, unless the tenant says so', () => {
  // A code that we mailed is our own proof.
  for (const { name, defaultLinkingRule, mailsCodes } of connectors.values())
    if (defaultLinkingRule.mode === 'verified_match' && !mailsCodes)
      expect([name, ['authoritative_domains', 'tenant_verified_domains', 'xms_edov']]).toEqual([
        name,
        expect.arrayContaining([defaultLinkingRule.emailProof]),
      ]);
});

test('every default is a rule that could be written by hand', () => {
  for (const { defaultLinkingRule } of connectors.values()) {
    const rule = { ...strictLinkingRule, ...defaultLinkingRule };
    expect(requireSoundRule(rule)).toEqual(rule);
  }
});

test('a strategy without a way in is one where people are made by API', () => {
  for (const { name, protocol, connector, passwordConnector, mailsCodes } of connectors.values())
    expect([name, !connector && !passwordConnector && !mailsCodes]).toEqual([name, protocol === 'database']);
});

const folder = (name: string) => new URL(`./strategies/${name}/`, import.meta.url);

test('every strategy of an OAuth provider has a recording of its wire, except the one that is any provider', () => {
  const recorded = new Set(recordedStrategies());
  const missing = [...connectors.values()]
    .filter(({ protocol }) => protocol === 'oidc' || protocol === 'oauth2')
    .filter(({ name }) => !recorded.has(name))
    .map(({ name }) => name);
  // These two are tested against the scripted provider, which says what no honest one would.
  expect(missing).toEqual(['google-oauth2', 'oidc']);
});

test('every strategy of an OAuth provider says where its facts are from', () => {
  for (const name of recordedStrategies()) {
    const text = readFileSync(new URL(`${name}.ts`, folder(name)), 'utf8');
    const comment = /\/\*\*[^/]*?https:\/\/[\s\S]*?\*\/\s*export const/.exec(text);
    expect([name, comment !== null]).toEqual([name, true]);
    expect(connectors.get(name)?.documentation).toMatch(/^https:\/\//);
  }
});

test('every strategy that is one provider says what its facts were compared with', () => {
  const protocols = ['oauth2', 'oidc', 'qingcloud', 'aws'];
  for (const { name, protocol, checkedAgainst } of connectors.values()) {
    const isProvider = (protocol === 'oidc' || protocol === 'oauth2') && !protocols.includes(name);
    expect([name, checkedAgainst !== undefined]).toEqual([name, isProvider]);
  }
});

test('every option that the engines read is in the schema, with what happens where it is not set', () => {
  const optionsOf = (name: string) => Object.keys(connectors.get(name)?.options?.properties ?? {});
  expect(optionsOf('github')).toEqual(['scopes', 'keep_tokens', 'revoke_tokens']);
  expect(optionsOf('twitter')).toContain('revoke_tokens');
  expect(optionsOf('qq')).not.toContain('revoke_tokens');
  expect(optionsOf('wechatwork')).not.toContain('keep_tokens');
  expect(optionsOf('oidc')).toEqual(
    expect.arrayContaining([
      'issuer',
      'scopes',
      'prompt',
      'max_age',
      'acr_values',
      'logout_at_provider',
      'keep_tokens',
    ]),
  );
  for (const name of ['saml', 'samlp', 'adfs']) expect(optionsOf(name)).toContain('certificates');
  for (const name of ['ldap', 'ad']) expect(connectors.get(name)?.options?.required).toEqual(['url', 'base_dn']);
  expect(connectors.get('cas')?.options?.required).toEqual(['url']);
});

test('an address that is not said to be verified is believed by no default', () => {
  for (const { name, lacks = {}, defaultLinkingRule } of connectors.values()) {
    if (lacks.email !== undefined) expect([name, defaultLinkingRule.mode]).toEqual([name, 'never']);
    if (lacks.email_verified !== undefined)
      expect([name, ['never', 'xms_edov', 'provider_verified_bit']]).toEqual([
        name,
        expect.arrayContaining([defaultLinkingRule.emailProof]),
      ]);
  }
});

test('every logo is a drawing without anything active in it', () => {
  for (const { name, logo } of connectors.values()) {
    expect([name, logo]).toEqual([
      name,
      expect.stringMatching(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [\s\S]*<\/svg>$/),
    ]);
    expect(logo).not.toMatch(/<script|\son\w+=|href|url\(/i);
  }
  expect(drawLetterMark('<b> & "c"')).not.toMatch(/<b>|"c"/);
});

test('every option is described by a schema, and a default is one that its own pattern takes', () => {
  for (const { name, options, connector } of connectors.values()) {
    for (const [option, schema] of Object.entries(options?.properties ?? {})) {
      expect(schema.description.length).toBeGreaterThan(10);
      const {
        pattern,
        default: otherwise,
        examples,
      } = schema as { pattern?: string; default?: string; examples?: string[] };
      if (pattern === undefined) continue;
      for (const value of [otherwise, ...(examples ?? [])].filter((each) => each !== undefined))
        expect([name, option, new RegExp(`^(?:${pattern})$`, 'u').test(value)]).toEqual([name, option, true]);
      // What would change the host of an address that the option stands in.
      for (const value of ['evil.example/', 'a@b', 'a#b', 'a?b', 'a b', '\\', '{shop}', 42, ['a']])
        expect([
          name,
          option,
          connector?.checkConfig({ [option]: value }).some((said) => said.includes(option)),
        ]).toEqual([name, option, true]);
    }
  }
});

describe('what a directory, a CAS server and a SAML provider take', () => {
  const directory = { url: 'ldaps://directory.example.com', base_dn: 'dc=example,dc=com' };
  const full = {
    ...directory,
    url: 'ldap://directory.example.com',
    start_tls: true,
    ca: '-----BEGIN CERTIFICATE-----',
    bind_dn: 'cn=selfsame,dc=example,dc=com',
    user_filter: '(uid={username})',
    subject_attribute: 'uid',
  };
  const cas = { url: 'https://cas.example.edu/cas', subject_attribute: 'uid', email_attribute: 'mail' };
  const saml = {
    issuer: 'https://idp.example.com',
    sso_endpoint: 'https://idp.example.com/sso',
    slo_endpoint: 'https://idp.example.com/slo',
    require_signed: 'both',
    require_encrypted: true,
    sign_requests: true,
    allow_idp_initiated: true,
    force_authn: true,
    name_id_format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    subject_attribute: 'uid',
    attributes: { email: 'mail' },
  };
  // Read by `complete`, before a config is checked.
  const document = ['metadata_url', 'metadata_xml'];

  test.each([
    ['ldap', directory, full],
    ['ad', directory, full],
    ['cas', { url: cas.url }, cas],
    ['saml', {}, saml],
    ['samlp', {}, saml],
    ['adfs', {}, saml],
  ])('%s: the schema and the connector know the same settings', async (name, least, most: Record<string, unknown>) => {
    const { options, connector, passwordConnector } = connectors.get(name)!;
    const { checkConfig } = (connector ?? passwordConnector)!;
    const certificates = options?.properties.certificates
      ? [(await createCertifiedKey('idp', new Date())).certificate]
      : [];
    const whole = { ...most, ...(certificates.length > 0 && { certificates }) };
    const ajv = new Ajv2020({ strictTypes: false });
    addFormats.default(ajv);
    const validate = ajv.compile(options!);

    expect(
      Object.keys(options!.properties)
        .filter((each) => !document.includes(each))
        .sort(),
    ).toEqual(Object.keys(whole).sort());
    expect([validate(whole), checkConfig(whole)]).toEqual([true, []]);
    if (Object.keys(least).length > 0) expect([validate(least), checkConfig(least)]).toEqual([true, []]);
    for (const required of options!.required) {
      const without = Object.fromEntries(Object.entries(whole).filter(([each]) => each !== required));
      expect([required, validate(without), checkConfig(without).length > 0]).toEqual([required, false, true]);
    }
    for (const option of Object.keys(whole)) {
      const wrong = { ...whole, [option]: 42 };
      expect([option, validate(wrong), checkConfig(wrong).some((said) => said.includes(option))]).toEqual([
        option,
        false,
        true,
      ]);
    }
  });

  test('a SAML provider is given by its metadata, or by what would stand there', () => {
    const validate = addFormats.default(new Ajv2020({ strictTypes: false })).compile(connectors.get('saml')!.options!);
    expect(validate({ metadata_url: 'https://idp.example.com/metadata' })).toBe(true);
    expect(validate({ metadata_xml: '<EntityDescriptor/>', require_signed: 'assertion' })).toBe(true);
    expect(validate({ issuer: 'https://idp.example.com' })).toBe(false);
    expect(validate({ metadata_url: 'https://idp.example.com/metadata', require_signed: 'none' })).toBe(false);
  });
});

test('scopes of a connection are asked for in place of the usual ones, and nothing is hidden in them', () => {
  const { checkConfig } = connectors.get('discord')!.connector!;
  expect(checkConfig({ scopes: ['identify'] })).toEqual([]);
  for (const scopes of [[], 'identify', ['a b'], ['a"b'], [''], [42], { 0: 'identify' }])
    expect(checkConfig({ scopes })).toEqual(['`scopes` must be a list of scopes, each without spaces']);
});

test('docs/providers.md is what the catalogue says: run `npm run generate` when this fails', () => {
  const committed = readFileSync(new URL('../../docs/providers.md', import.meta.url), 'utf8');
  expect(renderProvidersPage(connectors.values())).toBe(committed);
});
