import type { Page } from '../../page.ts';

export const pages: Page[] = [
  {
    path: '/users',
    title: 'Users',
    scope: 'users:read',
    navigation: { order: 20, icon: 'users' },
    load: () => import('./users-page.tsx'),
  },
];
