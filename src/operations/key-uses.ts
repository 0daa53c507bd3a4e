/**
 * When API keys were last used, for people to see: of no consequence for any answer, so nobody waits for it, a process that
 * is killed loses the last second of it, and the keys of very many tenants are one write.
 */
import type { ApiKey } from '../domain/api-key.ts';
import { currentTime, type Dependencies } from './dependencies.ts';

/** How exactly a use is written down. */
const exactMilliseconds = 60_000;
const gatheredMilliseconds = 1000;

/** Returns how to tell it of a key, as it was just read, that is used now. */
export function createKeyUses(deps: Pick<Dependencies, 'store' | 'entropy'>): (key: ApiKey) => void {
  const used = new Map<string, ApiKey>();

  const write = async (): Promise<void> => {
    const keys = [...used.values()];
    used.clear();
    // A failure is none of any caller's business, and the next use is written again.
    await deps.store.transaction((rows) => rows.apiKeys.touch(keys, currentTime(deps))).catch(() => undefined);
  };

  return (key) => {
    if (key.lastUsedAt !== null && deps.entropy.now() - Date.parse(key.lastUsedAt) < exactMilliseconds) return;
    if (used.size === 0) setTimeout(() => void write(), gatheredMilliseconds).unref();
    used.set(`${key.tenantId}/${key.id}`, key);
  };
}
