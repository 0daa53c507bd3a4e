/**
 * What every dialect owes, said in tests: its own shape and status for every refusal, as docs/errors.md lists them; other
 * tenants' ids as unknown ones; and nothing changed by what is refused. What only one API has is tested in its folder.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '../domain/actor.ts';
import type { ErrorCode } from '../domain/errors.ts';
import type { Scope } from '../domain/scopes.ts';
import type { User } from '../domain/user.ts';
import type { CreatedApiKey } from '../operations/api-keys.ts';
import type { Operations } from '../operations/index.ts';
import type { Dialect, ErrorWord } from './dialect.ts';

export interface Ask {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  body?: unknown;
}

/** How one dialect is asked, and how its refusals are read. */
export interface DialectFixture {
  dialect: Dialect;
  /** What must be there before a user can be made. */
  prepare?(stage: DialectStage): Promise<unknown>;
  /** The headers of a caller with this key. */
  credentials(baseUrl: string, key: CreatedApiKey): Promise<Record<string, string>>;
  /** The headers of a caller whose key was made up. */
  madeUp: Record<string, string>;
  /** Words for invalid input beyond the one in the table, where the API tells apart where it stands. */
  wordsForInvalidInput?: ErrorWord[];
  /** What a user is called. */
  idOf(user: User): string;
  /** Names of nobody: well-formed ones, and ones that never were. */
  nobody: string[];
  read(id: string): Ask;
  readIdentities(id: string): Ask;
  remove(id: string): Ask;
  /** Removing nobody is no refusal in this API: it says done, like the second time of a repeated call. */
  removesNobody?: true;
  create(email: string): Ask & { body: Record<string, unknown> };
  /** A known path with a method that it does not have. */
  wrongMethod: Ask;
  refusalOf(status: number, body: never): ErrorWord & { message: string };
}

/** A running server with two tenants. */
export interface DialectStage {
  baseUrl: string;
  operations: Operations;
  actor: Actor;
  key: CreatedApiKey;
  other: { actor: Actor };
  createKey(scopes: Scope[]): Promise<CreatedApiKey>;
  close(): Promise<void>;
}

