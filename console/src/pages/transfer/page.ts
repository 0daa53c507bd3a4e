import type { Page } from '../../page.ts';

export const pages: Page[] = [
  {
    path: '/transfer',
    title: 'Import & export',
    scope: 'users:read',
    navigation: { order: 110, icon: 'transfer' },
    load: () => import('./transfer-page.tsx'),
  },
];
