/**
 * Who is signed in, by the OpenID provider of the operators' tenant: authorization code with PKCE. Tokens live in this
 * tab's session storage and go with it; they are renewed by refresh token before they end.
 */
import { type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { ConsoleConfig } from './config.ts';

export interface Session {
  /** The host at which operators sign in, perhaps another one than this page's. */
  signInHost: string;
  /** Null while nobody is signed in. */
  restore(): Promise<boolean>;
  signIn(returnTo: string): Promise<void>;
  /** The page that was asked for before. */
  finishSignIn(url: string): Promise<string>;
  signOut(): Promise<void>;
  /** Renewed when it ends soon; rejects with `SessionEnded` when it cannot be. */
  accessToken(): Promise<string>;
  /** After the server said that it takes the token no more. */
  forget(): Promise<void>;
}

export class SessionEnded extends Error {
  constructor() {
    super('the session has ended');
  }
}

export const callbackPath = '/console/callback';

export function createSession(config: ConsoleConfig): Session {
  const store = new WebStorageStateStore({ store: window.sessionStorage, prefix: 'selfsame.' });
  const manager = new UserManager({
    authority: config.issuer,
    client_id: config.client_id,
    scope: config.scope,
    resource: config.resource,
    redirect_uri: config.redirect_uri,
    post_logout_redirect_uri: config.post_logout_redirect_uri,
    userStore: store,
    stateStore: store,
    loadUserInfo: false,
    // A frame is against the policy, and a refresh token needs none: see `accessToken`.
    automaticSilentRenew: false,
    monitorSession: false,
  });
  let renewal: Promise<User | null> | null = null;

  const renew = async (user: User): Promise<User> => {
    if (user.refresh_token === undefined) throw new SessionEnded();
    renewal ??= manager.signinSilent().finally(() => {
      renewal = null;
    });
    const renewed = await renewal.catch((error: unknown) => {
      // No answer is no refusal: the session may well go on once the server is back.
      if (error instanceof TypeError) throw error;
      return null;
    });
    if (renewed === null) {
      await manager.removeUser();
      throw new SessionEnded();
    }
    return renewed;
  };

  const current = async (): Promise<User> => {
    const user = await manager.getUser();
    if (user === null) throw new SessionEnded();
    return (user.expires_in ?? 0) < 30 ? renew(user) : user;
  };

  return {
    signInHost: new URL(config.issuer).host,
    async restore() {
      await manager.clearStaleState();
      return current().then(
        () => true,
        (error: unknown) => {
          if (error instanceof SessionEnded) return false;
          throw error;
        },
      );
    },
    signIn: (returnTo) => manager.signinRedirect({ state: { returnTo } }),
    async finishSignIn(url) {
      const { state } = await manager.signinRedirectCallback(url);
      const returnTo = (state as { returnTo?: unknown } | undefined)?.returnTo;
      return typeof returnTo === 'string' && returnTo.startsWith('/console/') ? returnTo : '/console/';
    },
    signOut: () => manager.signoutRedirect(),
    accessToken: async () => (await current()).access_token,
    forget: () => manager.removeUser(),
  };
}
