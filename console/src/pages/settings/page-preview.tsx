/**
 * The real sign-in page with what is typed here, drawn by the server and shown in a frame that runs nothing and cannot be
 * entered.
 */
import { Anchor, Group, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { Tenant } from '@selfsame/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { styleNonce } from '../../nonce.ts';
import { Loading } from '../../parts/loading.tsx';
import { useAddresses } from '../../parts/use-addresses.ts';
import { type Draft, toPages } from './draft.ts';
import { languages } from './languages.ts';
import { Problems } from './problems.tsx';
import classes from './settings-page.module.css';

type Language = (typeof languages)[number]['value'];
type Scheme = 'light' | 'dark';

export function PagePreview({ draft, tenant }: { draft: Draft; tenant: Tenant }) {
  const client = useClient();
  const addresses = useAddresses();
  const [scheme, setScheme] = useState<Scheme>('light');
  const [language, setLanguage] = useState<Language | null>(null);
  const [pages] = useDebouncedValue(JSON.stringify(toPages(draft, tenant)), 300);
  const query = useQuery({
    queryKey: ['page-preview', pages, language, scheme],
    queryFn: ({ signal }) =>
      answered(
        client.POST('/v1/tenants/{id}/page-preview', {
          params: { path: { id: tenant.id } },
          body: {
            pages: JSON.parse(pages),
            colour_scheme: scheme,
            ...(language !== null && { language }),
            ...(styleNonce !== '' && { style_nonce: styleNonce }),
          },
          parseAs: 'text',
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Stack gap="xs">
      <Group gap="xs" justify="space-between">
        <Text fw={500} size="sm">
          The sign-in page
        </Text>
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            aria-label="Colour scheme of the preview"
            data={[
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
            ]}
            value={scheme}
            onChange={(value) => setScheme(value as Scheme)}
          />
          <Select
            size="xs"
            w={130}
            aria-label="Language of the preview"
            placeholder="Tenant’s"
            clearable
            data={languages}
            value={language}
            onChange={(value) => setLanguage(value as Language | null)}
          />
        </Group>
      </Group>
      {query.error && <Problems error={query.error} onRetry={() => void query.refetch()} />}
      {query.data === undefined ? (
        !query.error && <Loading what="Loading the preview" />
      ) : (
        <iframe
          title="Preview of the sign-in page"
          className={classes.preview}
          sandbox=""
          srcDoc={query.data}
          tabIndex={-1}
          inert
        />
      )}
      <Text size="xs" c="dimmed">
        As it would look with what is typed here; nothing is saved by looking.{' '}
        {addresses.data?.sign_in && (
          <Anchor href={addresses.data.sign_in} target="_blank" rel="noreferrer" inherit underline="always">
            The page as it is now
          </Anchor>
        )}
      </Text>
    </Stack>
  );
}
