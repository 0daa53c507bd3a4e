/** What is told of a user beside the picture: what happened, what is written down, and what stands open. */
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

export interface StoryTab {
  key: string;
  title: string;
  /** Without it the tab says what is missing instead of asking the server. */
  scope?: string;
  component: LazyExoticComponent<ComponentType<{ userId: string }>>;
}

export const storyTabs: StoryTab[] = [
  { key: 'timeline', title: 'Timeline', scope: 'events:read', component: lazy(() => import('./timeline-tab.tsx')) },
  { key: 'profile', title: 'Profile', component: lazy(() => import('./profile-tab.tsx')) },
  { key: 'metadata', title: 'Metadata', component: lazy(() => import('./metadata-tab.tsx')) },
  { key: 'sessions', title: 'Sessions', scope: 'sessions:read', component: lazy(() => import('./sessions-tab.tsx')) },
  { key: 'tokens', title: 'Tokens', scope: 'identities:read', component: lazy(() => import('./tokens-tab.tsx')) },
  { key: 'apis', title: 'In the APIs', scope: 'identities:read', component: lazy(() => import('./apis-tab.tsx')) },
];
