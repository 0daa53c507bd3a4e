/** What `oidc-provider` remembers between two requests of a sign-in, in memory and no longer than it asks for. */
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

/**
 * A factory over one store. The provider's own sessions are not kept, so that every sign-in asks who the person is, and
 * being a second person needs no sign-out.
 */
export function createMemoryAdapters(now: () => Date): AdapterFactory {
  const rows = new Map<string, { payload: AdapterPayload; expiresAt: number }>();

  function sweep(): void {
    for (const [key, row] of rows) if (row.expiresAt <= now().getTime()) rows.delete(key);
  }

  function read(key: string): AdapterPayload | undefined {
    const row = rows.get(key);
    return row !== undefined && row.expiresAt > now().getTime() ? row.payload : undefined;
  }

  return (model): Adapter => {
    const keyOf = (id: string) => `${model}:${id}`;
    return {
      async upsert(id, payload, expiresInSeconds) {
        if (model === 'Session') return;
        sweep();
        rows.set(keyOf(id), { payload, expiresAt: now().getTime() + (expiresInSeconds ?? 600) * 1000 });
      },
      async find(id) {
        return read(keyOf(id));
      },
      async consume(id) {
        const payload = read(keyOf(id));
        if (payload !== undefined) payload.consumed = Math.floor(now().getTime() / 1000);
      },
      async destroy(id) {
        rows.delete(keyOf(id));
      },
      async revokeByGrantId(grantId) {
        for (const [key, row] of rows) if (row.payload.grantId === grantId) rows.delete(key);
      },
      findByUid: async () => undefined,
      findByUserCode: async () => undefined,
    };
  };
}
