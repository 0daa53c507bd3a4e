// What every hosted page owes, looked at in a real browser on a desk and on a phone, light and dark: its language, nothing
// wider than the window, and nothing that axe-core finds.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Language } from '../../src/server/pages/messages/languages.ts';
import { keepScreenshot } from './screenshots.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface Look {
  width: number;
  height: number;
  colorScheme: 'light' | 'dark';
}
const desk = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };
const looks: Look[] = [
  { ...phone, colorScheme: 'light' },
  { ...phone, colorScheme: 'dark' },
  { ...desk, colorScheme: 'light' },
  { ...desk, colorScheme: 'dark' },
];

interface Violation {
  id: string;
  help: string;
  nodes: { html: string; failureSummary: string }[];
}

/** Leaves the page as it is on a phone, in the light. */
export async function expectSound(page: Page, { tag }: Language, name: string): Promise<void> {
  expect({ name, lang: await page.getAttribute('html', 'lang') }).toEqual({ name, lang: tag });
  // Its text and not its answer: an evaluated script gives back what it ends with.
  await page.evaluate(`${axe};0`);
  for (const { width, height, colorScheme } of looks) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    const shape = { name, tag, width, colorScheme };
    const wide = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
    expect({ ...shape, wide }).toEqual({ ...shape, wide: false });
    // Colours are those of every language: one look at each of the others tells what is the language's.
    if (tag !== 'en' && (width !== phone.width || colorScheme !== 'light')) continue;
    await keepScreenshot(page, `${name}-${tag}-${width}-${colorScheme}`);
    const { violations } = (await page.evaluate(
      `axe.run(document, { runOnly: ${JSON.stringify(rules)}, resultTypes: ['violations'] })`,
    )) as { violations: Violation[] };
    const found = violations.map(({ id, help, nodes }) => [id, help, nodes.map(({ html }) => html)]);
    expect({ ...shape, found }).toEqual({ ...shape, found: [] });
  }
}
