import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { EmptyState } from './empty-state.tsx';
import { PageFrame } from './page-frame.tsx';

export function NotFound({ what = 'page' }: { what?: string }) {
  return (
    <PageFrame title={`No such ${what}`}>
      <EmptyState icon="search" title={`There is no such ${what} here`}>
        The address may be mistyped, or what it named is gone or in another tenant.{' '}
        <Anchor component={Link} to="/" inherit underline="always">
          Go to the beginning
        </Anchor>
        .
      </EmptyState>
    </PageFrame>
  );
}
