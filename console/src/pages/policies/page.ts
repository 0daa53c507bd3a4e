import type { Page } from '../../page.ts';

export const pages: Page[] = [
  {
    path: '/policies',
    title: 'Policies',
    scope: 'policies:read',
    navigation: { order: 50, icon: 'policies' },
    load: () => import('./policies-page.tsx'),
  },
  {
    path: '/policies/$policyId',
    title: 'Policy',
    scope: 'policies:read',
    load: () => import('./policy-page.tsx'),
  },
];
