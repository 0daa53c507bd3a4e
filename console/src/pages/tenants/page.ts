import type { Page } from '../../page.ts';

export const pages: Page[] = [
  {
    path: '/tenants',
    title: 'Tenants',
    scope: 'tenants:read',
    navigation: { order: 90, icon: 'tenants' },
    load: () => import('./tenants-page.tsx'),
  },
];
