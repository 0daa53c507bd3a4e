/** Which signatures were used: each is good once within the time in which its date is accepted. */

export interface ReplayMemory {
  /** Takes the signature as used; false when it was used before. */
  use(signature: string, now: number): boolean;
}

/**
 * Two sets that take turns, so that forgetting costs nothing: what is older than `keptMilliseconds` is gone after at most
 * twice that time. It is this process's own: a second process has a memory of its own.
 */
export function createReplayMemory(keptMilliseconds: number): ReplayMemory {
  let current = new Set<string>();
  let previous = new Set<string>();
  let since = 0;
  return {
    use(signature, now) {
      if (now - since > keptMilliseconds) {
        previous = now - since > 2 * keptMilliseconds ? new Set() : current;
        current = new Set();
        since = now;
      }
      if (current.has(signature) || previous.has(signature)) return false;
      current.add(signature);
      return true;
    },
  };
}
