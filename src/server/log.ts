/**
 * The log: JSON lines. What goes in is chosen where it is logged (never a header, a body or a query); this file owns the
 * net under it, for the error of a library that carries what it was given.
 */
import { type DestinationStream, type Logger, pino } from 'pino';

/** What a secret looks like wherever it stands in a line. */
const secretPatterns: readonly [RegExp, string][] = [
  // Whole API keys, and the public id or secret of one (43 letters and digits).
  [/\bsk_[0-9A-Za-z]{43}_[0-9A-Za-z]{43}\b/g, 'sk_…'],
  [/\b[0-9A-Za-z]{43}\b/g, '…'],
  // JSON Web Tokens.
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, 'eyJ…'],
  [/\b(bearer|basic)\s+[\w.~+/=:-]{8,}/gi, '$1 …'],
  // Credentials in the addresses of databases and proxies.
  [/(:\/\/[^\s:/@"]*):[^\s@"/]+@/g, '$1:…@'],
  [/"(authorization|cookie|set-cookie|x-api-key|x-authing-[\w-]+)":"(?:[^"\\]|\\.)*"/gi, '"$1":"…"'],
  [
    /\b(client_?secret|access_?key_?secret|password|access_?token|refresh_?token|id_?token|code_?verifier|api_?key)(\\?["']?\s*[:=]\s*\\?["']?)[^\s"'&,;\\}]+/gi,
    '$1$2…',
  ],
  [/([?&](?:code|state|nonce|login_hint)=)[^&\s"\\#]+/gi, '$1…'],
];

/** Whether any of the patterns may be there, in one look: nearly no line has one. */
const suspicious = new RegExp(secretPatterns.map(([{ source }]) => source).join('|'), 'i');

export function redact(line: string): string {
  if (!suspicious.test(line)) return line;
  let text = line;
  for (const [pattern, replacement] of secretPatterns) text = text.replace(pattern, replacement);
  return text;
}

export interface Gathered extends DestinationStream {
  /** Writes what waits: at the end of the process, which has no further turn. */
  flush(): void;
}

/** The lines of one turn of the event loop as one write: under load a write for each line costs more than making it. */
export function gatherTurns(destination: DestinationStream): Gathered {
  let waiting = '';
  const flush = () => {
    const lines = waiting;
    waiting = '';
    if (lines !== '') destination.write(lines);
  };
  return {
    write(line) {
      if (waiting === '') setImmediate(flush);
      waiting += line;
    },
    flush,
  };
}

/** `pid`: of which process a line is, where several write to one place; absent: there is only this one. */
export function createLogger(options: { level: string; destination: DestinationStream; pid?: number }): Logger {
  return pino(
    {
      level: options.level,
      base: options.pid === undefined ? null : { pid: options.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError },
      hooks: { streamWrite: redact },
    },
    options.destination,
  );
}

/** Name, message, code and stack; not the other properties, where drivers and clients hang whole requests. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: error.message,
    ...(typeof code === 'string' && { code }),
    stack: error.stack,
    ...(error.cause instanceof Error && { cause: describeError(error.cause) }),
  };
}
