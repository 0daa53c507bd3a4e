// What the pages looked like in this run, for a person to look at: git does not keep them, CI may.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';

/** `SELFSAME_SCREENSHOTS` names another folder. */
const folder = resolve(process.env.SELFSAME_SCREENSHOTS ?? join(import.meta.dirname, '../../test-output/screenshots'));

/** Before the first test of a run: those of the last one go. Nothing else does, whatever folder was named. */
export function clearScreenshots(): void {
  for (const each of [folder, join(folder, 'console')]) {
    mkdirSync(each, { recursive: true });
    for (const name of readdirSync(each)) if (name.endsWith('.png')) rmSync(join(each, name));
  }
}

export async function keepScreenshot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
