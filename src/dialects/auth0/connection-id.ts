/** `con_` and 16 letters and digits: a connection of this API is an identity provider of ours. */
import { fromShortCode, toShortCode } from '../../domain/ids.ts';

export const connectionIdPattern = '^con_[A-Za-z0-9]{16}$';

export function toConnectionId(identityProviderId: string): string {
  const code = toShortCode(identityProviderId);
  // INVARIANT: identity providers get their ids from createShortId, all of which fit.
  if (code === null) throw new Error(`the identity provider ${identityProviderId} has an id without a short code`);
  return `con_${code}`;
}

export function fromConnectionId(connectionId: string): string | null {
  return connectionId.startsWith('con_') ? fromShortCode(connectionId.slice(4)) : null;
}
