import type { Page } from '../../page.ts';

export const pages: Page[] = [
  {
    path: '/explain',
    title: 'Explain',
    scope: 'identity_providers:read',
    navigation: { order: 60, icon: 'explain' },
    load: () => import('./explain-page.tsx'),
  },
];
