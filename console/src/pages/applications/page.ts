import type { Page } from '../../page.ts';

export const pages: Page[] = [
  {
    path: '/applications',
    title: 'Applications',
    scope: 'applications:read',
    navigation: { order: 70, icon: 'applications' },
    load: () => import('./applications-page.tsx'),
  },
  {
    path: '/applications/$applicationId',
    title: 'Application',
    scope: 'applications:read',
    load: () => import('./application-page.tsx'),
  },
];
