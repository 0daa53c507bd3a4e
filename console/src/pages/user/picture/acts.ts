/** What can be done in the picture, to what is drawn in it: by the picture and by the list alike. */
import type { Event, User, UserIdentity } from '@selfsame/client';
import { createContext, useContext } from 'react';

export interface Acts {
  user: User;
  /** Null while it is as it is now; else nothing is done, only looked at. */
  asOf: string | null;
  /** Of each identity, the event by which the user has it. */
  links: Map<string, Event>;
  open: (identity: UserIdentity) => void;
  makePrimary: (identity: UserIdentity) => void;
  unlink: (identity: UserIdentity) => void;
  move: (identity: UserIdentity) => void;
  /** Another user was dropped on this one. */
  merge: (userId: string) => void;
  /** The list, of one provider's identities alone if named. */
  showList: (providerId?: string) => void;
}

export const ActsContext = createContext<Acts | null>(null);

export function useActs(): Acts {
  const acts = useContext(ActsContext);
  if (acts === null) throw new Error('no picture around this component');
  return acts;
}

/** What a dragged user is called on its way: its id is the data. */
export const draggedUser = 'application/x-selfsame-user';
