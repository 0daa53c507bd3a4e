/**
 * better-auth, asked as a browser asks it: people sign in and link at OpenID providers on loopback, with cookies, and
 * unlink at its own endpoint. How it is set up stands in `better-auth-server.js`.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { type ScriptedProvider, scriptedClient, startScriptedProvider } from '../../test/support/scripted-provider.ts';
import { startServerProcess } from '../server-process.ts';
import type { Peer } from './peer.ts';

type ProviderId = 'first' | 'second';

interface Person {
  subject: string;
  email: string;
}

export async function startBetterAuth(databaseUrl: string, work: string): Promise<Peer> {
  const providers: Record<ProviderId, ScriptedProvider> = {
    first: await startScriptedProvider(),
    second: await startScriptedProvider(),
  };
  const issuers = Object.fromEntries(Object.entries(providers).map(([id, { url }]) => [id, url]));
  const server = await startServerProcess({
    name: 'better-auth',
    args: [fileURLToPath(new URL('./better-auth-server.js', import.meta.url))],
    env: {
      PEER_SECRET: randomBytes(32).toString('base64'),
      PEER_SETTINGS: JSON.stringify({ databaseUrl, providers: issuers, client: scriptedClient }),
    },
    work,
  });
  const database = new pg.Pool({ connectionString: databaseUrl });
  const api = `${server.origin}/api/auth`;
  const browse = () => openBrowser(server.origin);

  /** Asks to be sent to the provider and agrees there: the callback that the browser comes back to. */
  const goToProvider = async (browser: Browser, path: string, provider: ProviderId, person: Person): Promise<URL> => {
    const body = { provider, callbackURL: '/done', errorCallbackURL: '/failed', disableRedirect: true };
    const response = await browser.send('POST', `${api}${path}`, body);
    if (!response.ok) throw new Error(`${path} was refused: ${await response.text()}`);
    const { url } = (await response.json()) as { url: string };
    const claims = { sub: person.subject, email: person.email, email_verified: true, name: 'Ada' };
    return providers[provider].approve(new URL(url), claims);
  };
  const comeBack = async (browser: Browser, callback: URL): Promise<boolean> => {
    const response = await browser.send('GET', callback.href);
    const location = response.headers.get('location');
    if (response.status >= 500) throw new Error(`better-auth answered ${response.status}`);
    return location !== null && new URL(location, server.origin).pathname === '/done';
  };
  const signUp = async (person: Person): Promise<{ browser: Browser; userId: string }> => {
    const browser = browse();
    if (!(await comeBack(browser, await goToProvider(browser, '/sign-in/social', 'first', person))))
      throw new Error('the sign-in was refused');
    const { rows } = await database.query(
      'select "userId" from account where "providerId" = \'first\' and "accountId" = $1',
      [person.subject],
    );
    return { browser, userId: rows[0].userId };
  };
  const accountsOf = async (userId: string): Promise<string[]> => {
    const { rows } = await database.query('select id from account where "userId" = $1', [userId]);
    return rows.map(({ id }) => id);
  };

  return {
    name: 'better-auth',
    version: JSON.parse(readFileSync(new URL('./node_modules/better-auth/package.json', import.meta.url), 'utf8'))
      .version,
    asked: {
      unlink: 'POST /unlink-account by the signed-in user, `allowUnlinkingAll` false by default',
      claim: 'POST /link-social by two signed-in users, and both back from the provider at once',
    },
    async prepareUnlink(nth) {
      const person = { subject: `unlink-${nth}`, email: `unlink-${nth}@example.com` };
      const { browser, userId } = await signUp(person);
      if (!(await comeBack(browser, await goToProvider(browser, '/link-social', 'second', person))))
        throw new Error('the link was refused');
      const accounts = await accountsOf(userId);
      if (accounts.length !== 2) throw new Error(`the user has ${accounts.length} accounts in place of two`);
      return {
        requests: accounts.map((accountId) => async () => {
          const response = await browser.send('POST', `${api}/unlink-account`, { accountId });
          if (response.status >= 500) throw new Error(`better-auth answered ${response.status}`);
          return response.ok;
        }),
        identitiesLeft: async () => (await accountsOf(userId)).length,
      };
    },
    async prepareClaim(nth) {
      const claimed = { subject: `claimed-${nth}`, email: `claimed-${nth}@example.com` };
      const claims = [];
      for (const letter of ['a', 'b']) {
        const person = { subject: `claim-${nth}-${letter}`, email: `claim-${nth}-${letter}@example.com` };
        const { browser } = await signUp(person);
        const callback = await goToProvider(browser, '/link-social', 'second', claimed);
        claims.push(() => comeBack(browser, callback));
      }
      return {
        requests: claims,
        async owners() {
          const { rows } = await database.query(
            'select distinct "userId" from account where "providerId" = \'second\' and "accountId" = $1',
            [claimed.subject],
          );
          return rows.length;
        },
      };
    },
    async stop() {
      await database.end();
      await server.stop();
      for (const provider of Object.values(providers)) await provider.close();
    },
  };
}

interface Browser {
  send(method: string, url: string, body?: object): Promise<Response>;
}

/** Keeps cookies, follows nothing. */
function openBrowser(origin: string): Browser {
  const cookies = new Map<string, string>();
  return {
    async send(method, url, body) {
      const response = await fetch(url, {
        method,
        redirect: 'manual',
        headers: {
          origin,
          cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      for (const header of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
        if (value === '') cookies.delete(name);
        else cookies.set(name, value);
      }
      return response;
    },
  };
}
