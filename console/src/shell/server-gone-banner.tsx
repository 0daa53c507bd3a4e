/** While the server does not answer: says so, asks again by itself, and has everything shown asked again once it is back. */
import { Button, Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { watchedFetch } from '../api/api.tsx';
import { useServerGone } from '../api/reachability.ts';
import { Icon } from '../parts/icon.tsx';
import classes from './server-gone-banner.module.css';

const interval = 5_000;

export function ServerGoneBanner() {
  const isGone = useServerGone();
  const wasGone = useRef(false);
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const ask = useCallback(() => {
    setAsking(true);
    return watchedFetch('/healthz')
      .catch(() => undefined)
      .finally(() => setAsking(false));
  }, []);

  useEffect(() => {
    if (isGone) {
      wasGone.current = true;
      const timer = setInterval(() => void ask(), interval);
      return () => clearInterval(timer);
    }
    if (wasGone.current) void queries.refetchQueries({ type: 'active' });
    wasGone.current = false;
  }, [isGone, ask, queries]);

  if (!isGone) return null;
  return (
    <Group className={classes.banner} role="alert" gap="sm" px="md" py="xs">
      <Icon name="warning" />
      <Text size="sm" flex={1}>
        The server does not answer. What you see is from before; changes are not saved until it is back.
      </Text>
      <Button size="xs" variant="white" color="dark" loading={asking} onClick={() => void ask()}>
        Try again
      </Button>
    </Group>
  );
}
