import type { Page } from '../../page.ts';

export const pages: Page[] = [
  {
    path: '/events',
    title: 'Events',
    scope: 'events:read',
    navigation: { order: 100, icon: 'events' },
    load: () => import('./events-page.tsx'),
  },
];
