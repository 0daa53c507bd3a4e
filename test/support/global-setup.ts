// Runs once around all test files. A PostgreSQL server takes two seconds, and most runs of a few files need none: so it
// is started by the first test that asks for it, and here is only whom to ask.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { type PostgresServer, startPostgresServer } from './postgres-server.ts';
import { clearScreenshots } from './screenshots.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Answers a GET with the URL of the run's PostgreSQL server, starting it if nobody asked before. */
    postgresUrlSource: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  clearScreenshots();
  let server: Promise<PostgresServer> | undefined;
  const source = createServer((_request, response) => {
    server ??= startPostgresServer();
    server.then(
      ({ url }) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((done) => source.listen(0, '127.0.0.1', done));
  project.provide('postgresUrlSource', `http://127.0.0.1:${(source.address() as AddressInfo).port}`);
  return async () => {
    source.close();
    source.closeAllConnections();
    await (await server?.catch(() => undefined))?.stop();
  };
}
