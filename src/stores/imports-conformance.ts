/** What a store owes of imports: how far each came, and the rows that it could not take. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Tenant } from '../domain/tenant.ts';
import type { ImportProgress, ImportRefusal, Store } from './store.ts';

const at = '2026-01-15T12:00:00.120Z';
const later = '2026-01-15T12:30:00.120Z';

export function describeImports(name: string, open: () => Promise<{ store: Store; close(): Promise<void> }>): void {
  describe(`imports in the store on ${name}`, () => {
    let store: Store;
    let close: () => Promise<void>;
    const [tenant, other] = ['acme', 'globex'].map(makeTenant) as [Tenant, Tenant];

    beforeAll(async () => {
      ({ store, close } = await open());
      await store.transaction(async (rows) => {
        await rows.tenants.insert(tenant);
        await rows.tenants.insert(other);
      });
    });
    afterAll(() => close());

    const begin = (id: string, fields: Partial<ImportProgress> = {}): ImportProgress => ({
      tenantId: tenant.id,
      id,
      linesDone: 3,
      accepted: 2,
      updated: 1,
      skipped: 0,
      refused: 1,
      updatedAt: at,
      ...fields,
    });
    const refuse = (importId: string, line: number, fields: Partial<ImportRefusal> = {}): ImportRefusal => ({
      tenantId: tenant.id,
      importId,
      line,
      code: 'invalid_input',
      message: `line ${line} "is"\twrong\n\\N é`,
      rowId: line % 2 === 0 ? null : `row ${line}`,
      ...fields,
    });
    const list = (importId: string, limit = 1000, after = 0, tenantId = tenant.id) =>
      store.reads.importRefusals.list(tenantId, importId, { limit, after });

    test('one that goes on is saved over what it was, another tenant’s of the same name is another one', async () => {
      const progress = begin('one');
      const theirs = begin('one', { tenantId: other.id, linesDone: 9 });
      await store.transaction(async (rows) => {
        await rows.imports.save(progress);
        await rows.imports.save(theirs);
      });
      expect(await store.reads.imports.byId(tenant.id, 'one')).toEqual(progress);
      const gone = { ...progress, linesDone: 5_000_000_000, accepted: 4, updated: 2, skipped: 7, updatedAt: later };
      await store.transaction((rows) => rows.imports.save(gone));
      expect(await store.reads.imports.byId(tenant.id, 'one')).toEqual(gone);
      expect(await store.reads.imports.byId(other.id, 'one')).toEqual(theirs);
      expect(await store.reads.imports.byId(tenant.id, 'ONE')).toBeNull();
    });

    test.each([3, 300])('%i refusals are listed by line, behind one of them, within a limit', async (count) => {
      const id = `refusing-${count}`;
      const refusals = Array.from({ length: count }, (_, index) => refuse(id, index + 1));
      await store.transaction(async (rows) => {
        await rows.imports.save(begin(id));
        await rows.importRefusals.insert([...refusals].reverse());
      });
      expect(await list(id)).toEqual(refusals);
      expect(await list(id, 2)).toEqual(refusals.slice(0, 2));
      expect(await list(id, 2, 1)).toEqual(refusals.slice(1, 3));
      expect(await list(id, 2, count)).toEqual([]);
      expect(await list(id, 2, 0, other.id)).toEqual([]);
    });

    test('no refusals are none; they are of an import that is there, and go with it', async () => {
      await store.transaction((rows) => rows.importRefusals.insert([]));
      await expect(store.transaction((rows) => rows.importRefusals.insert([refuse('nowhere', 1)]))).rejects.toThrow();
      const lines = [1, 2, 3, 4, 5].map((line) => refuse('going', line));
      await store.transaction(async (rows) => {
        await rows.imports.save(begin('going'));
        await rows.importRefusals.insert(lines);
      });
      const remove = () => store.transaction((rows) => rows.importRefusals.deleteSome(tenant.id, 'going', 3));
      expect(await remove()).toBe(3);
      expect(await list('going')).toEqual(lines.slice(3));
      expect([await remove(), await remove()]).toEqual([2, 0]);
      await store.transaction((rows) => rows.imports.delete(tenant.id, 'going'));
      expect(await store.reads.imports.byId(tenant.id, 'going')).toBeNull();
      expect(await list('refusing-3')).toHaveLength(3);
    });
  });
}

function makeTenant(slug: string): Tenant {
  return { id: randomUUID(), name: slug, slug, isMaster: false, settings: {}, createdAt: at, updatedAt: at };
}
