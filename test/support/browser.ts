/** As much of a browser as signing in needs: cookies of one host, and redirects seen one by one. */
import { chooseAtDemoProvider } from './demo-browser.ts';

export interface Answer {
  status: number;
  location: string | null;
  headers: Headers;
  html: string;
}

export class Browser {
  readonly cookies = new Map<string, string>();
  readonly #baseUrl: string;
  readonly #headers: Record<string, string>;

  /** `headers` go with every request. */
  constructor(baseUrl: string, headers: Record<string, string> = {}) {
    this.#baseUrl = baseUrl;
    this.#headers = headers;
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#send(path, { headers });
  }

  async post(path: string, form: Record<string, string>): Promise<Answer> {
    return this.#send(path, { method: 'POST', body: new URLSearchParams(form) });
  }

  /** From the page's link to the provider's answer: where the browser is then sent. */
  async goToProvider(connection: string, person: string, query = ''): Promise<string> {
    const start = await this.get(`/sign-in/with/${connection}${query}`);
    if (start.location === null) throw new Error(`no redirect: ${start.status} ${start.html}`);
    const callback = await chooseAtDemoProvider(new URL(start.location), person);
    return `${callback.pathname}${callback.search}`;
  }

  /** The whole way. */
  async signIn(connection: string, person: string, query = ''): Promise<Answer> {
    return this.get(await this.goToProvider(connection, person, query));
  }

  /** The whole way, of somebody who is asked there and says to be new. */
  async signInAsNew(connection: string, person: string): Promise<Answer> {
    const { location } = await this.signIn(connection, person);
    if (location !== '/sign-in/link') throw new Error(`nothing was asked: sent to \`${location}\``);
    const { html } = await this.get(location);
    const [, token = ''] = /name="csrf_token" value="([^"]+)"/.exec(html) ?? [];
    return this.post('/sign-in/link/new', { csrf_token: token });
  }

  /** What the account page says. */
  async readAccount(): Promise<{ userId: string; html: string; csrfToken: string }> {
    const { status, html } = await this.get('/account');
    if (status !== 200) throw new Error(`the account page answered ${status}`);
    const [, userId = ''] = /id is <code>([^<]+)</.exec(html) ?? [];
    const [, csrfToken = ''] = /name="csrf_token" value="([^"]+)"/.exec(html) ?? [];
    return { userId, html, csrfToken };
  }

  async #send(path: string, init: RequestInit & { headers?: Record<string, string> }): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(path, this.#baseUrl), {
      ...init,
      redirect: 'manual',
      headers: { accept: 'text/html', ...this.#headers, ...init.headers, ...(cookie && { cookie }) },
    });
    for (const header of response.headers.getSetCookie()) this.#keep(header);
    return {
      status: response.status,
      location: response.headers.get('location'),
      headers: response.headers,
      html: await response.text(),
    };
  }

  #keep(header: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
    const expires = /expires=([^;]+)/i.exec(header)?.[1];
    if (value === '' || (expires !== undefined && Date.parse(expires) <= Date.now())) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}
