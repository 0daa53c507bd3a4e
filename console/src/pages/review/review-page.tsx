/** What nobody could decide without people: users that look the same, arrivals in conflict, and those who are asked now. */
import { CloseButton, Group, SegmentedControl, Select, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { CopyId } from '../../parts/copy-id.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { usePageSearch } from '../../parts/use-page-search.ts';
import { statuses } from './review-queries.ts';
import { Suggestions } from './suggestions.tsx';
import { Sweep } from './sweep.tsx';
import { Waiting } from './waiting.tsx';

const choices = [
  { value: 'open', label: 'To decide' },
  { value: 'waiting', label: 'Waiting' },
  { value: 'approved', label: 'Approved' },
  { value: 'dismissed', label: 'Dismissed' },
];

export default function ReviewPage() {
  const [search, setSearch] = usePageSearch();
  const isWide = useMediaQuery('(min-width: 48em)', true, { getInitialValueInEffect: false });
  const shown = search.show === 'waiting' ? 'waiting' : (statuses.find((each) => each === search.show) ?? 'open');
  return (
    <PageFrame
      title="Review"
      description="Users that may be one person. Nothing is merged until somebody decides."
      fills={isWide && shown !== 'waiting'}
      actions={<Sweep />}
    >
      <Group gap="sm">
        <SegmentedControl
          aria-label="Which to show"
          data={choices}
          value={shown}
          onChange={(show) => setSearch({ show: show === 'open' ? undefined : show, suggestion: undefined })}
        />
        {shown !== 'waiting' && (
          <Select
            aria-label="Kind"
            placeholder="Users and arrivals"
            clearable
            w={180}
            data={[
              { value: 'users', label: 'Two users' },
              { value: 'arrival', label: 'Arrivals' },
            ]}
            value={search.kind ?? null}
            onChange={(kind) => setSearch({ kind: kind ?? undefined, suggestion: undefined })}
          />
        )}
        {search.user_id && shown !== 'waiting' && (
          <Group gap={4}>
            <Text size="sm">of the user</Text>
            <CopyId id={search.user_id} of="user" short />
            <CloseButton
              size="sm"
              aria-label="Show those of all users"
              onClick={() => setSearch({ user_id: undefined })}
            />
          </Group>
        )}
      </Group>
      {shown === 'waiting' ? <Waiting /> : <Suggestions key={shown} status={shown} />}
    </PageFrame>
  );
}
