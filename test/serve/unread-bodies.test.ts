/** Whoever is refused before its body was read loses the connection: what is still on its way is of no use to anybody. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe('a request that is refused before its body was read', () => {
  let it: TestApp;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    it = await startTestApp();
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await it.close();
  });

  /** Sends the head of a request and no body, and answers with all that came until the server closed or, unless it does, the head. */
  const ask = async (head: string[], until: 'end' | 'head'): Promise<string> => {
    const { hostname, port } = new URL(it.baseUrl);
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    socket.setEncoding('utf8').on('error', () => {});
    socket.write([...head, `Host: ${hostname}`, '', ''].join('\r\n'));
    let answer = '';
    socket.on('data', (text) => {
      answer += text;
    });
    if (until === 'end') await once(socket, 'close');
    else await expect.poll(() => answer.includes('\r\n\r\n')).toBe(true);
    return answer;
  };

  test.each([
    ['without a key', 401, ['POST /v1/users HTTP/1.1', 'Content-Type: application/json', 'Content-Length: 900000']],
    ['in chunks, without a key', 401, ['POST /v1/users HTTP/1.1', 'Transfer-Encoding: chunked']],
    ['of a path that is not there', 404, ['PUT /nowhere HTTP/1.1', 'Content-Length: 900000']],
    ['of a token nobody has', 401, ['PATCH /api/v2/users/auth0%7Cx HTTP/1.1', 'Content-Length: 900000']],
  ])('%s: is answered %i, and the connection closed', async (_what, status, head) => {
    const answer = await ask(head, 'end');
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer.toLowerCase()).toContain('\r\nconnection: close\r\n');
  });

  test.each([
    ['a refusal of what has no body', ['GET /v1/users HTTP/1.1']],
    ['a refusal of an empty body', ['DELETE /v1/users/x HTTP/1.1', 'Content-Length: 0']],
  ])('%s keeps the connection', async (_what, head) => {
    const answer = await ask(head, 'head');
    expect(answer).toMatch(/^HTTP\/1.1 401 /);
    expect(answer.toLowerCase()).not.toContain('connection: close');
  });
});
