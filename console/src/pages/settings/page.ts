import type { Page } from '../../page.ts';

export const pages: Page[] = [
  {
    path: '/settings',
    title: 'Settings',
    scope: 'tenants:read',
    navigation: { order: 120, icon: 'settings' },
    load: () => import('./settings-page.tsx'),
  },
];
