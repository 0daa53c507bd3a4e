/** `GET /v1/strategies`: the catalogue, what kinds of provider can be registered. */
import { type Static, Type } from 'typebox';
import { strictLinkingRule } from '../../domain/linking-rule.ts';
import type { CatalogueEntry } from '../../operations/strategies.ts';
import type { DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { dataOf, jsonObject, nullable, oneOf, refTo } from './fields.ts';
import { LinkingRuleBody, toLinkingRule } from './linking-rule.ts';
import { describe, type NativeApp } from './routing.ts';

const example = {
  id: 'discord',
  name: 'Discord',
  protocol: 'oauth2',
  logo: 'data:image/svg+xml,%3Csvg%20xmlns=%22http://www.w3.org/2000/svg%22/%3E',
  documentation_url: 'https://discord.com/developers/docs/topics/oauth2',
  options_schema: { type: 'object', properties: {}, required: [] },
  scopes: ['identify', 'email'],
  subject_types: [''],
  lacks: { pkce: 'it speaks of PKCE for public clients alone, and ours has a secret' },
  checked_against: 'implementations',
  default_linking_rule: toLinkingRule({ ...strictLinkingRule, mode: 'ask', emailProof: 'provider_verified_bit' }),
};

export const StrategyBody = Type.Object(
  {
    id: Type.String({ description: 'The `provider_type` of an identity provider of this kind.' }),
    name: Type.String(),
    protocol: Type.String({ description: '`oidc`, `oauth2`, `saml`, `ldap`, `cas`, or `database`.' }),
    logo: Type.String({ description: 'A drawing of ours as a `data:` address, nobody’s trademark.' }),
    documentation_url: nullable(Type.String()),
    options_schema: jsonObject({ description: 'A JSON Schema of what `config` takes.' }),
    scopes: Type.Array(Type.String(), { description: 'What is asked for unless `config.scopes` says otherwise.' }),
    subject_types: Type.Array(Type.String(), {
      description: 'The kinds of name that it may know people by, the default first; `""` where there is one.',
    }),
    lacks: Type.Record(Type.String(), Type.String(), {
      description: 'What this provider cannot do that others can, each with its reason.',
    }),
    checked_against: nullable(
      oneOf(['documentation', 'implementations', 'nothing'], {
        description:
          'What its facts were compared with: the pages of the provider, the code of others that signs people in there, or neither. ' +
          'Null for a protocol, of any provider.',
      }),
    ),
    default_linking_rule: LinkingRuleBody,
  },
  { $id: 'Strategy', title: 'Strategy', examples: [example] },
);

export function addStrategyRoute(app: NativeApp, context: DialectContext): void {
  app.get(
    '/v1/strategies',
    {
      schema: {
        ...describe({
          id: 'listStrategies',
          tag: 'Identity providers',
          summary: 'List the kinds of provider that can be registered',
          description: 'All of them in one piece, by id.',
          scopes: ['identity_providers:read'],
        }),
        response: { 200: dataOf(refTo(StrategyBody)) },
      },
    },
    async (request) => ({ data: context.operations.strategies.list(actorOf(request)).map(toStrategy) }),
  );
}

function toStrategy(entry: CatalogueEntry): Static<typeof StrategyBody> {
  return {
    id: entry.name,
    name: entry.displayName,
    protocol: entry.protocol,
    logo: `data:image/svg+xml,${encodeURIComponent(entry.logo)}`,
    documentation_url: entry.documentation,
    options_schema: entry.options as object as Static<typeof StrategyBody>['options_schema'],
    scopes: [...entry.scopes],
    subject_types: [...entry.subjectTypes],
    lacks: { ...entry.lacks },
    checked_against: entry.checkedAgainst,
    default_linking_rule: toLinkingRule(entry.linkingRule),
  };
}
