/** What the shell has to know of a page before it is loaded. Each folder of `pages/` has a `page.ts` that lists its own. */
import type { ComponentType } from 'react';
import type { IconName } from './parts/icon.tsx';

export interface Page {
  /** Below /console, with parameters as `$userId`. */
  path: string;
  title: string;
  /** Without it the page says what is missing instead of asking the server. */
  scope?: string;
  /** Its place in the navigation; a page without one is reached from others. */
  navigation?: { order: number; icon: IconName };
  load: () => Promise<{ default: ComponentType }>;
}

const modules = import.meta.glob<{ pages: Page[] }>('./pages/*/page.ts', { eager: true });

export const pages: Page[] = Object.values(modules).flatMap(({ pages }) => pages);

export const navigablePages = pages
  .filter((page) => page.navigation !== undefined)
  .sort((a, b) => a.navigation!.order - b.navigation!.order);
