/** The registry of strategies: one line each. */
import type { ConnectorDependencies, Strategy } from './connector.ts';
import { drawLetterMark } from './letter-mark.ts';
import { alipay } from './strategies/alipay/alipay.ts';
import { apple } from './strategies/apple/apple.ts';
import { auth0 } from './strategies/auth0/auth0.ts';
import { discord } from './strategies/discord/discord.ts';
import { github } from './strategies/github/github.ts';
import { gitlab } from './strategies/gitlab/gitlab.ts';
import { googleOauth2 } from './strategies/google-oauth2/google-oauth2.ts';
import { oidc } from './strategies/oidc/oidc.ts';
import { wechat } from './strategies/wechat/wechat.ts';

const strategies: readonly ((deps: ConnectorDependencies) => Strategy)[] = [
  alipay,
  apple,
  auth0,
  discord,
  github,
  gitlab,
  googleOauth2,
  oidc,
  wechat,
];

/** Every strategy by its name. Discovery and signing keys are remembered inside, so make it once per process. */
export function createConnectors(deps: ConnectorDependencies): ReadonlyMap<string, Strategy> {
  return new Map(
    strategies
      .map((create) => create(deps))
      .map((strategy) => [strategy.name, { logo: drawLetterMark(strategy.displayName), ...strategy }]),
  );
}
