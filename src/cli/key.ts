/** `selfsame key`: makes, lists and revokes API keys. */
import { type Command, InvalidArgumentError } from 'commander';
import { modeOf, readConfig } from '../config.ts';
import { type Actor, systemActor } from '../domain/actor.ts';
import type { ApiKey } from '../domain/api-key.ts';
import { splitIds } from '../domain/ids.ts';
import { allScopes, isScope, type Scope, scopes } from '../domain/scopes.ts';
import { publicIdOf } from '../operations/api-keys.ts';
import type { Operations } from '../operations/index.ts';
import { actorIn } from './actor-in.ts';
import { createCommandLogger } from './command-logger.ts';
import { CommandRefused } from './failure.ts';
import { withOperations } from './installation.ts';
import { formatTable } from './table.ts';
import type { World } from './world.ts';

const label = 'selfsame key';

/** Keys read at once. */
const pageSize = 100;

interface CreateOptions {
  tenant?: string;
  name: string;
  scopes: Scope[];
  expires?: string;
  identityProvider?: string;
  json?: true;
}

export function addKeyCommand(program: Command, world: World): void {
  const run = <T>(work: (operations: Operations) => Promise<T>) =>
    withOperations(readConfig(world.env, modeOf(world.env)), createCommandLogger(world), work);
  const key = program.command('key').description('API keys: make, list, revoke');

  key
    .command('create')
    .requiredOption('--name <name>', 'what it is for')
    .requiredOption('--scopes <scopes>', 'what it may do: `all`, or some of the list below with commas', parseScopes)
    .option('--tenant <slug>', 'the tenant it belongs to (default: the oldest)')
    .option('--expires <time>', 'the end of its life, such as 2027-01-31 or 2027-01-31T12:00:00Z', parseTime)
    .option('--identity-provider <name>', 'touches the identities of this provider alone')
    .option('--json', 'print JSON')
    .description('make an API key; its secret is shown this once')
    .addHelpText('after', () => `\nScopes:\n${formatTable(['', ''], Object.entries(scopes)).trimEnd()}\n`)
    .allowExcessArguments(false)
    .action((options: CreateOptions) =>
      run(async (operations) => {
        const actor = await actorIn(operations, options.tenant, label);
        const provider = await findProvider(operations, actor, options.identityProvider);
        const created = await operations.apiKeys.create(actor, {
          name: options.name,
          scopes: options.scopes,
          expiresAt: options.expires ?? null,
          identityProviderId: provider,
        });
        const { publicId, secret, rawKey } = created;
        if (options.json)
          return world.out(
            `${JSON.stringify({ tenant_id: actor.tenantId, api_key_id: publicId, api_key_secret: secret, api_key: rawKey })}\n`,
          );
        world.out(
          formatTable(
            ['TENANT', actor.tenantId],
            [
              ['KEY ID', publicId],
              ['SECRET', secret],
              ['KEY', rawKey],
            ],
          ),
        );
        world.err('The secret is shown this once. Send the whole KEY as X-API-Key, or KEY ID and SECRET apart.\n');
      }),
    );

  key
    .command('list')
    .option('--tenant <slug>', 'of this tenant (default: the oldest)')
    .option('--json', 'print one JSON object a line')
    .description('list the API keys of a tenant, never their secrets')
    .allowExcessArguments(false)
    .action((options: { tenant?: string; json?: true }) =>
      run(async (operations) => {
        const keys = await listKeys(operations, await actorIn(operations, options.tenant, label));
        if (options.json) return world.out(keys.map((each) => `${JSON.stringify(toRow(each))}\n`).join(''));
        if (keys.length === 0) return world.err('there is no API key yet: npx selfsame key create\n');
        const rows = keys.map((each) => [
          publicIdOf(each),
          each.name,
          stateOf(each),
          each.createdAt,
          describeScopes(each),
        ]);
        world.out(formatTable(['KEY ID', 'NAME', 'STATE', 'CREATED', 'SCOPES'], rows));
      }),
    );

  key
    .command('revoke')
    .argument('<key id>', 'as `selfsame key list` shows it')
    .description('revoke an API key for good')
    .allowExcessArguments(false)
    .action((given: string) =>
      run(async (operations) => {
        // A whole key works too: its public id stands in the middle.
        const publicId = /^sk_([0-9A-Za-z]{43})_/.exec(given)?.[1] ?? given;
        const ids = splitIds(publicId);
        if (!ids) throw new CommandRefused('that is not the id of an API key: `npx selfsame key list` shows them');
        const revoked = await operations.apiKeys.revoke(systemActor(ids[0], label), ids[1]);
        world.out(`revoked API key \`${revoked.name}\`\n`);
      }),
    );
}

async function findProvider(operations: Operations, actor: Actor, name: string | undefined): Promise<string | null> {
  if (name === undefined) return null;
  const provider = await operations.identityProviders.byName(actor, name);
  if (!provider) throw new CommandRefused(`there is no identity provider \`${name}\` in this tenant`);
  return provider.id;
}

async function listKeys({ apiKeys }: Operations, actor: Actor): Promise<ApiKey[]> {
  const all: ApiKey[] = [];
  for (;;) {
    const page = await apiKeys.list(actor, { limit: pageSize, after: all.at(-1)?.id });
    all.push(...page.items);
    if (!page.hasMore) return all;
  }
}

function stateOf({ revokedAt, expiresAt }: ApiKey): string {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt === null) return 'in force';
  return Date.parse(expiresAt) <= Date.now() ? 'expired' : `until ${expiresAt}`;
}

function describeScopes({ scopes: own }: ApiKey): string {
  return own.length === allScopes.length ? 'all' : own.join(',');
}

function toRow(key: ApiKey) {
  return {
    api_key_id: publicIdOf(key),
    name: key.name,
    state: stateOf(key),
    scopes: key.scopes,
    created_at: key.createdAt,
    expires_at: key.expiresAt,
    revoked_at: key.revokedAt,
    last_used_at: key.lastUsedAt,
  };
}

function parseScopes(text: string): Scope[] {
  if (text === 'all') return allScopes;
  return text.split(',').map((each) => {
    const scope = each.trim();
    if (!isScope(scope)) throw new InvalidArgumentError(`Use \`all\`, or of ${allScopes.join(', ')}.`);
    return scope;
  });
}

function parseTime(text: string): string {
  const time = /^\d{4}-\d{2}-\d{2}(T|$)/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new InvalidArgumentError('Write it as 2027-01-31 or 2027-01-31T12:00:00Z.');
  return new Date(time).toISOString();
}
