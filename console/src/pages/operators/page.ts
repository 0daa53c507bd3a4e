import type { Page } from '../../page.ts';

export const pages: Page[] = [
  {
    path: '/operators',
    title: 'Operators',
    scope: 'operators:read',
    navigation: { order: 130, icon: 'operators' },
    load: () => import('./operators-page.tsx'),
  },
];