export function describeDialect(fixture: DialectFixture, start: () => Promise<DialectStage>): void {
  const { dialect } = fixture;

  describe(`the ${dialect.name} dialect`, () => {
    let it: DialectStage;
    let headers: Record<string, string>;
    let known: string;
    let foreign: string;
    beforeAll(async () => {
      it = await start();
      await fixture.prepare?.(it);
      headers = await fixture.credentials(it.baseUrl, it.key);
      const make = async (actor: Actor, email: string) =>
        fixture.idOf((await it.operations.users.create(actor, { profile: { email } })).user);
      known = await make(it.actor, 'known@example.com');
      foreign = await make(it.other.actor, 'foreign@example.com');
    });
    afterAll(() => it.close());

    const lastEvents = () =>
      Promise.all(
        [it.actor, it.other.actor].map(async (actor) => {
          const { items } = await it.operations.events.list(actor, { limit: 1, descending: true });
          return items[0]?.id;
        }),
      );

    interface Sent {
      headers?: Record<string, string>;
      /** Instead of the JSON of the body. */
      raw?: string;
    }

    /** Asks for what must be refused with one of the codes, checks what every refusal owes, and gives back its body. */
    const refuses = async ({ method, path, body }: Ask, codes: ErrorCode[], sent: Sent = {}): Promise<string> => {
      const text = sent.raw ?? (body === undefined ? undefined : JSON.stringify(body));
      const before = await lastEvents();
      const answer = await fetch(it.baseUrl + path, {
        method,
        headers: { 'content-type': 'application/json', ...(sent.headers ?? headers) },
        ...(text !== undefined && { body: text }),
      });
      const what = `${method} ${path} ${text?.slice(0, 60) ?? ''}`;
      const answered = await answer.text();
      expect(answer.headers.get('content-type'), what).toMatch(/^application\/json/);
      expect(answer.headers.get('x-request-id'), what).toMatch(/./);
      const { status, code, message } = fixture.refusalOf(answer.status, JSON.parse(answered) as never);
      const more = codes.includes('invalid_input') ? (fixture.wordsForInvalidInput ?? []) : [];
      expect([...codes.map(dialect.wordOf), ...more], what).toContainEqual({ status, code });
      expect(message, what).toMatch(/\S/);
      // INVARIANT: a refusal changes nothing, and every change appends an event.
      expect(await lastEvents(), what).toEqual(before);
      return answered;
    };
    const everything = () => [
      fixture.read(known),
      fixture.readIdentities(known),
      fixture.create('new@example.com'),
      fixture.remove(known),
    ];

    test('answers nobody without a credential, or with a made-up one', async () => {
      for (const ask of everything()) {
        await refuses(ask, ['unauthenticated'], { headers: {} });
        await refuses(ask, ['unauthenticated'], { headers: { ...headers, ...fixture.madeUp } });
      }
    });

    test('answers nobody with a revoked key', async () => {
      const key = await it.createKey(['users:read']);
      const once = await fixture.credentials(it.baseUrl, key);
      await it.operations.apiKeys.revoke(it.actor, key.apiKey.id);
      await refuses(fixture.read(known), ['unauthenticated'], { headers: once });
    });

    test('tells a key that lacks the scope', async () => {
      const narrow = await fixture.credentials(it.baseUrl, await it.createKey(['api_keys:read']));
      for (const ask of everything()) await refuses(ask, ['insufficient_scope'], { headers: narrow });
    });

    test('knows nobody by an unknown name, a malformed one, or one of another tenant, and says the same of all', async () => {
      const asks = [fixture.read, fixture.readIdentities, ...(fixture.removesNobody ? [] : [fixture.remove])];
      for (const ask of asks) {
        const said = await refuses(ask(fixture.nobody[0]!), ['user_not_found']);
        const apart = (body: string, id: string) => withoutRequestId(body).replaceAll(id, 'ID');
        expect(apart(await refuses(ask(foreign), ['user_not_found']), foreign)).toBe(apart(said, fixture.nobody[0]!));
        for (const id of fixture.nobody.slice(1)) await refuses(ask(id), ['user_not_found', 'invalid_input']);
      }
    });

    if (fixture.removesNobody) {
      test('removes nobody, and says done', async () => {
        const before = await lastEvents();
        for (const id of [...fixture.nobody, foreign]) {
          const { method, path } = fixture.remove(id);
          expect((await fetch(it.baseUrl + path, { method, headers })).status, path).toBe(204);
        }
        expect(await lastEvents()).toEqual(before);
      });
    }

    test('takes a JSON object for a body, and nothing else', async () => {
      const ask = fixture.create('body@example.com');
      await refuses(ask, ['malformed_json'], { raw: '{"email":' });
      for (const raw of ['', '[]', '"text"', '7', 'null'])
        await refuses(ask, ['invalid_input', 'body_required'], { raw });
      const broken = { ...ask, body: { ...ask.body, name: 'nul\0' } };
      await refuses(broken, ['invalid_input']);
      await refuses({ ...ask, body: { ...ask.body, name: 'x'.repeat(1024 * 1024) } }, ['body_too_large']);
    });

    test('takes no body of another kind', async () => {
      const ask = fixture.create('kind@example.com');
      for (const type of ['text/plain', 'application/xml', 'multipart/form-data; boundary=x']) {
        const sent = { headers: { ...headers, 'content-type': type } };
        await refuses(ask, ['unsupported_media_type'], sent);
      }
    });

    test('takes no e-mail address that is none, or is too long', async () => {
      for (const email of ['nobody', 'a@b', `${'x'.repeat(65)}@example.com`, `x@${'y'.repeat(400)}.example`]) {
        await refuses(fixture.create(email), ['invalid_input']);
      }
    });

    test('knows nobody by an over-long name, or one that is no text', async () => {
      for (const id of ['x'.repeat(5000), '%ff', '%', 'a%00b']) {
        for (const ask of [fixture.read, fixture.readIdentities]) {
          await refuses(ask(id), ['user_not_found', 'invalid_input', 'route_not_found']);
        }
      }
    });

    test('answers the same request under an Idempotency-Key the same, and no other', async () => {
      const twice = fixture.create('twice@example.com');
      const sent = { ...headers, 'content-type': 'application/json', 'idempotency-key': 'twice' };
      const send = () =>
        fetch(it.baseUrl + twice.path, { method: twice.method, headers: sent, body: JSON.stringify(twice.body) });
      const [first, second] = [await send(), await send()];
      expect(second.status).toBe(first.status);
      expect(first.status).toBeLessThan(300);
      expect(withoutRequestId(await second.text())).toBe(withoutRequestId(await first.text()));
      const key = { by: 'email', email: 'twice@example.com' } as const;
      expect(await it.operations.users.find(it.actor, key)).toHaveLength(1);
      await refuses(fixture.create('other@example.com'), ['idempotency_key_reused'], { headers: sent });
    });

    test('says in its own words that a path is not there', async () => {
      for (const prefix of dialect.prefixes) {
        for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const) {
          await refuses({ method, path: `${prefix}/nothing/is/here` }, ['route_not_found']);
        }
      }
    });

    test('says which methods a path has', () => refuses(fixture.wrongMethod, ['method_not_allowed']));
  });
}

function withoutRequestId(body: string): string {
  return body.replaceAll(/"(request_?id|requestId)":"[^"]*"/gi, '');
}
