/** Which addresses a connection may name: https always, plain http and other hosts only in development. */
import { type ConnectorDependencies, ConnectorError } from './connector.ts';

/** What is wrong with `value` as the address called `name`, or undefined. */
export function checkEndpoint(name: string, value: unknown, deps: ConnectorDependencies): string | undefined {
  if (typeof value !== 'string' || !URL.canParse(value)) return `\`${name}\` must be a URL`;
  const url = new URL(value);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && deps.insecureDevelopmentEndpoints))
    return `\`${name}\` must be an https URL`;
  if (url.username !== '' || url.password !== '') return `\`${name}\` must not carry a user name or password`;
  if (url.hash !== '') return `\`${name}\` must not have a fragment`;
  return undefined;
}

/** What is wrong with a config that points a strategy's own endpoint elsewhere; empty where it does not. */
export function checkOverrides(
  config: Record<string, unknown>,
  names: readonly string[],
  deps: ConnectorDependencies,
): string[] {
  return names
    .filter((name) => config[name] !== undefined)
    .map((name) =>
      deps.insecureDevelopmentEndpoints
        ? checkEndpoint(name, config[name], deps)
        : `\`${name}\` is fixed for this strategy and can be pointed elsewhere in development only`,
    )
    .filter((problem) => problem !== undefined);
}

/** Throws what `checkConfig` would say, so that a config stored under other rules does no harm. */
export function assertUsable(problems: string[]): void {
  if (problems.length > 0) throw new ConnectorError('configuration_invalid', problems.join('; '));
}
