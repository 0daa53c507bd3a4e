/** Selfsame as it is deployed, asked over its native API by an application's key. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import pg from 'pg';
import { startServerProcess } from '../server-process.ts';
import { mainProgram } from '../set-up.ts';
import type { Peer } from './peer.ts';

export async function startSelfsame(databaseUrl: string, work: string): Promise<Peer> {
  const env = { DATABASE_URL: databaseUrl, SELFSAME_KEYS: `peers:${randomBytes(32).toString('base64')}` };
  const run = async (...args: string[]): Promise<Record<string, string>> => {
    const { stdout } = await promisify(execFile)(process.execPath, [mainProgram, ...args, '--json'], { env });
    return JSON.parse(stdout);
  };
  const tenant = await run('tenant', 'create', 'peers');
  const key = await run('key', 'create', '--name', 'peers', '--scopes', 'all');
  const server = await startServerProcess({ name: 'Selfsame', args: [mainProgram, 'serve'], env, work });
  const database = new pg.Pool({ connectionString: databaseUrl });

  const send = (method: string, path: string, body?: object): Promise<Response> =>
    fetch(`${server.origin}${path}`, {
      method,
      headers: {
        'x-api-key': key.api_key!,
        'x-tenant-id': tenant.id!,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  const create = async (path: string, body: object): Promise<string> => {
    const response = await send('POST', path, body);
    if (response.status !== 201) throw new Error(`${path} was refused: ${await response.text()}`);
    return ((await response.json()) as { id: string }).id;
  };
  const isDone = async (response: Promise<Response>): Promise<boolean> => {
    const { status } = await response;
    if (status >= 500) throw new Error(`Selfsame answered ${status}`);
    return status < 300;
  };
  const first = await create('/v1/identity-providers', { name: 'first', provider_type: 'oidc' });
  const second = await create('/v1/identity-providers', { name: 'second', provider_type: 'oidc' });
  const newUser = () => create('/v1/users', {});
  const identity = (provider: string, subject: string) => ({ identity_provider_id: provider, external_id: subject });

  return {
    name: 'Selfsame',
    version: JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version,
    asked: {
      unlink: 'DELETE /v1/users/{id}/identities/{identity_id}, `allow_last` false by default',
      claim: 'POST /v1/users/{id}/identities',
    },
    async prepareUnlink(nth) {
      const user = await newUser();
      const identities = [
        await create(`/v1/users/${user}/identities`, identity(first, `unlink-${nth}`)),
        await create(`/v1/users/${user}/identities`, identity(second, `unlink-${nth}`)),
      ];
      return {
        requests: identities.map((id) => () => isDone(send('DELETE', `/v1/users/${user}/identities/${id}`))),
        async identitiesLeft() {
          const { rows } = await database.query('select 1 from identities where user_id = $1', [user]);
          return rows.length;
        },
      };
    },
    async prepareClaim(nth) {
      const users = [await newUser(), await newUser()];
      const claimed = identity(second, `claim-${nth}`);
      return {
        requests: users.map((user) => () => isDone(send('POST', `/v1/users/${user}/identities`, claimed))),
        async owners() {
          const { rows } = await database.query(
            'select distinct user_id from identities where identity_provider_id = $1 and subject = $2 and user_id is not null',
            [second, claimed.external_id],
          );
          return rows.length;
        },
      };
    },
    async stop() {
      await database.end();
      await server.stop();
    },
  };
}
