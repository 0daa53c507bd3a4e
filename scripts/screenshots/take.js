// Takes the pictures, and writes the tour: see ../screenshots.js.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { findChromium } from '../../test/support/chromium.ts';
import { startDevelopment } from '../../test/support/selfsame.ts';
import { pages } from './pages.js';
import { tellStory } from './story.js';

const docs = fileURLToPath(new URL('../../docs/', import.meta.url));
const pictures = join(docs, 'console');
const size = { width: 1280, height: 800 };
const pictureMax = 60_000;
const allMax = 900_000;

const only = process.argv.slice(2);
const wanted = pages.filter(({ name }) => only.length === 0 || only.includes(name));
const directory = mkdtempSync(join(tmpdir(), 'selfsame-screenshots-'));
const server = await startDevelopment(directory);
const { executablePath, args, env } = await findChromium();
const browser = await chromium.launch({ executablePath, args, env, headless: true });
const failed = [];
try {
  const story = await tellStory(server);
  const page = await signIn();
  mkdirSync(pictures, { recursive: true });
  for (const entry of wanted) await show(page, entry, story);
} finally {
  await browser.close();
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
}
writeTour();
if (failed.length > 0) {
  console.error(`not taken: ${failed.join(', ')}`);
  process.exitCode = 1;
}

async function signIn() {
  const context = await browser.newContext({
    baseURL: server.baseUrl,
    viewport: size,
    locale: 'en-GB',
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  await page.goto('/console/');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'Demo people' }).click();
  await page.locator('button[name=person][value=olive]').click();
  await page.locator('#main').waitFor();
  return page;
}

async function show(page, { name, path, prepare }, story) {
  const file = join(pictures, `${name}.webp`);
  rmSync(file, { force: true });
  try {
    const wanted = `/console${path(story)}`;
    await page.goto(wanted);
    await page.locator('h1').first().waitFor();
    await settle(page);
    const isThere = new URL(page.url()).pathname === wanted.split('?')[0];
    if (!isThere || (await page.getByText('There is no such page here').isVisible()))
      return console.log(`${name}: no such page, left out`);
    await prepare?.(page, story);
    await settle(page);
    const picture = await capture(page);
    writeFileSync(file, picture);
    console.log(`${name}: ${Math.ceil(picture.length / 1024)} KB`);
  } catch (error) {
    failed.push(name);
    console.error(`${name}: ${error.message}`);
  }
}

/** Nothing loads any more, and what is shown stays as it is. */
async function settle(page) {
  const look = () =>
    page.evaluate(`document.querySelector('.mantine-Loader-root') === null && document.fonts.status === 'loaded'
      ? document.body.innerHTML.length + document.body.innerText : String(Math.random())`);
  let [before, same] = [await look(), 0];
  for (let rounds = 0; same < 3 && rounds < 60; rounds++) {
    await pause(400);
    const now = await look();
    same = now === before ? same + 1 : 0;
    before = now;
  }
}

/** WebP as the browser makes it, as good as fits. */
async function capture(page) {
  const session = await page.context().newCDPSession(page);
  for (const quality of [90, 80, 70, 60, 45, 30]) {
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality, optimizeForSpeed: false });
    const picture = Buffer.from(data, 'base64');
    if (picture.length < pictureMax) {
      await session.detach();
      return picture;
    }
  }
  throw new Error(`larger than ${pictureMax} bytes, however it is compressed`);
}

/** A section for each page that there is a picture of, in the place that docs/console.md keeps for them. */
function writeTour() {
  const taken = new Set(readdirSync(pictures));
  const total = [...taken].reduce((sum, file) => sum + statSync(join(pictures, file)).size, 0);
  if (total > allMax) throw new Error(`the pictures have ${total} bytes together, and ${allMax} are the limit`);
  const sections = pages
    .filter(({ name }) => taken.has(`${name}.webp`))
    .map(({ name, title, words, alt }) => `### ${title}\n\n${words.trim()}\n\n![${alt}](console/${name}.webp)\n`);
  const file = join(docs, 'console.md');
  const text = readFileSync(file, 'utf8');
  const [begin, end] = ['<!-- tour: written by `npm run screenshots` -->\n', '<!-- end of the tour -->'];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error('docs/console.md has no place for the tour');
  writeFileSync(file, `${text.slice(0, from)}${begin}\n${sections.join('\n')}\n${text.slice(to)}`);
}
