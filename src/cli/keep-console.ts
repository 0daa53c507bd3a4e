import type { Config } from '../config.ts';
import { DomainError } from '../domain/errors.ts';
import type { Operations } from '../operations/index.ts';

/** Has operators sign in to the console where this server is. What is wrong with that address is no reason not to serve. */
export async function keepConsole(
  { operators }: Operations,
  { baseUrl }: Pick<Config, 'baseUrl'>,
  logger: { warn(about: object, message: string): void },
): Promise<void> {
  try {
    await operators.keepConsole(baseUrl);
  } catch (error) {
    if (!(error instanceof DomainError) || error.kind !== 'invalid') throw error;
    logger.warn({ baseUrl, reason: error.message }, 'nobody can sign in to the console');
  }
}
