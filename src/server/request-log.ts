/**
 * The one line that every request leaves in the log. It is as a line of `log.ts` would be, but put together by hand: making
 * a logger for each request and a line by the general way took a tenth of a request's time.
 */
import type { FastifyBaseLogger } from 'fastify';
import type { Bindings, DestinationStream } from 'pino';
import { redact } from './log.ts';

export interface AnsweredRequest {
  reqId: string;
  method: string;
  /** Without its query. */
  path: string;
  status: number;
  ms: number;
}

export type LogRequest = (request: AnsweredRequest) => void;

/**
 * A text in which nothing secret can stand, as `log.ts` knows secrets: no segment is as long as a part of an API key, and
 * there is none of the marks by which the others are told (blank, colon, equals sign, quotation mark, dot). Nor is there
 * anything that JSON escapes.
 */
const plain = /^(?:\/?[\w%|-]{0,42})(?:\/[\w%|-]{0,42})*$/;

/** `pid`: of the process, where several write one log. */
export function createRequestLog(
  destination: DestinationStream,
  { pid, now = Date.now }: { pid?: number; now?: () => number } = {},
): LogRequest {
  const origin = pid === undefined ? '' : `"pid":${pid},`;
  let at = 0;
  let time = '';
  return ({ reqId, method, path, status, ms }) => {
    const current = now();
    if (current !== at) {
      at = current;
      time = new Date(current).toISOString();
    }
    const head = `{"level":"info","time":"${time}",${origin}`;
    if (plain.test(path) && plain.test(reqId))
      destination.write(
        `${head}"reqId":"${reqId}","method":"${method}","path":"${path}","status":${status},"ms":${ms},"msg":"request"}\n`,
      );
    else {
      const rest = JSON.stringify({ reqId, method, path, status, ms, msg: 'request' });
      destination.write(redact(`${head}${rest.slice(1)}\n`));
    }
  };
}

/** A request's own logger, with the request's id in its lines: made when something is said, which is nearly never. */
export function createLazyLog(parent: FastifyBaseLogger, bindings: Bindings, options: object): FastifyBaseLogger {
  return new LazyLog(parent, bindings, options) as unknown as FastifyBaseLogger;
}

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
type Say = (...said: unknown[]) => void;

class LazyLog {
  private made: FastifyBaseLogger | null = null;

  constructor(
    private readonly parent: FastifyBaseLogger,
    private readonly bindings: Bindings,
    private readonly options: object,
  ) {}

  get level(): string {
    return this.parent.level;
  }

  child(bindings: Bindings, options?: object): FastifyBaseLogger {
    return this.own().child(bindings, options);
  }

  fatal(...said: unknown[]): void {
    this.say('fatal', said);
  }
  error(...said: unknown[]): void {
    this.say('error', said);
  }
  warn(...said: unknown[]): void {
    this.say('warn', said);
  }
  info(...said: unknown[]): void {
    this.say('info', said);
  }
  debug(...said: unknown[]): void {
    this.say('debug', said);
  }
  trace(...said: unknown[]): void {
    this.say('trace', said);
  }
  silent(): void {}

  private say(level: Level, said: unknown[]): void {
    const own = this.own();
    (own[level] as Say).apply(own, said);
  }

  private own(): FastifyBaseLogger {
    this.made ??= this.parent.child(this.bindings, this.options);
    return this.made;
  }
}
