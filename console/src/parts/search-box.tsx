/** A field to search with: asks when the typing pauses, and `/` goes to it. */
import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useShortcut } from '../shell/shortcuts.ts';
import { Icon } from './icon.tsx';

export interface SearchBoxProps {
  label: string;
  placeholder?: string;
  value: string;
  onSearch: (text: string) => void;
}

export function SearchBox({ label, placeholder, value, onSearch }: SearchBoxProps) {
  const [text, setText] = useState(value);
  const field = useRef<HTMLInputElement>(null);
  const ask = useDebouncedCallback(onSearch, 250);
  // The address changed by other means, such as the way back.
  useEffect(() => setText(value), [value]);
  useShortcut('/', 'Go to the search field', () => field.current?.focus());
  const change = (next: string) => {
    setText(next);
    ask(next.trim());
  };
  return (
    <TextInput
      ref={field}
      type="search"
      aria-label={label}
      placeholder={placeholder}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      leftSection={<Icon name="search" />}
      rightSection={text === '' ? null : <CloseButton size="sm" aria-label="Clear" onClick={() => change('')} />}
      flex="1 1 16rem"
    />
  );
}
