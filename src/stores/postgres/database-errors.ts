/** What the database's refusals mean. SQL and constraint names stay here; nobody outside sees them. */
import { DomainError, type ErrorCode } from '../../domain/errors.ts';
import { StaleFacts } from '../store.ts';

interface DatabaseError {
  code?: string;
  constraint?: string;
}

/** Unique constraints that stand for a rule of the domain. */
const taken: Record<string, [ErrorCode, string]> = {
  users_pkey: ['user_id_taken', 'another user has this id'],
  users_by_origin_key: ['user_id_taken', 'another user has this id'],
  users_by_username: ['username_taken', 'another user has this username'],
  users_by_external_id: ['external_id_taken', 'another user has this external id'],
  policies_tenant_id_name_key: ['policy_name_taken', 'another policy has this name'],
  identity_providers_tenant_id_name_key: ['identity_provider_name_taken', 'another identity provider has this name'],
  connections_tenant_id_identifier_key: ['connection_identifier_taken', 'another connection has this identifier'],
  applications_tenant_id_client_id_key: ['client_id_taken', 'another application has this client id'],
  tenants_slug_key: ['tenant_slug_taken', 'another tenant has this slug'],
};

/** Two transactions stood in each other's way: 40001 serialisation failure, 40P01 deadlock. */
export function isRetryable(error: unknown): boolean {
  const { code } = error as DatabaseError;
  return error instanceof StaleFacts || code === '40001' || code === '40P01';
}

/** The database answered no, and so has undone the statement. Of what was not answered nobody knows. */
export function isRefusal(error: unknown): boolean {
  if (error instanceof DomainError) return error.code !== 'unavailable';
  // Classes of SQLSTATE: what the data or a constraint refuses, and what two transactions did to each other.
  return isRetryable(error) || /^(21|22|23|40)...$/.test((error as DatabaseError).code ?? '');
}

/** The error that the rest of the program understands; bugs pass through as they are. */
export function translate(error: unknown): unknown {
  if (error instanceof DomainError || error instanceof StaleFacts) return error;
  const { code, constraint } = error as DatabaseError;
  if (code === '23505') {
    // Somebody else recorded the same identity or answer first: the facts that were decided on are no longer so.
    const entry = constraint === undefined ? undefined : taken[constraint];
    return entry ? new DomainError(...entry) : new StaleFacts('a row with this key was written meanwhile');
  }
  // A row that was there when it was looked at has gone.
  if (code === '23503') return new StaleFacts('a row that this one belongs to went away meanwhile');
  // 22P05, 22021: text with a NUL or a lone surrogate. 22P02, 22007, 22008: text that is no value of its column's type.
  if (code !== undefined && /^(22P05|22021|22P02|22007|22008|22003|2201B)$/.test(code)) {
    return new DomainError(
      'invalid_input',
      'a value cannot be stored or compared: check it for NUL characters and its type',
    );
  }
  if (isUnreachable(code, error)) return new DomainError('unavailable', 'the database cannot be reached just now');
  return error;
}

/** Connection trouble: class 08, 53300 too many connections, 57P0x shutting down, and the socket's own words. */
function isUnreachable(code: string | undefined, error: unknown): boolean {
  if (code !== undefined && /^(08...|53300|57P0[123]|ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EPIPE)$/.test(code))
    return true;
  return (
    error instanceof Error && /^(Connection terminated|timeout exceeded when trying to connect)/.test(error.message)
  );
}
