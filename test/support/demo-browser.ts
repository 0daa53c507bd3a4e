/** Plays the browser at the demo provider, without one: follows redirects, keeps cookies, submits the form. */
export async function chooseAtDemoProvider(authorization: URL, personId: string): Promise<URL> {
  const cookies = new Map<string, string>();

  async function visit(url: URL, init: RequestInit = {}): Promise<{ response: Response; url: URL } | { left: URL }> {
    if (url.origin !== authorization.origin) return { left: url };
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } });
    for (const header of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    return location === null ? { response, url } : visit(new URL(location, url));
  }

  const page = await visit(authorization);
  if ('left' in page) return page.left;
  const html = await page.response.text();
  const action = /<form method="post" action="([^"]+)"/.exec(html)?.[1];
  if (action === undefined) throw new Error(`no form at ${page.url}: ${html}`);
  const answer = await visit(new URL(action, page.url), {
    method: 'POST',
    body: new URLSearchParams({ person: personId }),
  });
  if ('left' in answer) return answer.left;
  throw new Error(`the provider kept the person at ${answer.url}: ${await answer.response.text()}`);
}
