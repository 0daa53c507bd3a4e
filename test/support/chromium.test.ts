import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { findChromium } from './chromium.ts';

const kinds = existsSync('/usr/bin/chromium') ? (['system', 'npm'] as const) : (['npm'] as const);

test.each(kinds)('the %s browser opens a page on loopback and draws it', async (kind) => {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<h1 style="color:red">Hello, browser</h1><button>Go</button>');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  const browser = await chromium.launch(await findChromium(kind));
  try {
    const page = await browser.newPage({ viewport: { width: 400, height: 200 } });
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.getByRole('button', { name: 'Go' }).click();
    expect(await page.textContent('h1')).toBe('Hello, browser');
    const blank = await browser.newPage({ viewport: { width: 400, height: 200 } });
    const [drawn, empty] = [await page.screenshot(), await blank.screenshot()];
    expect(drawn.length).toBeGreaterThan(empty.length);
  } finally {
    await browser.close();
  }
});
