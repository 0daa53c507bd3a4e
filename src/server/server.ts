/**
 * The HTTP server: limits, request ids, logs, metrics, health, and the dialects that it is given. It knows no vendor's
 * words and no SQL.
 */
import { randomUUID } from 'node:crypto';
import { maxHeaderSize } from 'node:http';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
} from 'fastify';
import { type Dialect, type DialectContext, routeNotFound, toDomainError } from '../dialects/dialect.ts';
import { addBodyParser, bodyBytesMax } from './body.ts';
import { addHealth, type Readiness } from './health.ts';
import type { Metrics } from './metrics.ts';
import { mountDialects } from './mount.ts';
import { prefersHtml } from './not-found.ts';
import { createLazyLog, type LogRequest } from './request-log.ts';
import { createSchemaCompilers } from './validation.ts';

export interface ServerOptions {
  dialects: readonly Dialect[];
  context: DialectContext;
  readiness: Readiness;
  logger: FastifyBaseLogger;
  /** Absent: the line of a request is made as any other. */
  logRequest?: LogRequest;
  metrics: Metrics;
  /**
   * How many proxies in front are believed in their `X-Forwarded-*`. INVARIANT: what a client wrote there itself is not: each
   * proxy adds what it saw behind what came, and so is good for one entry from the end.
   */
  trustProxy: false | number;
  /** Answers a browser that asks for what is not there. Absent: it is told as a program is. */
  sendNotFoundPage?: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
  /** Listens before its schemas are compiled, and compiles them between requests. Absent: when it listens, they are. */
  listensEarly?: boolean;
  /** Pages and what else belongs to no dialect. */
  pages?: (app: FastifyInstance) => Promise<void>;
}

export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { logger, metrics, logRequest = (line) => logger.info(line, 'request') } = options;
  const compilers = createSchemaCompilers();
  const app = fastify({
    schemaController: { compilersFactory: { buildSerializer: compilers.serializers } },
    loggerInstance: logger,
    childLoggerFactory: createLazyLog,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: (_address, hop) => hop < (options.trustProxy || 0),
    bodyLimit: bodyBytesMax,
    genReqId: ({ headers }) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
    },
    // The framework answers a path that cannot be decoded before any dialect sees it. Taken literally, it is a path like
    // another: something unknown, refused by the dialect whose prefix it has, in its own shape.
    rewriteUrl: ({ url = '/' }) => (isDecodable(url) ? url : url.replaceAll('%', '%25')),
    // As long as Node takes a request line at all: it would answer an over-long id by itself, too.
    routerOptions: { maxParamLength: maxHeaderSize, ignoreTrailingSlash: true },
    forceCloseConnections: 'idle',
  });
  app.setValidatorCompiler(compilers.validator);
  if (options.listensEarly) {
    const compileBetweenRequests = (): void => {
      if (compilers.compileNext()) setImmediate(compileBetweenRequests).unref();
    };
    app.addHook('onListen', async () => compileBetweenRequests());
  } else {
    app.addHook('onReady', async () => {
      while (compilers.compileNext());
    });
  }
  addBodyParser(app);
  await app.register(cookie);
  await app.register(formbody, { bodyLimit: bodyBytesMax });

  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  app.addHook('onSend', (request, reply, _payload, done) => {
    if (reply.statusCode >= 400 && leavesBodyUnread(request)) reply.header('connection', 'close');
    done();
  });
  let closing = false;
  app.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    // Its client would keep the connection, and with it the server, for the next request.
    if (closing) setImmediate(() => app.server.closeIdleConnections());
    const seconds = reply.elapsedTime / 1000;
    metrics.countRequest(request.method, request.routeOptions.url ?? 'unknown', reply.statusCode, seconds);
    // The path without its query: codes, states and e-mail addresses travel there.
    const { url } = request;
    const query = url.indexOf('?');
    const path = query < 0 ? url : url.slice(0, query);
    logRequest({
      reqId: request.id,
      method: request.method,
      path,
      status: reply.statusCode,
      ms: Math.round(seconds * 1e5) / 100,
    });
    done();
  });
  app.setErrorHandler((error, request, reply) => {
    const refusal = toDomainError(error);
    if (refusal.kind === 'internal') request.log.error({ err: error }, 'bug');
    const status = refusal.kind === 'internal' ? 500 : refusal.kind === 'not_found' ? 404 : 400;
    return reply
      .code(status)
      .send({ code: refusal.code, message: refusal.kind === 'internal' ? 'internal error' : refusal.message });
  });
  app.setNotFoundHandler((request, reply) => {
    if (options.sendNotFoundPage && prefersHtml(request)) return options.sendNotFoundPage(request, reply);
    throw routeNotFound(request);
  });

  addHealth(app, options.readiness, metrics);
  await mountDialects(app, options.dialects, options.context);
  if (options.pages) await app.register(options.pages);
  return app;
}

/** RFC 9112 §9.3: a body that is not read makes the connection good for nothing more, and would keep the server from stopping. */
function leavesBodyUnread({ raw, headers }: FastifyRequest): boolean {
  if (raw.complete) return false;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function isDecodable(url: string): boolean {
  if (!url.includes('%')) return true;
  try {
    decodeURIComponent(url.split('?', 1)[0]!);
    return true;
  } catch {
    return false;
  }
}
