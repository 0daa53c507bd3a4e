/** `selfsame operators`: who works in the console. The first owner is made here; owners make the others there. */
import { type Command, Option } from 'commander';
import { type Config, modeOf, readConfig } from '../config.ts';
import { type Actor, systemActor } from '../domain/actor.ts';
import { strictLinkingRule } from '../domain/linking-rule.ts';
import { type OperatorRole, operatorRoles } from '../domain/operator.ts';
import { hostsOf, type Tenant } from '../domain/tenant.ts';
import type { Operations } from '../operations/index.ts';
import type { OperatorWithUser } from '../operations/operators.ts';
import { createCommandLogger } from './command-logger.ts';
import { CommandRefused } from './failure.ts';
import { withOperations } from './installation.ts';
import { formatTable } from './table.ts';
import type { World } from './world.ts';

const label = 'selfsame operators';
/** Operators read at once. */
const pageSize = 100;

interface AddOptions {
  role: OperatorRole;
  name?: string;
  host?: string;
}

export function addOperatorsCommand(program: Command, world: World): void {
  const run = <T>(work: (operations: Operations, config: Config) => Promise<T>): Promise<T> => {
    const config = readConfig(world.env, modeOf(world.env));
    return withOperations(config, createCommandLogger(world), (operations) => work(operations, config));
  };
  const operators = program.command('operators').description('who works in the console: add, list, remove');

  operators
    .command('add')
    .argument('<email>', 'their address: whoever proves it signs in as them')
    .addOption(new Option('--role <role>', 'what they may do').choices([...operatorRoles]).makeOptionMandatory(true))
    .option('--name <name>', 'their name, for the list and the events')
    .option('--host <host>', 'the host name at which operators sign in, such as operators.example.com')
    .description('give somebody a role in the console, or another one; makes what is missing for that')
    .allowExcessArguments(false)
    .action(async (email: string, options: AddOptions) => {
      const { added, needs } = await run((operations, config) => add(operations, config, email, options));
      world.out(`${email} is an operator now (${added.role}), with the id ${added.userId}\n`);
      for (const need of needs) world.err(`still needed: ${need}\n`);
    });

  operators
    .command('list')
    .option('--json', 'print one JSON object a line')
    .description('list who works in the console')
    .allowExcessArguments(false)
    .action(async (options: { json?: true }) => {
      const all = await run(listOperators);
      if (options.json) return world.out(all.map((each) => `${JSON.stringify(toRow(each))}\n`).join(''));
      if (all.length === 0)
        return world.err('there is no operator yet: npx selfsame operators add <e-mail> --role owner\n');
      const rows = all.map(({ user, userId, role, updatedAt }) => [
        user?.email ?? '',
        role,
        user?.name ?? '',
        userId,
        updatedAt,
      ]);
      world.out(formatTable(['E-MAIL', 'ROLE', 'NAME', 'ID', 'SINCE'], rows));
    });

  operators
    .command('remove')
    .argument('<email>', 'their address, or their id')
    .description('take the role away; what they are signed in to with it is refused at once')
    .allowExcessArguments(false)
    .action(async (email: string) => {
      await run(async (operations) => {
        const all = await listOperators(operations);
        const found = all.filter(({ user, userId }) => userId === email || isSame(user?.email, email));
        if (found.length !== 1)
          throw new CommandRefused(
            found.length === 0
              ? `\`${email}\` is no operator: \`npx selfsame operators list\` shows them`
              : `several operators have the address \`${email}\`: name one by its id`,
          );
        await operations.operators.remove(await requireActor(operations), found[0]!.userId);
      });
      world.out(`${email} is an operator no more\n`);
    });
}

async function add(operations: Operations, config: Config, email: string, { role, name, host }: AddOptions) {
  const { operators } = operations;
  const others = await listOperators(operations);
  if (role !== 'owner' && !others.some((each) => each.role === 'owner'))
    throw new CommandRefused('the first operator is an owner: say `--role owner`');
  const isNew = (await operators.findTenant()) === null;
  const tenant = await operators.keepTenant(systemActor('', label));
  const actor = systemActor(tenant.id, label);
  if (host !== undefined) await addHost(operations, actor, tenant, host);
  if (isNew) await addCodesByMail(operations, actor);
  const added = await operators.setByEmail(actor, { email, role, ...(name !== undefined && { name }) });
  await operators.keepConsole(config.baseUrl);
  return { added, needs: await listNeeds(operations, config) };
}

/** The first of the tenant's hosts is where operators are sent. */
async function addHost(operations: Operations, actor: Actor, tenant: Tenant, host: string): Promise<void> {
  const hosts = [host, ...hostsOf(tenant).filter((each) => each !== host)];
  await operations.tenants.update(actor, tenant.id, { settings: { ...tenant.settings, hosts } });
}

/** The way in that needs nothing but a mail server. Known people alone: operators are made by owners. */
async function addCodesByMail({ identityProviders, connections }: Operations, actor: Actor): Promise<void> {
  const { id: identityProviderId } = await identityProviders.create(actor, {
    strategy: 'email',
    name: 'email',
    displayName: 'E-mail',
    linkingRule: { ...strictLinkingRule, mode: 'verified_match', emailProof: 'provider_verified_bit', loginOnly: true },
  });
  await connections.create(actor, { identityProviderId, identifier: 'email' });
}

/** What stands between an operator and the console. */
async function listNeeds({ operators, tenants }: Operations, config: Config): Promise<string[]> {
  const tenant = await operators.findTenant();
  const standing = await tenants.find(config.defaultTenant);
  const hasAddress = tenant !== null && (standing?.id === tenant.id || hostsOf(tenant).length > 0);
  const ways = await operators.waysIn();
  return [
    ...(hasAddress
      ? []
      : [
          'an address at which operators sign in: run this again with `--host operators.example.com`, a name that leads to this server',
        ]),
    ...(ways.length > 0
      ? []
      : [
          'a way to sign in: set SMTP_URL and MAIL_FROM for codes by mail, or register an identity provider (docs/console.md)',
        ]),
  ];
}

async function listOperators(operations: Operations): Promise<OperatorWithUser[]> {
  if (!(await operations.operators.findTenant())) return [];
  const actor = await requireActor(operations);
  const all: OperatorWithUser[] = [];
  for (;;) {
    const page = await operations.operators.list(actor, { limit: pageSize, after: all.at(-1)?.userId });
    all.push(...page.items);
    if (!page.hasMore) return all;
  }
}

async function requireActor({ operators }: Operations): Promise<Actor> {
  const tenant = await operators.findTenant();
  if (!tenant) throw new CommandRefused('there is no operator yet: npx selfsame operators add <e-mail> --role owner');
  return systemActor(tenant.id, label);
}

function isSame(one: string | null | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}

function toRow({ user, userId, role, createdAt, updatedAt }: OperatorWithUser) {
  return {
    user_id: userId,
    email: user?.email ?? null,
    name: user?.name ?? null,
    role,
    created_at: createdAt,
    updated_at: updatedAt,
  };
}
