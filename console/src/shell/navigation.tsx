import { NavLink, ScrollArea } from '@mantine/core';
import { Link, useLocation } from '@tanstack/react-router';
import { navigablePages } from '../page.ts';
import { Icon } from '../parts/icon.tsx';
import classes from './navigation.module.css';

export function Navigation() {
  const { pathname } = useLocation();
  return (
    <ScrollArea h="100%" type="auto">
      <ul className={classes.list}>
        {navigablePages.map(({ path, title, navigation }) => {
          const active = path === '/' ? pathname === '/' : pathname === path || pathname.startsWith(`${path}/`);
          return (
            <li key={path}>
              <NavLink
                component={Link}
                to={path as string}
                label={title}
                leftSection={<Icon name={navigation!.icon} />}
                active={active}
                aria-current={active ? 'page' : undefined}
                className={classes.link}
              />
            </li>
          );
        })}
      </ul>
    </ScrollArea>
  );
}
