/**
 * What every dialect owes, said in tests: a refusal has the dialect's own shape and the right status, it changes nothing,
 * and another tenant's id is as unknown as one that never was. A dialect brings a specimen of itself.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** The dialect under test, against a running server. */
export interface DialectSpecimen {
  /** Where requests go, without a trailing slash. */
  baseUrl: string;
  /** Headers of a caller with every scope, with a scope missing for everything, and with a credential that is none. */
  headers: Record<'everything' | 'noScope' | 'wrong' | 'none', Record<string, string>>;
  readUser(id: string): string;
  createUser: { path: string; body: object };
  /** A path under the dialect's prefix that is nothing. */
  nowhere: string;
  /** A known path, and a method that it has not. */
  otherMethod: { method: string; path: string };
  /** The ids, as the dialect spells them. */
  ids: { known: string; unknown: string; otherTenants: string };
  /** Everything that a request could have changed, as one text. */
  everything(): Promise<string>;
  close(): Promise<void>;
}

export interface DialectShape {
  /** The status that a refusal says, after checking that the body has the dialect's shape. */
  readStatus(answer: { httpStatus: number; body: Record<string, unknown> }): number;
  /** The HTTP status of any refusal, where the dialect has one for all. */
  httpStatus?: number;
}

export function describeDialect(name: string, shape: DialectShape, open: () => Promise<DialectSpecimen>): void {
  describe(`the ${name} dialect`, () => {
    let it: DialectSpecimen;
    let before: string;
    beforeAll(async () => {
      it = await open();
      before = await it.everything();
    });
    afterAll(async () => {
      expect(await it.everything()).toBe(before);
      await it.close();
    });

    interface Ask {
      method?: string;
      as?: keyof DialectSpecimen['headers'];
      body?: string | Uint8Array<ArrayBuffer>;
      contentType?: string;
    }

    const refusal = async (path: string, { method = 'GET', as = 'everything', body, contentType }: Ask = {}) => {
      const type = contentType ?? (body === undefined ? undefined : 'application/json');
      const headers = { ...it.headers[as], ...(type !== undefined && { 'content-type': type }) };
      const answer = await fetch(it.baseUrl + path, { method, headers, ...(body !== undefined && { body }) });
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
      expect(answer.headers.get('x-request-id')).toMatch(/./);
      const json = (await answer.json()) as Record<string, unknown>;
      if (shape.httpStatus !== undefined) expect(answer.status).toBe(shape.httpStatus);
      const text = JSON.stringify(json);
      expect(text).not.toMatch(/node_modules|at \w+ \(|select |insert into|pg_|ECONN/);
      return { status: shape.readStatus({ httpStatus: answer.status, body: json }), json };
    };
    const create = (ask: Ask) => refusal(it.createUser.path, { method: 'POST', ...ask });

    test('no credential, and one that is none, are refused before anything is read', async () => {
      for (const as of ['none', 'wrong'] as const) {
        expect((await refusal(it.readUser(it.ids.known), { as })).status).toBe(401);
        expect((await create({ as, body: '{"broken' })).status).toBe(401);
      }
    });

    test('a missing scope is refused', async () => {
      expect((await refusal(it.readUser(it.ids.known), { as: 'noScope' })).status).toBe(403);
      expect((await create({ as: 'noScope', body: JSON.stringify(it.createUser.body) })).status).toBe(403);
    });

    test("an unknown id is not found, and another tenant's is no different", async () => {
      const unknown = await refusal(it.readUser(it.ids.unknown));
      const theirs = await refusal(it.readUser(it.ids.otherTenants));
      expect(unknown.status).toBe(404);
      const withoutNames = ({ json }: { json: object }) =>
        JSON.stringify(json)
          .replaceAll(it.ids.unknown, 'ID')
          .replaceAll(it.ids.otherTenants, 'ID')
          .replace(/"request_?[iI]d":"[^"]*"/, '');
      expect(withoutNames(theirs)).toBe(withoutNames(unknown));
    });

    test.each([
      ['text that is no JSON', '{"email":', 400],
      ['a number for an object', '7', 4],
      ['nothing', '', 4],
      ['an empty list', '[]', 4],
      ['a NUL character', '{"email":"a\\u0000@example.com"}', 4],
      ['a key that reaches into prototypes', '{"__proto__":{"email":"a@example.com"}}', 4],
      ['the other way to a prototype', '{"email":{"constructor":{"prototype":{}}}}', 4],
      ['a document that is nested without end', `{"email":${'['.repeat(5000)}${']'.repeat(5000)}}`, 4],
      ['half a character', '{"email":"\\ud800@example.com"}', 4],
    ])('a body of %s is refused', async (_what, body, status) => {
      const said = (await create({ body })).status;
      expect(status < 10 ? Math.floor(said / 100) : said).toBe(status);
    });

    test('a body over the limit is refused', async () => {
      const body = JSON.stringify({ ...it.createUser.body, name: 'x'.repeat(1_200_000) });
      expect((await create({ body })).status).toBe(413);
    });

    test('a body in another content type is refused', async () => {
      expect((await create({ body: '<user/>', contentType: 'application/xml' })).status).toBe(415);
    });

    test('a path that is nothing is not found, an unknown method on a known one is told so', async () => {
      expect((await refusal(it.nowhere)).status).toBe(404);
      expect((await refusal(it.otherMethod.path, { method: it.otherMethod.method })).status).toBe(405);
    });

    test('a path that is not well-formed is refused', async () => {
      expect(Math.floor((await refusal(`${it.readUser('%E0%A4%A')}`)).status / 100)).toBe(4);
    });

    test('ids that are nonsense are unknown or refused, never an error of the server', async () => {
      for (const id of ['%00', '..%2f..', "'%20or%201=1", '%F0%9F%92%A9', 'x'.repeat(1500), 'x'.repeat(8000)]) {
        expect(Math.floor((await refusal(it.readUser(id))).status / 100)).toBe(4);
      }
    });
  });
}
