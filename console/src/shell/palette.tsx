/** Ctrl K: to any page by its name, or to the users that match what was typed. */
import { Spotlight, type SpotlightActionData, spotlight } from '@mantine/spotlight';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { navigablePages } from '../page.ts';
import { Icon } from '../parts/icon.tsx';

export function openPalette(): void {
  spotlight.open();
}

export function Palette() {
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const words = text.trim();
  const found: SpotlightActionData[] = navigablePages
    .filter(({ title }) => title.toLowerCase().includes(words.toLowerCase()))
    .map(({ path, title, navigation }) => ({
      id: path,
      label: title,
      leftSection: <Icon name={navigation!.icon} />,
      onClick: () => void navigate({ to: path as string }),
    }));
  if (words !== '') {
    found.push({
      id: 'users of the words',
      label: `Look for users: ${words}`,
      leftSection: <Icon name="search" />,
      onClick: () => void navigate({ to: '/users', search: { search: words } }),
    });
  }
  return (
    <Spotlight
      actions={found}
      query={text}
      onQueryChange={setText}
      filter={(_query, actions) => actions}
      shortcut="mod + K"
      tagsToIgnore={[]}
      scrollable
      maxHeight={360}
      nothingFound="Nothing of that name"
      searchProps={{ leftSection: <Icon name="search" />, placeholder: 'Go to …', 'aria-label': 'Go to' }}
    />
  );
}
