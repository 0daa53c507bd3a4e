import { Paper, SimpleGrid, Skeleton, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import classes from './counts.module.css';
import { type Count, type Statistics, sayCount } from './use-statistics.ts';

const shown: { name: string; count: (of: Statistics) => Count; to?: string }[] = [
  { name: 'Users', count: ({ users }) => users, to: '/users' },
  { name: 'Identities', count: ({ identities }) => identities },
  { name: 'Pending links', count: ({ pending_links }) => pending_links, to: '/review' },
  { name: 'Open suggestions', count: ({ open_suggestions }) => open_suggestions, to: '/review' },
];

export function Counts({ of: statistics }: { of: Statistics | undefined }) {
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm" component="ul" className={classes.list}>
      {shown.map(({ name, count, to }) => (
        <Paper key={name} withBorder p="sm" component="li" className={classes.count}>
          <Text size="sm" c="dimmed">
            {to === undefined ? (
              name
            ) : (
              <Link to={to} className={classes.link}>
                {name}
              </Link>
            )}
          </Text>
          {statistics === undefined ? (
            <Skeleton height={28} width="4rem" />
          ) : (
            <Text size="xl" fw={600} className={classes.number}>
              {sayCount(count(statistics))}
            </Text>
          )}
        </Paper>
      ))}
    </SimpleGrid>
  );
}
