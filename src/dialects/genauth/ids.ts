/** Ids as this API spells them: 32 hexadecimal digits, and the 24 of an id that was born at the vendor. */
import { DomainError } from '../../domain/errors.ts';
import { fromHex, fromObjectId, isUuid, toHex, toObjectId } from '../../domain/ids.ts';

export function toWireId(id: string): string {
  return toObjectId(id) ?? toHex(id);
}

/** The id of a spelling, or null when it is none. */
export function fromWireId(text: string): string | null {
  const hex = text.trim().toLowerCase();
  if (hex.length === 24) return fromObjectId(hex);
  if (/^[0-9a-f]{32}$/.test(hex)) return fromHex(hex);
  return isUuid(hex) ? hex : null;
}

/** A text that is no id is an id of nobody, like one of another tenant. */
export function requireUserId(text: string): string {
  return fromWireId(text) ?? refuse(new DomainError('user_not_found', 'there is no such user'));
}

export function requireSourceId(text: string): string {
  return fromWireId(text) ?? refuse(new DomainError('identity_provider_not_found', 'there is no such identity source'));
}

export function requireConnectionId(text: string): string {
  return fromWireId(text) ?? refuse(new DomainError('connection_not_found', 'there is no such connection'));
}

function refuse(refusal: DomainError): never {
  throw refusal;
}
