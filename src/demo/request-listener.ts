/** The demo provider's own paths; everything else is OpenID Connect's. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { type createAccounts, type DemoAccount, toGithubEmails, toGithubUser } from './accounts.ts';
import { renderAvatar, renderChoosePage, renderHomePage, renderIcon, renderMessagePage } from './pages.tsx';
import type { DemoPerson } from './people.ts';
import { stylesheet } from './stylesheet.ts';

const formBytesMax = 4096;

interface Demo {
  url: string;
  provider: Provider;
  accounts: ReturnType<typeof createAccounts>;
  people: readonly DemoPerson[];
}

export function createRequestListener(demo: Demo): RequestListener {
  const openidConnect = demo.provider.callback();
  return (request, response) => {
    const { pathname } = new URL(request.url ?? '/', demo.url);
    const [, folder = '', name = ''] = pathname.split('/');
    if (pathname === '/') return sendPage(response, 200, renderHomePage(demo.people));
    if (pathname === stylesheet.href) return sendStylesheet(response);
    if (pathname === '/icon.svg') return sendPicture(response, renderIcon());
    if (folder === 'avatars') return sendAvatar(demo, name, response);
    if (folder === 'choose') return void choose(demo, request, response).catch(() => sendExpired(response));
    if (folder === 'github') return void answerGithub(demo, pathname, request, response);
    return void openidConnect(request, response);
  };
}

/** The page with the people, and the choice made on it. */
async function choose(demo: Demo, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { uid, params } = await demo.provider.interactionDetails(request, response);
  const clientId = String(params.client_id);
  if (request.method !== 'POST') {
    const client = await demo.provider.Client.find(clientId);
    const page = renderChoosePage({ uid, people: demo.people, application: client?.clientName ?? clientId });
    return sendPage(response, 200, page);
  }
  const personId = (await readForm(request)).get('person') ?? '';
  const account = demo.accounts.of(clientId, personId);
  const result =
    account === undefined
      ? { error: 'access_denied', error_description: 'the person chose to be nobody' }
      : { login: { accountId: account.subject, remember: false } };
  return demo.provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

/** GitHub's API, for the same access tokens and in its own error shape. */
async function answerGithub(
  demo: Demo,
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const account = await findBearer(demo, request);
  if (account === undefined) return sendJson(response, 401, { message: 'Bad credentials' });
  if (pathname === '/github/user') return sendJson(response, 200, toGithubUser(account, demo.url));
  if (pathname === '/github/user/emails') return sendJson(response, 200, toGithubEmails(account));
  return sendJson(response, 404, { message: 'Not Found' });
}

async function findBearer(demo: Demo, request: IncomingMessage): Promise<DemoAccount | undefined> {
  const [, token] = /^bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  const found = token === undefined ? undefined : await demo.provider.AccessToken.find(token);
  return found?.isValid ? demo.accounts.bySubject(found.accountId) : undefined;
}

function sendExpired(response: ServerResponse): void {
  const page = renderMessagePage({
    title: 'This sign-in has expired',
    message: 'It was started too long ago, in another browser, or is over already.',
    advice: 'Go back to the application and start again.',
  });
  if (!response.headersSent) sendPage(response, 400, page);
}

/**
 * Without `form-action`: browsers hold every redirect that follows a form to it, and these go on by way of the server that
 * asked to an application of its own, which nobody knows here.
 */
function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': [
      "default-src 'none'",
      "style-src 'self'",
      "img-src 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  response.end(html);
}

function sendStylesheet(response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'text/css; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
  });
  response.end(stylesheet.body);
}

function sendAvatar(demo: Demo, name: string, response: ServerResponse): void {
  const person = demo.people.find(({ id }) => `${id}.svg` === name);
  if (person === undefined) return void response.writeHead(404).end();
  sendPicture(response, renderAvatar(person));
}

function sendPicture(response: ServerResponse, svg: string): void {
  response.writeHead(200, {
    'content-type': 'image/svg+xml',
    'content-security-policy': "default-src 'none'",
    'x-content-type-options': 'nosniff',
  });
  response.end(svg);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk;
    if (body.length > formBytesMax) throw new RangeError('the form is too long');
  }
  return new URLSearchParams(body);
}
