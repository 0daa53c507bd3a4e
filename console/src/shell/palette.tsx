/** Ctrl K: to any page by its name, or to the users that match what was typed. The browser's own modal dialog holds it. */
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { navigablePages } from '../page.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import classes from './palette.module.css';

interface Destination {
  id: string;
  icon: IconName;
  label: string;
  to: string;
  search?: { search: string };
}

const openEvent = 'selfsame:palette';

export function openPalette(): void {
  window.dispatchEvent(new Event(openEvent));
}

export function Palette() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const navigate = useNavigate();

  useEffect(() => {
    const show = () => {
      setText('');
      setChosen(0);
      if (dialog.current?.open === false) dialog.current.showModal();
    };
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      show();
    };
    window.addEventListener(openEvent, show);
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener(openEvent, show);
      window.removeEventListener('keydown', onKey);
    };
  }, []);

  const found = findDestinations(text.trim());
  const go = (destination: Destination | undefined) => {
    if (destination === undefined) return;
    // First: it hands the focus back to where it was, and the page that follows takes it.
    dialog.current?.close();
    const { to, search } = destination;
    void navigate(search === undefined ? { to } : { to, search });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setChosen((chosen + step + found.length) % Math.max(found.length, 1));
    else if (event.key === 'Enter') go(found[chosen]);
    else return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside it; with the keyboard it is Escape, by the browser
    <dialog
      ref={dialog}
      className={classes.dialog}
      aria-label="Go to"
      onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
    >
      <div className={classes.content}>
        <div className={classes.line}>
          <Icon name="search" />
          <input
            className={classes.field}
            role="combobox"
            aria-label="Go to"
            aria-expanded={found.length > 0}
            aria-controls="palette-found"
            aria-activedescendant={found.length > 0 ? `palette-${chosen}` : undefined}
            aria-autocomplete="list"
            autoComplete="off"
            placeholder="A page, or anything of a user"
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              setChosen(0);
            }}
            onKeyDown={onKeyDown}
          />
        </div>
        <div role="listbox" id="palette-found" aria-label="Found" className={classes.found}>
          {found.map((destination, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys, and says which one is chosen
            <div
              key={destination.id}
              id={`palette-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              className={classes.option}
              ref={(element) => {
                if (index === chosen) element?.scrollIntoView({ block: 'nearest' });
              }}
              onClick={() => go(destination)}
            >
              <Icon name={destination.icon} />
              {destination.label}
            </div>
          ))}
        </div>
      </div>
    </dialog>
  );
}

function findDestinations(words: string): Destination[] {
  const found: Destination[] = navigablePages
    .filter(({ title }) => title.toLowerCase().includes(words.toLowerCase()))
    .map(({ path, title, navigation }) => ({ id: path, label: title, icon: navigation!.icon, to: path }));
  if (words === '') return found;
  const search = { id: 'users of the words', icon: 'search' as const, label: `Look for users: ${words}`, to: '/users' };
  return [...found, { ...search, search: { search: words } }];
}
