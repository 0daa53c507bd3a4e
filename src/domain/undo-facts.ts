/** Everything that `decideUndo` looks at: gathered under lock for an undo, read for the question whether one would do. */
import type { Event } from './event.ts';
import type { Identity } from './identity.ts';
import type { IdentityProvider } from './identity-provider.ts';
import type { Timestamp } from './json.ts';
import type { User } from './user.ts';

export interface UndoFacts {
  event: Event;
  /** In order: every event since that names one of the users or identities. */
  later: Event[];
  /** Everyone whom the event touched, as far as they are there; tombstones too. */
  users: User[];
  /** The identities that it touched and all that these users have, as far as they are there. */
  identities: Identity[];
  /** Identities that have the key of one that would come back. */
  sameKey: Identity[];
  /** Live users that have a name of somebody who would come back. */
  namesakes: User[];
  /** The providers of all of these identities, by id. */
  providers: ReadonlyMap<string, Pick<IdentityProvider, 'linkingRule'>>;
  /** Users that had no identity before the event. */
  hadNone: ReadonlySet<string>;
  /** Tombstones that point at users that would be removed. */
  tombstones: User[];
  /** The caller said in as many words that a user may be left without any identity. */
  allowLast: boolean;
  now: Timestamp;
}
