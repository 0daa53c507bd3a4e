import type { ComponentType, LazyExoticComponent } from 'react';

export interface StoryTab {
  key: string;
  title: string;
  /** Without it the tab says what is missing instead of asking the server. */
  scope?: string;
  component: LazyExoticComponent<ComponentType<{ userId: string }>>;
}

export const storyTabs: StoryTab[] = [];
