/** `selfsame tenant`: makes and lists tenants. */
import type { Command } from 'commander';
import { modeOf, readConfig } from '../config.ts';
import { systemActor } from '../domain/actor.ts';
import type { Tenant } from '../domain/tenant.ts';
import type { Operations } from '../operations/index.ts';
import { createCommandLogger } from './command-logger.ts';
import { withOperations } from './installation.ts';
import { formatTable } from './table.ts';
import type { World } from './world.ts';

/** Tenants read at once. */
const pageSize = 100;

export function addTenantCommand(program: Command, world: World): void {
  const run = <T>(work: (operations: Operations) => Promise<T>) =>
    withOperations(readConfig(world.env, modeOf(world.env)), createCommandLogger(world), work);
  const { tenantId: _none, ...system } = systemActor('', 'selfsame tenant');
  const tenant = program.command('tenant').description('tenants: make, list');

  tenant
    .command('create')
    .argument('<slug>', 'its name in addresses: lower-case letters, digits and dashes')
    .option('--name <name>', 'its name for people (default: the slug)')
    .option('--master', 'its API keys may make and read other tenants')
    .option('--json', 'print JSON')
    .description('make a tenant')
    .allowExcessArguments(false)
    .action(async (slug: string, options: { name?: string; master?: true; json?: true }) => {
      const created = await run(({ tenants }) =>
        tenants.create(system, { slug, name: options.name ?? slug, isMaster: options.master ?? false }),
      );
      if (options.json) return world.out(`${JSON.stringify(toRow(created))}\n`);
      world.out(`created tenant \`${slug}\` with the id ${created.id}\n`);
      world.err(`next: npx selfsame key create --tenant ${slug} --name <name> --scopes all\n`);
    });

  tenant
    .command('list')
    .option('--json', 'print one JSON object a line')
    .description('list all tenants, the oldest first')
    .allowExcessArguments(false)
    .action(async (options: { json?: true }) => {
      const all = await run(listTenants);
      if (options.json) return world.out(all.map((each) => `${JSON.stringify(toRow(each))}\n`).join(''));
      if (all.length === 0) return world.err('there is no tenant yet: npx selfsame tenant create <slug>\n');
      const rows = all.map((each) => [each.slug, each.id, each.name, each.isMaster ? 'yes' : '', each.createdAt]);
      world.out(formatTable(['SLUG', 'ID', 'NAME', 'MASTER', 'CREATED'], rows));
    });
}

async function listTenants({ tenants }: Operations): Promise<Tenant[]> {
  const [first] = await oldest(tenants);
  if (!first) return [];
  const actor = systemActor(first.id, 'selfsame tenant');
  const all: Tenant[] = [];
  for (;;) {
    const page = await tenants.list(actor, { limit: pageSize, after: all.at(-1)?.id });
    all.push(...page.items);
    if (!page.hasMore) return all;
  }
}

async function oldest(tenants: Operations['tenants']): Promise<Tenant[]> {
  const found = await tenants.find(null);
  return found ? [found] : [];
}

function toRow({ id, slug, name, isMaster, createdAt }: Tenant) {
  return { id, slug, name, is_master: isMaster, created_at: createdAt };
}
