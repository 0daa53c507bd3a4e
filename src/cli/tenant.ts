/** `selfsame tenant`: makes, lists and deletes tenants, and says how long one keeps its events. */
import type { Command } from 'commander';
import { modeOf, readConfig } from '../config.ts';
import { systemActor } from '../domain/actor.ts';
import type { Tenant } from '../domain/tenant.ts';
import type { Operations } from '../operations/index.ts';
import { actorIn } from './actor-in.ts';
import { createCommandLogger } from './command-logger.ts';
import { CommandRefused } from './failure.ts';
import { withOperations } from './installation.ts';
import { formatTable } from './table.ts';
import type { World } from './world.ts';

/** Tenants read at once. */
const pageSize = 100;

export function addTenantCommand(program: Command, world: World): void {
  const run = <T>(work: (operations: Operations) => Promise<T>) =>
    withOperations(readConfig(world.env, modeOf(world.env)), createCommandLogger(world), work);
  const { tenantId: _none, ...system } = systemActor('', 'selfsame tenant');
  const tenant = program.command('tenant').description('tenants: make, list, delete, how long events are kept');

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

  tenant
    .command('delete')
    .argument('<slug>', 'its name in addresses')
    .option('--yes', 'really: its users, identities, keys and events go for good')
    .description('delete a tenant with everything that is its own; goes on with one that was begun')
    .allowExcessArguments(false)
    .action(async (slug: string, options: { yes?: true }) => {
      if (!options.yes)
        throw new CommandRefused(`this removes everything of the tenant \`${slug}\` for good: say so with \`--yes\``);
      let gone = 0;
      const finished = await run(async (operations) => {
        const found = await operations.tenants.find(slug);
        if (found) await operations.tenants.delete(systemActor(found.id, 'selfsame tenant'), found.id);
        else if (!(await operations.upkeep.isBeingDeleted(slug)))
          throw new CommandRefused(`there is no tenant \`${slug}\`: \`npx selfsame tenant list\` shows them`);
        return operations.upkeep.finishDeletions({
          slug,
          onProgress({ rows }) {
            gone = rows;
          },
        });
      });
      if (finished) return world.out(`deleted tenant \`${slug}\`: ${gone} rows\n`);
      world.out(`deleted tenant \`${slug}\`: a server is removing its rows\n`);
    });

  tenant
    .command('keep-events')
    .argument('<slug>', 'its name in addresses')
    .argument('<days>', 'how many days events are kept, or `forever`')
    .description('say how long a tenant keeps its events; older ones are removed by the servers (docs/events.md)')
    .allowExcessArguments(false)
    .action(async (slug: string, days: string) => {
      await run(async (operations) => {
        const { tenantId } = await actorIn(operations, slug, 'selfsame tenant');
        const actor = systemActor(tenantId, 'selfsame tenant');
        await operations.tenants.keepEvents(actor, tenantId, readDays(days));
      });
      world.out(`tenant \`${slug}\` keeps its events ${days === 'forever' ? 'for ever' : `for ${days} days`}\n`);
    });
}

function readDays(text: string): number | null {
  if (text === 'forever') return null;
  if (!/^\d{1,5}$/.test(text)) throw new CommandRefused(`\`${text}\` is no number of days: give one, or \`forever\``);
  return Number(text);
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
