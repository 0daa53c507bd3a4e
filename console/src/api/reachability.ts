/** Whether the server answered last time: all requests tell, the banner of the shell listens. */
import { useSyncExternalStore } from 'react';

type Listener = () => void;

let isGone = false;
const listeners = new Set<Listener>();

export function tellReachable(reachable: boolean): void {
  if (isGone === !reachable) return;
  isGone = !reachable;
  for (const listener of listeners) listener();
}

export function useServerGone(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isGone,
  );
}
