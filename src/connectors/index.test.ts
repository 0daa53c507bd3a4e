import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { requireSoundRule } from '../domain/check-linking-rule.ts';
import { strictLinkingRule } from '../domain/linking-rule.ts';
import { createConnectors } from './index.ts';

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
