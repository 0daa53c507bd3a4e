/** Who had been merged into a person by a time, by way of others too. Pure. */
import type { Event, User } from '@selfsame/client';

/** `ghosts` are today's, `events` the person's from the first one on. */
export function ghostsAsOf(userId: string, ghosts: User[], events: Event[], asOf: string): User[] {
  const then = Date.parse(asOf);
  const past = events.filter(({ created_at }) => Date.parse(created_at) <= then);
  const undone = new Set(past.map(({ undoes }) => undoes));
  const merges = past.filter(
    ({ id, type, user_id }) => type === 'user.merged' && user_id === userId && !undone.has(id),
  );
  const own = merges.map((merge) => ghosts.find(({ id }) => id === merge.counterpart_user_id) ?? ghostOf(merge));
  const found = own.filter((ghost) => ghost !== null);
  // A ghost takes nobody in, so who was merged into one was so before.
  for (const ghost of found)
    found.push(...ghosts.filter((other) => other.merged_into === ghost.id && !found.includes(other)));
  return found;
}

/** One that was given back since, as the merge tells of it. */
function ghostOf({ user_id, before }: Event): User | null {
  const secondary = before?.secondary as User | undefined;
  return secondary ? { ...secondary, merged_into: user_id } : null;
}
