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

export interface Look {
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

/** A hosted page. */
export async function expectSound(page: Page, { tag }: Language, name: string): Promise<void> {
  expect({ name, lang: await page.getAttribute('html', 'lang') }).toEqual({ name, lang: tag });
  // Colours are those of every language: one look at each of the others tells what is the language's.
  const wanted = (look: Look) => tag === 'en' || (look.width === phone.width && look.colorScheme === 'light');
  await expectSoundLooks(page, `${name}-${tag}`, { pictured: wanted, tested: wanted });
}

/** Two looks that differ in everything: what hangs on the width, and what on the colours, is in one of them. */
export function isOfTwo({ width, colorScheme }: Look): boolean {
  return (width === phone.width) === (colorScheme === 'light');
}

/**
 * Any page, in each way of looking at it. All are measured, those that are `pictured` kept, those that are `tested` looked
 * through by axe-core. Leaves it on a desk, in the dark.
 */
export async function expectSoundLooks(
  page: Page,
  name: string,
  { pictured = () => true, tested = () => true }: Partial<Record<'pictured' | 'tested', (look: Look) => boolean>> = {},
): Promise<void> {
  // Its text and not its answer: an evaluated script gives back what it ends with.
  await page.evaluate(`${axe};0`);
  for (const look of looks) {
    const { width, height, colorScheme } = look;
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // A page that follows by script does so a moment later, and says so.
    const following = `html[data-mantine-color-scheme="${colorScheme}"], html:not([data-mantine-color-scheme])`;
    await page.locator(following).waitFor({ state: 'attached' });
    const shape = { name, width, colorScheme };
    const wide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
    await expect.poll(async () => ({ ...shape, wide: await page.evaluate(wide) })).toEqual({ ...shape, wide: false });
    if (pictured(look)) await keepScreenshot(page, `${name}-${width}-${colorScheme}`);
    if (!tested(look)) continue;
    const { violations } = (await page.evaluate(
      `axe.run(document, { runOnly: ${JSON.stringify(rules)}, resultTypes: ['violations'] })`,
    )) as { violations: Violation[] };
    const found = violations.map(({ id, help, nodes }) => [id, help, nodes.map(({ html }) => html)]);
    expect({ ...shape, found }).toEqual({ ...shape, found: [] });
  }
}
