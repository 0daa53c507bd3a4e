import type { Page } from '../../page.ts';

const scope = 'identity_providers:read';

export const pages: Page[] = [
  {
    path: '/providers',
    title: 'Providers',
    scope,
    navigation: { order: 40, icon: 'providers' },
    load: () => import('./providers-page.tsx'),
  },
  { path: '/providers/new', title: 'Add a provider', scope, load: () => import('./catalogue-page.tsx') },
  { path: '/providers/new/$strategy', title: 'Add a provider', scope, load: () => import('./new-provider-page.tsx') },
  { path: '/providers/$providerId', title: 'Provider', scope, load: () => import('./provider-page.tsx') },
];
