/** Which names were used, such as the signatures of requests: each is good once within the time in which it is accepted. */

export interface ReplayMemory {
  /** Takes the name as used; false when it was used before. */
  use(name: string, now: number): boolean;
}

/**
 * Two sets that take turns, so that forgetting costs nothing: what is older than `keptMilliseconds` is gone after at most
 * twice that time.
 */
export function createReplayMemory(keptMilliseconds: number): ReplayMemory {
  let current = new Set<string>();
  let previous = new Set<string>();
  let since = 0;
  return {
    use(name, now) {
      if (now - since > keptMilliseconds) {
        previous = now - since > 2 * keptMilliseconds ? new Set() : current;
        current = new Set();
        since = now;
      }
      if (current.has(name) || previous.has(name)) return false;
      current.add(name);
      return true;
    },
  };
}
