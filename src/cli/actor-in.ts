import { type Actor, systemActor } from '../domain/actor.ts';
import type { Operations } from '../operations/index.ts';
import { CommandRefused } from './failure.ts';

/** The command line as an actor in a tenant: the one of this slug, or without one the oldest. */
export async function actorIn(operations: Operations, slug: string | undefined, label: string): Promise<Actor> {
  const tenant = await operations.tenants.find(slug ?? null);
  if (tenant) return systemActor(tenant.id, label);
  throw new CommandRefused(
    slug === undefined
      ? 'there is no tenant yet: make one with `npx selfsame tenant create <slug>`'
      : `there is no tenant \`${slug}\`: \`npx selfsame tenant list\` shows them`,
  );
}
