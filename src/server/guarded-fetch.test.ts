import type { LookupAddress } from 'node:dns';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { createGuardedFetch, type GuardedFetch, GuardedFetchError, type GuardedFetchOptions } from './guarded-fetch.ts';

const loopback = ['127.0.0.0/8', '::1/128'];
const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function serve(listener: RequestListener): Promise<{ port: number; connections: () => number }> {
  let connections = 0;
  const server: Server = createServer(listener);
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  return { port: (server.address() as AddressInfo).port, connections: () => connections };
}

function guard(options: GuardedFetchOptions): GuardedFetch {
  const guarded = createGuardedFetch(options);
  closers.push(() => guarded.close());
  return guarded;
}

/** Answers each look-up with the next of `answers`, and counts. */
function scriptedLookup(answers: string[]) {
  let calls = 0;
  const lookup = (_host: string, _options: object, callback: (error: null, found: LookupAddress[]) => void) => {
    const address = answers[Math.min(calls, answers.length - 1)] ?? '';
    calls += 1;
    callback(null, [{ address, family: address.includes(':') ? 6 : 4 }]);
  };
  return { lookup: lookup as unknown as NonNullable<GuardedFetchOptions['lookup']>, calls: () => calls };
}

test.each([
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '0.0.0.0',
  '[::1]',
  '[::ffff:127.0.0.1]',
  'localhost',
])('does not connect to this machine under the spelling `%s`', async (host) => {
  const server = await serve((_request, response) => response.end('secret'));
  const { fetch } = guard({ insecureAllowHttp: true });
  await expect(fetch(`http://${host}:${server.port}/`)).rejects.toThrow(GuardedFetchError);
  expect(server.connections()).toBe(0);
});

test('does not call the metadata service of a cloud', async () => {
  const { fetch } = guard({ insecureAllowHttp: true });
  await expect(fetch('http://169.254.169.254/latest/meta-data/')).rejects.toThrow('not a public address');
});

test('does not connect to a name that resolves to a private address', async () => {
  const server = await serve((_request, response) => response.end('secret'));
  const { lookup } = scriptedLookup(['127.0.0.1']);
  const { fetch } = guard({ insecureAllowHttp: true, lookup });
  await expect(fetch(`http://provider.example:${server.port}/`)).rejects.toThrow('`provider.example` is not a public');
  expect(server.connections()).toBe(0);
});

test('connects to the very address that was checked, so a second answer of the name is never asked for', async () => {
  const server = await serve((_request, response) => response.end('reached'));
  const { lookup, calls } = scriptedLookup(['127.0.0.1', '10.0.0.1']);
  const { fetch } = guard({ insecureAllowHttp: true, allowedNetworks: ['127.0.0.1/32'], lookup });
  const response = await fetch(`http://provider.example:${server.port}/`);
  expect(await response.text()).toBe('reached');
  expect(calls()).toBe(1);
});

test('does not follow a name that changed its mind between two requests', async () => {
  const server = await serve((_request, response) => response.setHeader('connection', 'close').end('reached'));
  const { lookup, calls } = scriptedLookup(['127.0.0.1', '127.0.0.2']);
  const { fetch } = guard({ insecureAllowHttp: true, allowedNetworks: ['127.0.0.1/32'], lookup });
  await (await fetch(`http://provider.example:${server.port}/`)).text();
  await expect(fetch(`http://provider.example:${server.port}/`)).rejects.toThrow('not a public address');
  expect(calls()).toBe(2);
});

test('passes method, headers and body on, and status and headers back', async () => {
  const server = await serve((request, response) => {
    request.setEncoding('utf8').on('data', (body) => {
      response.writeHead(418, { 'x-seen': `${request.method} ${request.headers['x-sent']} ${body}` }).end();
    });
  });
  const { fetch } = guard({ insecureAllowHttp: true, allowedNetworks: loopback });
  const response = await fetch(`http://127.0.0.1:${server.port}/`, {
    method: 'POST',
    headers: { 'x-sent': 'header' },
    body: new URLSearchParams({ a: '1' }),
  });
  expect([response.status, response.headers.get('x-seen')]).toEqual([418, 'POST header a=1']);
  expect(response).toBeInstanceOf(Response);
});

