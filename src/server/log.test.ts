import { describe, expect, test } from 'vitest';
import { createLogger, gatherTurns, redact } from './log.ts';

const id = 'A'.repeat(43);
const secret = 'b7'.repeat(21).padEnd(43, 'c');

describe('a line of the log', () => {
  test.each([
    ['a whole API key', `key sk_${id}_${secret} is unknown`],
    ['the secret of a key', `{"msg":"bad secret ${secret}"}`],
    ['a bearer token', `authorization: Bearer ${secret}`],
    ['a basic credential', `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`],
    ['a JSON Web Token', `token eyJhbGciOiJSUzI1NiJ9.${secret}.${secret} expired`],
    ['a header', `{"headers":{"authorization":"${id}:short","cookie":"a=${secret}; b=${secret}"}}`],
    ['a key header', `{"x-api-key":"${secret}"}`],
    ['a form', `client_id=x&client_secret=hunter2-${secret}&grant_type=client_credentials`],
    ['a JSON body inside a text', `{"msg":"{\\"client_secret\\":\\"${secret}\\"}"}`],
    ['a callback', `/sign-in/callback?code=${secret}&state=x${secret}`],
    ['the address of a database', `postgres://selfsame:${secret}@db:5432/selfsame`],
  ])('does not show %s', (_what, line) => {
    expect(redact(line)).not.toContain(secret);
  });

  test('shows what is no secret', () => {
    const line = '{"level":"info","method":"GET","path":"/v1/users/01a1fdba-eae8-7aba-a9c2-7c14d0d8e154","status":200}';
    expect(redact(line)).toBe(line);
  });

  test('is written with the others of its turn, in order, and none is lost at the end', async () => {
    const writes: string[] = [];
    const gathered = gatherTurns({ write: (lines) => void writes.push(lines) });
    const logger = createLogger({ level: 'info', destination: gathered });
    for (const nth of [1, 2]) logger.info({ nth }, 'line');
    expect(writes).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    logger.info({ nth: 3 }, 'line');
    gathered.flush();
    expect(
      writes.map((lines) =>
        lines
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line).nth),
      ),
    ).toEqual([[1, 2], [3]]);
  });

  test('has of an error its name, code, message and stack, not what hangs on it', () => {
    const lines: string[] = [];
    const logger = createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } });
    const error = Object.assign(new Error('no', { cause: new TypeError('deeper') }), {
      code: '23505',
      config: { headers: { 'x-custom': 'hunter2' } },
    });
    logger.error({ err: error }, 'bug');
    const entry = JSON.parse(lines[0]!);
    expect(Object.keys(entry.err)).toEqual(['type', 'message', 'code', 'stack', 'cause']);
    expect(entry.err).toMatchObject({ type: 'Error', message: 'no', code: '23505', cause: { message: 'deeper' } });
    expect(lines[0]).not.toContain('hunter2');
  });
});
