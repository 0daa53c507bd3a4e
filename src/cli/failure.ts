/** What went wrong, in lines for the person who typed the command. What we did not foresee keeps its stack. */
import { ConfigError } from '../config.ts';
import { DomainError } from '../domain/errors.ts';
import { DatabaseUnavailable } from '../stores/postgres/database.ts';
import { VaultError } from '../vault/vault.ts';

/** A command cannot do what was asked; the message says why and what to do. */
export class CommandRefused extends Error {
  override readonly name = 'CommandRefused';
}

export function describeFailure(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.problems;
  const foreseen =
    error instanceof CommandRefused ||
    error instanceof DatabaseUnavailable ||
    error instanceof VaultError ||
    (error instanceof DomainError && error.kind !== 'internal');
  if (foreseen) return [error.message.replaceAll(/\s*\n\s*/g, ' ')];
  return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
}

/** Why a server cannot listen where it was told to, or the error as it is. `setting` is where to say otherwise. */
export function explainListening(error: unknown, what: string, setting: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return new CommandRefused(`${what} is taken: stop what listens there, or set ${setting} to another port`);
  if (code === 'EACCES')
    return new CommandRefused(`${what} may not be used by this user: set ${setting} to another port`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new CommandRefused(`${what} is not an address of this machine: set HOST to one that is`);
  return error;
}
