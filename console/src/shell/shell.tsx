/** What stands around every page: where one is, who one is, the way to everywhere else, and what all pages have to say. */
import { ActionIcon, AppShell, Burger, Group, Kbd, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';
import { ErrorBoundary } from '../parts/error-boundary.tsx';
import { Icon } from '../parts/icon.tsx';
import { AccountMenu } from './account-menu.tsx';
import { Navigation } from './navigation.tsx';
import { openPalette, Palette } from './palette.tsx';
import { ServerGoneBanner } from './server-gone-banner.tsx';
import classes from './shell.module.css';
import { answerKey } from './shortcuts.ts';
import { ShortcutsHelp } from './shortcuts-help.tsx';
import { TenantSwitcher } from './tenant-switcher.tsx';

export function Shell() {
  const [opened, navigation] = useDisclosure(false);
  const { pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: on a phone the way somewhere closes behind one
  useEffect(navigation.close, [pathname]);
  useEffect(() => {
    window.addEventListener('keydown', answerKey);
    return () => window.removeEventListener('keydown', answerKey);
  }, []);
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 212, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={0}
      transitionDuration={0}
    >
      <a className="skip-link" href="#main">
        Skip to the page
      </a>
      <AppShell.Header>
        <Group h="100%" px="sm" gap="xs" wrap="nowrap" justify="space-between">
          <Group gap="xs" wrap="nowrap" className={classes.left}>
            <Burger
              opened={opened}
              onClick={navigation.toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={opened ? 'Close the navigation' : 'Open the navigation'}
              aria-expanded={opened}
            />
            <img src="/console/mark.svg" alt="" width={26} height={26} />
            <Text fw={600} visibleFrom="sm">
              Selfsame
            </Text>
            <TenantSwitcher />
          </Group>
          <Group gap="xs" wrap="nowrap">
            <UnstyledButton className={classes.palette} onClick={openPalette} visibleFrom="md">
              <Icon name="search" size={14} />
              <span>Go to …</span>
              <Kbd size="xs">Ctrl K</Kbd>
            </UnstyledButton>
            <Tooltip label="Go to …">
              <ActionIcon variant="default" size="lg" aria-label="Go to …" onClick={openPalette} hiddenFrom="md">
                <Icon name="search" />
              </ActionIcon>
            </Tooltip>
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar aria-label="Pages" className={classes.navigation} data-opened={opened || undefined}>
        <Navigation />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <ServerGoneBanner />
        <ErrorBoundary key={pathname}>
          <Outlet />
        </ErrorBoundary>
      </AppShell.Main>
      <Palette />
      <ShortcutsHelp />
    </AppShell>
  );
}
