/**
 * Saves an edit of a user without writing over anybody's change unseen: it says which version it was made on, and where somebody
 * changed the user since, it goes on only if that left alone what is edited here.
 */
import type { operations, SelfsameClient, User } from '@selfsame/client';
import { answered, Refusal } from '../../../api/refusal.ts';

export type UserChange = operations['patchUser']['requestBody']['content']['application/json'];

/** What is edited was changed elsewhere: this is how it is now. */
export class ChangedElsewhere extends Error {
  readonly now: User;

  constructor(now: User) {
    super('it was changed elsewhere meanwhile');
    this.now = now;
  }
}

export interface PatchUser {
  /** As it was when the edit began. */
  seen: User;
  change: UserChange;
  /** Whether what is edited is in `now` as it was seen. */
  isAsSeen: (now: User) => boolean;
}

const triesMax = 3;

export async function patchUser(client: SelfsameClient, { seen, change, isAsSeen }: PatchUser): Promise<User> {
  const params = { path: { id: seen.id } };
  let version = seen.updated_at;
  for (let tries = 1; ; tries++) {
    try {
      return await answered(client.PATCH('/v1/users/{id}', { params, body: { ...change, if_updated_at: version } }));
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'changed_meanwhile' || tries === triesMax) throw error;
    }
    const now = await answered(client.GET('/v1/users/{id}', { params }));
    if (!isAsSeen(now)) throw new ChangedElsewhere(now);
    version = now.updated_at;
  }
}
