/**
 * A CAS server on loopback, as strict as the protocol 3.0 lets one be: it serves the applications that it knows alone, a
 * ticket is good once, for a few seconds, and only for the very service that it was given out for; a wrong try spends it.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CasPerson {
  user: string;
  password: string;
  attributes: Record<string, string | string[]>;
}

export interface CasServer {
  /** What a connection's `url` is. */
  url: string;
  people: CasPerson[];
  /** Addresses of services that it serves begin with one of these; all, while there are none. */
  services: string[];
  /** Every ticket that somebody asked about. */
  validated: string[];
  /** Tickets that came of a session that the browser had, and not of a password typed just now. */
  stale: Set<string>;
  /** What it answers about a good ticket, in place of the person. */
  said: string | null;
  status: number;
  /** A ticket for this person, as a browser that signed in would bring it. */
  issue(service: string, user: string): string;
  /** The person's browser at this address of the server: signs in by its form, and is sent on to what this answers. */
  signIn(loginUrl: string, user: string, password?: string): Promise<URL>;
  /** Forgets everything but the people. */
  reset(): void;
  close(): Promise<void>;
}

const ticketSeconds = 10;

export const casSuccess = (inner: string): string =>
  `<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas"><cas:authenticationSuccess>${inner}</cas:authenticationSuccess></cas:serviceResponse>`;

export const casFailure = (code: string): string =>
  `<cas:serviceResponse xmlns:cas='http://www.yale.edu/tp/cas'><cas:authenticationFailure code="${code}">the-server-said-this</cas:authenticationFailure></cas:serviceResponse>`;

export function casAnswerOf({ user, attributes }: CasPerson): string {
  const elements = Object.entries(attributes).flatMap(([name, values]) =>
    [values].flat().map((value) => `<cas:${name}>${escapeXml(value)}</cas:${name}>`),
  );
  return casSuccess(`<cas:user>${escapeXml(user)}</cas:user><cas:attributes>${elements.join('')}</cas:attributes>`);
}

export async function startCasServer(people: CasPerson[]): Promise<CasServer> {
  let tickets = new Map<string, { service: string; user: string; until: number }>();
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const self: CasServer = {
    url: `${origin}/cas`,
    people,
    services: [],
    validated: [],
    stale: new Set(),
    said: null,
    status: 200,
    issue(service, user) {
      const ticket = `ST-${tickets.size + 1}-${randomBytes(15).toString('base64url')}`;
      tickets.set(ticket, { service, user, until: Date.now() + ticketSeconds * 1000 });
      return ticket;
    },
    async signIn(loginUrl, user, password = passwordOf(user)) {
      const page = await (await fetch(loginUrl)).text();
      const [, execution = ''] = /name="execution" value="([^"]+)"/.exec(page) ?? [];
      const body = new URLSearchParams({ username: user, password, execution, _eventId: 'submit' });
      const done = await fetch(loginUrl, { method: 'POST', body, redirect: 'manual' });
      const location = done.headers.get('location');
      if (location === null) throw new Error(`the CAS server answered ${done.status}: ${await done.text()}`);
      return new URL(location);
    },
    reset() {
      tickets = new Map();
      Object.assign(self, { services: [], validated: [], stale: new Set(), said: null, status: 200 });
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close').catch(() => undefined);
    },
  };

  const passwordOf = (user: string) => self.people.find((each) => each.user === user)?.password ?? '';

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, origin);
    const service = searchParams.get('service') ?? '';
    if (pathname === '/cas/p3/serviceValidate' && request.method === 'GET') {
      const ticket = searchParams.get('ticket') ?? '';
      self.validated.push(ticket);
      response.writeHead(self.status, { 'content-type': 'application/xml;charset=UTF-8' });
      return void response.end(validate(ticket, service, searchParams.has('renew')));
    }
    if (pathname !== '/cas/login') return void response.writeHead(404).end();
    if (!isServed(service)) return void response.writeHead(403).end('this application may not use the server');
    if (request.method === 'GET')
      return void response.end('<form method="post"><input name="execution" value="e1s1"></form>');
    const typed = new URLSearchParams(await textOf(request));
    const known = self.people.find(
      ({ user, password }) => user === typed.get('username') && password === typed.get('password'),
    );
    if (!known || typed.get('execution') !== 'e1s1') return void response.writeHead(401).end('the password is wrong');
    // The service's own query stays, and the ticket comes after it (§2.2.4).
    const back = new URL(service);
    back.searchParams.set('ticket', self.issue(service, known.user));
    response.writeHead(302, { location: back.href }).end();
  }

  function isServed(service: string): boolean {
    return (
      URL.canParse(service) && (self.services.length === 0 || self.services.some((one) => service.startsWith(one)))
    );
  }

  function validate(ticket: string, service: string, renew: boolean): string {
    const issued = tickets.get(ticket);
    tickets.delete(ticket);
    const isSpent = issued === undefined || issued.until < Date.now();
    if (isSpent || (renew && self.stale.has(ticket))) return casFailure('INVALID_TICKET');
    if (issued.service !== service) return casFailure('INVALID_SERVICE');
    const person = self.people.find(({ user }) => user === issued.user);
    return self.said ?? (person ? casAnswerOf(person) : casFailure('INTERNAL_ERROR'));
  }

  return self;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request) text += String(part);
  return text;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