test('refuses plain http unless told otherwise, and a name or password in the address', async () => {
  await expect(guard({}).fetch('http://provider.example/')).rejects.toThrow('must be called over https');
  await expect(guard({}).fetch('ftp://provider.example/')).rejects.toThrow('must be called over https');
  await expect(guard({}).fetch('https://user:secret@provider.example/')).rejects.toThrow(
    'the address of `provider.example` carries a user name or password',
  );
});

test('follows a redirect within the host, and none to another host or port', async () => {
  const other = await serve((_request, response) => response.end('secret'));
  const server = await serve((request, response) => {
    if (request.url === '/start') response.writeHead(302, { location: '/end' }).end();
    else if (request.url === '/away') response.writeHead(302, { location: `http://127.0.0.1:${other.port}/` }).end();
    else if (request.url === '/loop') response.writeHead(302, { location: '/loop' }).end();
    else response.end('end');
  });
  const { fetch } = guard({ insecureAllowHttp: true, allowedNetworks: loopback });
  const base = `http://127.0.0.1:${server.port}`;
  expect(await (await fetch(`${base}/start`)).text()).toBe('end');
  expect((await fetch(`${base}/start`, { redirect: 'manual' })).status).toBe(302);
  await expect(fetch(`${base}/away`)).rejects.toThrow('redirect that is not followed');
  await expect(fetch(`${base}/loop`)).rejects.toThrow('redirects too often');
  await expect(fetch(`${base}/start`, { method: 'POST', body: 'a' })).rejects.toThrow('redirect that is not followed');
  await expect(fetch(`${base}/start`, { redirect: 'error' })).rejects.toThrow('redirect that is not followed');
  expect(other.connections()).toBe(0);
});

test('cuts off an answer that is too long, also one that only becomes so when unpacked', async () => {
  const server = await serve((request, response) => {
    if (request.url === '/packed') response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(100_000)));
    else response.end(Buffer.alloc(Number(request.url?.slice(1))));
  });
  const { fetch } = guard({ insecureAllowHttp: true, allowedNetworks: loopback, responseBytesMax: 10_000 });
  const read = async (path: string) =>
    (await (await fetch(`http://127.0.0.1:${server.port}${path}`)).arrayBuffer()).byteLength;
  expect(await read('/10000')).toBe(10_000);
  await expect(read('/10001')).rejects.toThrow('longer than 10000 bytes');
  await expect(read('/packed')).rejects.toThrow('longer than 10000 bytes');
});

test('gives up on a server that accepts and never answers, and on one that never ends its answer', async () => {
  const server = await serve((request, response) => {
    if (request.url === '/drip') response.write('{');
  });
  const { fetch } = guard({ insecureAllowHttp: true, allowedNetworks: loopback, timeoutMs: 100 });
  const base = `http://127.0.0.1:${server.port}`;
  await expect(fetch(`${base}/silent`)).rejects.toThrow('did not answer in time');
  await expect(fetch(`${base}/drip`).then((response) => response.text())).rejects.toThrow();
});

test('says that a server could not be reached, in its own words', async () => {
  const server = await serve(() => {});
  await Promise.all(closers.splice(0).map((close) => close()));
  const { fetch } = guard({ insecureAllowHttp: true, allowedNetworks: loopback });
  await expect(fetch(`http://127.0.0.1:${server.port}/`)).rejects.toThrow(
    new GuardedFetchError(`\`127.0.0.1:${server.port}\` could not be reached`),
  );
});

test("leaves the caller's own abort to the caller", async () => {
  const server = await serve(() => {});
  const { fetch } = guard({ insecureAllowHttp: true, allowedNetworks: loopback });
  const controller = new AbortController();
  const pending = fetch(`http://127.0.0.1:${server.port}/`, { signal: controller.signal });
  controller.abort();
  await expect(pending).rejects.toMatchObject({ name: 'AbortError' });
});
