import type { Page } from '../../page.ts';

export const pages: Page[] = [
  {
    path: '/review',
    title: 'Review',
    scope: 'users:read',
    navigation: { order: 30, icon: 'review' },
    load: () => import('./review-page.tsx'),
  },
];
