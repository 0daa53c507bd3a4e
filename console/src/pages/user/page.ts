import type { Page } from '../../page.ts';

export const pages: Page[] = [
  { path: '/users/$userId', title: 'User', scope: 'users:read', load: () => import('./user-page.tsx') },
];
