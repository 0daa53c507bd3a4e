/** The verb on the catalogue: what kinds of provider a tenant can register. */
import type { CheckedAgainst, DefaultLinkingRule, Lacks, OptionsSchema, Protocol } from '../connectors/connector.ts';
import { type Actor, requireScope } from '../domain/actor.ts';
import { type LinkingRule, strictLinkingRule } from '../domain/linking-rule.ts';
import type { Dependencies } from './dependencies.ts';

/** A kind of provider as somebody sees it who is about to register one. */
export interface CatalogueEntry {
  /** What a provider of this kind is registered under. */
  name: string;
  displayName: string;
  protocol: Protocol;
  /** An SVG. */
  logo: string;
  /** Where the provider says how an application is registered with it. */
  documentation: string | null;
  options: OptionsSchema;
  /** What is asked for unless the connection says otherwise. */
  scopes: readonly string[];
  subjectTypes: readonly string[];
  /** What the provider cannot do that others can, each with its reason. */
  lacks: Lacks;
  /** What its facts were compared with; null for a protocol, of any provider. */
  checkedAgainst: CheckedAgainst | null;
  /** What a provider of this kind starts with. */
  linkingRule: LinkingRule;
}

const noOptions: OptionsSchema = { type: 'object', properties: {}, required: [] };

export function createStrategyOperations({ strategies }: Dependencies) {
  return {
    /** All of them, by name. */
    list(actor: Actor): CatalogueEntry[] {
      requireScope(actor, 'identity_providers:read');
      return [...strategies.values()]
        .map((strategy) => ({
          name: strategy.name,
          displayName: strategy.displayName,
          protocol: strategy.protocol,
          logo: strategy.logo ?? '',
          documentation: strategy.documentation ?? null,
          options: strategy.options ?? noOptions,
          scopes: strategy.scopes ?? [],
          subjectTypes: strategy.subjectTypes ?? [''],
          lacks: strategy.lacks ?? {},
          checkedAgainst: strategy.checkedAgainst ?? null,
          linkingRule: startingRule(strategy.defaultLinkingRule),
        }))
        .sort((one, other) => (one.name < other.name ? -1 : 1));
    },
  };
}

/** The strategy's default, and the strictest where it says nothing. */
export function startingRule(rule: DefaultLinkingRule): LinkingRule {
  return { ...strictLinkingRule, ...rule, version: 1 };
}
