/**
 * `/console`: the web console, as its own package built it (`console/dist`), and `config.json`, by which it learns where
 * operators sign in. Nothing here knows who is signed in: what an operator may do is asked of the API, with a token.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { apiAudience } from '../../domain/operator.ts';
import { renderMessagePage } from '../pages/message-page.tsx';
import { pageHeaders } from '../pages/page-headers.ts';
import { addressOf, type SiteOptions } from '../site.ts';
import { consoleHeaders, noncePlace } from './console-policy.ts';

export interface ConsoleOptions extends SiteOptions {
  /** Where the built console is; perhaps not yet. */
  consoleDir: string;
}

/** What the page needs to have somebody sign in, or why nobody can. */
type ConsoleConfig =
  | {
      issuer: string;
      client_id: string;
      scope: string;
      resource: string;
      redirect_uri: string;
      post_logout_redirect_uri: string;
    }
  /** `no_operators`: there is no operators' tenant, or nobody works in the console; `no_address`: no address leads to it. */
  | { problem: 'no_operators' | 'no_address' };

export async function addConsole(app: FastifyInstance, options: ConsoleOptions): Promise<void> {
  const { consoleDir, baseUrl } = options;
  await app.register(fastifyStatic, {
    serve: false,
    root: consoleDir,
    preCompressed: true,
    index: false,
    dotfiles: 'ignore',
    cacheControl: false,
    suppressWarning: true,
  });

  const readConfig = async (): Promise<ConsoleConfig> => {
    const found = await options.operations.operators.findConsole();
    if (!found) return { problem: 'no_operators' };
    const address = await addressOf(options, found.tenant);
    if (address === null) return { problem: 'no_address' };
    return {
      issuer: `${address}/`,
      client_id: found.application.clientId,
      scope: 'openid profile email offline_access',
      resource: apiAudience,
      redirect_uri: `${baseUrl}/console/callback`,
      post_logout_redirect_uri: `${baseUrl}/console`,
    };
  };

  const sendPage = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const elsewhere = await placeOf(request);
    if (elsewhere !== null) return reply.redirect(elsewhere, 302);
    const page = readPage(consoleDir);
    if (page === null) return reply.code(503).headers(pageHeaders).send(notBuilt);
    const config = await readConfig();
    const signIn = 'issuer' in config ? new URL(config.issuer).origin : null;
    const nonce = randomBytes(16).toString('base64');
    return reply
      .headers(consoleHeaders(nonce, signIn === new URL(baseUrl).origin ? null : signIn))
      .type('text/html; charset=utf-8')
      .send(page.replaceAll(noncePlace, nonce));
  };

  /** The console is at the installation's own address: at that of a tenant, the browser is sent there. */
  const placeOf = async (request: FastifyRequest): Promise<string | null> => {
    const host = request.host?.toLowerCase() ?? '';
    if (host === '' || host === new URL(baseUrl).host) return null;
    return (await options.operations.tenants.byHost(host)) ? `${baseUrl}${request.url}` : null;
  };

  app.get('/console/config.json', async (_request, reply) =>
    reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }).send(await readConfig()),
  );
  app.get('/console', sendPage);
  app.get<{ Params: { '*': string } }>('/console/*', async (request, reply) => {
    const path = request.params['*'];
    const isHashed = path.startsWith('assets/');
    if (!isHashed && !isFile(consoleDir, path)) return sendPage(request, reply);
    // The names of what the build hashed change with what is in them.
    const age = isHashed && existsSync(join(consoleDir, path)) ? 'public, max-age=31536000, immutable' : 'no-cache';
    reply.headers({ 'cache-control': age, 'x-content-type-options': 'nosniff' });
    return reply.sendFile(path);
  });
}

/** A file that lies beside the page, such as its icon. Everything else is a place within the console. */
function isFile(directory: string, path: string): boolean {
  return /^[a-z0-9][\w-]*\.(?:svg|png|ico|txt|webmanifest)$/i.test(path) && existsSync(join(directory, path));
}

function readPage(directory: string): string | null {
  try {
    return readFileSync(join(directory, 'index.html'), 'utf8');
  } catch {
    return null;
  }
}

const notBuilt = renderMessagePage({
  title: 'The console is not built',
  message: 'This server runs without the files of its console. Everything else works.',
  advice: 'Build them with `npm run build`, and load this page again; the server need not be started anew.',
});
