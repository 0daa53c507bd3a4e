/**
 * The demo OpenID provider: a real provider with made-up people, served beside a development installation so that
 * signing in works before anything is registered anywhere. It owns its own port, pages and people, and speaks
 * OpenID Connect and, for the same people, the two calls of GitHub's API that say who somebody is. Nothing else in the
 * project depends on it, and production never starts it.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JWK } from 'jose';
import { createAccounts } from './accounts.ts';
import { type DemoPerson, demoPeople } from './people.ts';
import { createProvider, type DemoClient, makeSigningKeys } from './provider.ts';
import { createRequestListener } from './request-listener.ts';

export interface DemoProviderOptions {
  /** 0 for any free one. */
  port: number;
  clients: readonly DemoClient[];
  people?: readonly DemoPerson[];
  host?: string;
  /** Private signing keys to keep across starts; made freshly when absent. */
  jwks?: { keys: JWK[] };
  now?: () => Date;
}

export interface DemoProvider {
  /** The issuer. */
  url: string;
  /** What to store as a connection's config, by strategy, to sign in here. Usable only in development. */
  connectionConfigs: Readonly<Record<'google-oauth2' | 'github' | 'oidc', Record<string, string>>>;
  close(): Promise<void>;
}

/** Rejects as `net.Server` does where the port is taken (`EADDRINUSE`). */
export async function startDemoProvider(options: DemoProviderOptions): Promise<DemoProvider> {
  const { clients, people = demoPeople, host = '127.0.0.1', now = () => new Date() } = options;
  const jwks = options.jwks ?? (await makeSigningKeys());
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, host, () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const accounts = createAccounts(
    clients.map((client) => client.client_id),
    people,
  );
  const provider = await createProvider({ url, clients, accounts, jwks, now });
  server.on('request', createRequestListener({ url, provider, accounts, people }));
  return {
    url,
    connectionConfigs: {
      'google-oauth2': { issuer: url },
      oidc: { issuer: url },
      github: {
        issuer: url,
        authorization_endpoint: `${url}/auth`,
        token_endpoint: `${url}/token`,
        userinfo_endpoint: `${url}/github/user`,
        emails_endpoint: `${url}/github/user/emails`,
      },
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
