import type { Page } from '../../page.ts';

export const pages: Page[] = [
  {
    path: '/api-keys',
    title: 'API keys',
    scope: 'api_keys:read',
    navigation: { order: 80, icon: 'keys' },
    load: () => import('./api-keys-page.tsx'),
  },
];
