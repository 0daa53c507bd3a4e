/** People of the demo provider who sign in at the hosted pages, for the console to see what came of it. */
import type { Page } from 'playwright-core';

/** All the way to `/account`, where the arrival is not asked anything. */
export async function arrive(page: Page, provider: RegExp, person: RegExp): Promise<void> {
  await page.goto('/sign-in');
  await page.getByRole('link', { name: provider }).click();
  await page.getByRole('button', { name: person }).first().click();
  await page.waitForURL((url) => url.pathname === '/account');
}
