import { describe, expect, test } from 'vitest';
import { createLogger } from './log.ts';
import { type AnsweredRequest, createRequestLog } from './request-log.ts';

const request: AnsweredRequest = {
  reqId: '01a1fdba-eae8-7aba-a9c2-7c14d0d8e154',
  method: 'GET',
  path: '/v1/users/01a1fdba-eae8-7aba-a9c2-7c14d0d8e154/identities',
  status: 200,
  ms: 1.25,
};
const secret = 'b7'.repeat(21).padEnd(43, 'c');

/** What the log says of the request when its line is put together by hand, and what its logger would say. */
function bothLines(given: AnsweredRequest, pid?: number): { byHand: string; byLogger: string } {
  const origin = pid === undefined ? {} : { pid };
  const byHand: string[] = [];
  createRequestLog({ write: (line) => void byHand.push(line) }, { ...origin, now: () => 0 })(given);
  const byLogger: string[] = [];
  createLogger({ level: 'info', destination: { write: (line) => void byLogger.push(line) }, ...origin }).info(
    given,
    'request',
  );
  const atOnce = (lines: string[]) => lines.join('').replace(/"time":"[^"]*"/, '"time":"now"');
  return { byHand: atOnce(byHand), byLogger: atOnce(byLogger) };
}

describe('the line of a request', () => {
  test.each([
    ['plain', request],
    ['with an Auth0 id', { ...request, path: '/api/v2/users/auth0%7C5f7c8ec7c33c6c004bbafe82' }],
    ['of the root', { ...request, path: '/' }],
    ['of something that is escaped in JSON', { ...request, path: '/a"b\\c' }],
    ['of an id that somebody chose', { ...request, reqId: 'x"} \n{"level":"error' }],
    ['of a path that ends in a key', { ...request, path: `/v1/sk_${secret}_${secret}` }],
    ['of a path that ends in a secret', { ...request, path: `/v1/users/${secret}` }],
    ['with a credential in it', { ...request, path: '/x/password=hunter2hunter2' }],
  ])('is that of a logger: %s', (_what, given) => {
    const { byHand, byLogger } = bothLines(given);
    expect(byHand).toBe(byLogger);
    expect(byHand.split('\n')).toHaveLength(2);
    expect(byHand).not.toMatch(new RegExp(`${secret}|hunter2`));
  });

  test('says of which process it is, where there are several', () => {
    const { byHand, byLogger } = bothLines(request, 42);
    expect(byHand).toBe(byLogger);
    expect(JSON.parse(byHand)).toMatchObject({ pid: 42 });
  });

  test('has the time at which it was written', () => {
    const lines: string[] = [];
    let at = Date.parse('2026-01-15T12:00:00.120Z');
    const log = createRequestLog({ write: (line) => void lines.push(line) }, { now: () => at });
    log(request);
    at += 1;
    log(request);
    expect(lines.map((line) => JSON.parse(line).time)).toEqual([
      '2026-01-15T12:00:00.120Z',
      '2026-01-15T12:00:00.121Z',
    ]);
  });
});
