/** A browser that signs out here may be signed in at the provider still: where it goes to end that too. */
import { ConnectorError } from '../connectors/connector.ts';
import { openSettings } from './connection-settings.ts';
import { connectionNotFound } from './connections.ts';
import type { Dependencies } from './dependencies.ts';
import { createSessionOperations } from './sessions.ts';
import { findWayIn } from './ways-in.ts';

export interface LogOutElsewhere {
  url: URL;
  /** What people call the provider. */
  providerName: string;
}

export function createLogOutElsewhere(deps: Dependencies) {
  const { reads } = deps.store;
  const sessions = createSessionOperations(deps);

  /**
   * By the session's token, while it is open: where its connection says `logout_at_provider`. Null otherwise, and where the
   * provider has no such place or cannot be reached: nobody stays signed in here over that.
   */
  return async (sessionToken: string, returnTo: string): Promise<LogOutElsewhere | null> => {
    const signedIn = await sessions.open(sessionToken);
    if (!signedIn || signedIn.session.identityId === null) return null;
    const { tenantId, identityId } = signedIn.session;
    const identity = await reads.identities.byId(tenantId, identityId);
    for (const connectionId of identity?.connectionIds ?? []) {
      const url = await askConnection(tenantId, connectionId, returnTo);
      if (url) return url;
    }
    return null;
  };

  async function askConnection(
    tenantId: string,
    connectionId: string,
    returnTo: string,
  ): Promise<LogOutElsewhere | null> {
    try {
      const { connection, provider, strategy } = await findWayIn(deps, tenantId, connectionId);
      const settings = openSettings(deps, connection, provider);
      if (settings.config.logout_at_provider !== true || !strategy.connector?.logOut) return null;
      const url = await strategy.connector.logOut(settings, returnTo);
      return url && { url, providerName: connection.displayName };
    } catch (error) {
      // The connection may be gone since.
      if (error instanceof ConnectorError || (error as { code?: string }).code === connectionNotFound().code)
        return null;
      throw error;
    }
  }
}
