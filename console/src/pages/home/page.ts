import type { Page } from '../../page.ts';

export const pages: Page[] = [
  { path: '/', title: 'Home', navigation: { order: 10, icon: 'home' }, load: () => import('./home-page.tsx') },
];
