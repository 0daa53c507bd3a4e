import { Button, Checkbox, Fieldset, Group, SimpleGrid, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import type { User } from '@selfsame/client';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { useClient } from '../../../api/api.tsx';
import { useMay } from '../../../api/operator.tsx';
import { Refusal } from '../../../api/refusal.ts';
import { Conflict } from '../../../parts/conflict.tsx';
import { sayField } from '../../../parts/event-words.ts';
import { explain, Failure } from '../../../parts/failure.tsx';
import { useWrite } from '../../../parts/use-write.ts';
import { WriteButton } from '../../../parts/write-button.tsx';
import { ChangedElsewhere, patchUser } from './patch-user.ts';
import { changedFields, type Profile, profileOf, type TextField, toChange } from './profile-fields.ts';

const labels: Record<TextField, [label: string, description?: string]> = {
  name: ['Name'],
  given_name: ['Given name'],
  family_name: ['Family name'],
  nickname: ['Nickname'],
  username: ['Username'],
  email: ['E-mail address'],
  phone: ['Phone number', 'With the country: +49 30 901820'],
  external_id: ['External id', 'Your own name for the user; no other user here may have it.'],
  locale: ['Locale', 'As en-GB: for the language of pages and mail.'],
  picture: ['Picture', 'The address of one.'],
};

/** Which field a refusal is about. */
const takenFields: Record<string, TextField> = {
  email_taken: 'email',
  phone_taken: 'phone',
  username_taken: 'username',
  external_id_taken: 'external_id',
};

export function ProfileForm({ user }: { user: User }) {
  const client = useClient();
  const queries = useQueryClient();
  const [base, setBase] = useState(user);
  const [draft, setDraft] = useState(() => profileOf(user));
  const seen = profileOf(base);
  const changed = changedFields(seen, draft);
  const isChanged = changed.length > 0;
  const mayWrite = useMay('users:write') && user.status !== 'merged';
  const startOver = (from: User) => {
    setBase(from);
    setDraft(profileOf(from));
  };
  // What others change is shown as long as nothing is typed; else saving finds out.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the server has told something else
  useEffect(() => {
    if (!isChanged) startOver(user);
  }, [user]);

  const save = useWrite({
    run: (from: User) => {
      const before = profileOf(from);
      const edited = changedFields(before, draft);
      return patchUser(client, {
        seen: from,
        change: toChange(before, draft),
        isAsSeen: (now) => !changedFields(before, profileOf(now)).some((field) => edited.includes(field)),
      });
    },
    changes: [['users'], ['events'], ['suggestions']],
    done: 'Profile saved.',
    after: (saved) => {
      queries.setQueryData(['users', saved.id], saved);
      startOver(saved);
    },
    showsError: true,
  });
  const conflict = save.error instanceof ChangedElsewhere ? save.error.now : null;
  const taken = save.error instanceof Refusal ? takenFields[save.error.code] : undefined;
  const discard = (from: User) => {
    save.reset();
    startOver(from);
  };
  /** Only what was typed is written over, not all that changed elsewhere. */
  const overwrite = (now: User) => {
    const theirs = profileOf(now);
    const mine = Object.fromEntries(changed.map((field) => [field, draft[field]]));
    const both = { ...theirs, ...mine } as Profile;
    setBase(now);
    setDraft(both);
    save.mutate(now);
  };
  const change = (changes: Partial<Profile>) => setDraft({ ...draft, ...changes });
  const text = (field: TextField, type = 'text') => (
    <TextInput
      key={field}
      type={type}
      label={labels[field][0]}
      description={labels[field][1]}
      value={draft[field]}
      readOnly={!mayWrite}
      error={taken === field && save.error ? explain(save.error) : undefined}
      onChange={(event) => change(withProof(field, event.currentTarget.value, seen))}
    />
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (mayWrite && isChanged) save.mutate(base);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md" maw="60rem">
        <Fieldset legend="Names" p="sm">
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm" style={{ alignItems: 'end' }}>
            {text('name')}
            {text('nickname')}
            {text('given_name')}
            {text('family_name')}
          </SimpleGrid>
        </Fieldset>
        <Fieldset legend="How they are reached and found" p="sm">
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm" style={{ alignItems: 'end' }}>
            <Stack gap={6}>
              {text('email', 'email')}
              <ProofBox
                of="address"
                isProved={draft.email_verified}
                none={draft.email === ''}
                readOnly={!mayWrite}
                onChange={(email_verified) => change({ email_verified })}
              />
            </Stack>
            <Stack gap={6}>
              {text('phone', 'tel')}
              <ProofBox
                of="number"
                isProved={draft.phone_verified}
                none={draft.phone === ''}
                readOnly={!mayWrite}
                onChange={(phone_verified) => change({ phone_verified })}
              />
            </Stack>
            {text('username')}
            {text('external_id')}
          </SimpleGrid>
          <Text size="xs" c="dimmed" mt="sm">
            What is proved joins: a provider’s identity that proves the same address or number is linked to this user by
            itself, where the provider’s linking rule says so. What is not proved joins nobody, and whoever proves it
            takes it. A changed address or number is not proved until somebody says so.
          </Text>
        </Fieldset>
        <Fieldset legend="More" p="sm">
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm" style={{ alignItems: 'end' }}>
            {text('locale')}
            {text('picture')}
            <TagsInput
              label="Roles"
              description="Kept in the app metadata, as roles."
              value={draft.roles}
              readOnly={!mayWrite}
              onChange={(roles) => change({ roles })}
            />
          </SimpleGrid>
        </Fieldset>
        {conflict !== null ? (
          <Conflict what="this profile" onReload={() => discard(conflict)} onOverwrite={() => overwrite(conflict)}>
            <Text size="sm" mt={4}>
              Changed there:{' '}
              {changedFields(seen, profileOf(conflict))
                .map((field) => sayField(field).toLowerCase())
                .join(', ')}
              .
            </Text>
          </Conflict>
        ) : (
          save.error && taken === undefined && <Failure error={save.error} onRetry={() => save.mutate(base)} />
        )}
        {/* The Enter key in a field saves. */}
        <input type="submit" hidden />
        {/* At the left: what says that it is saved stands at the right. */}
        <Group gap="xs">
          <WriteButton
            scope="users:write"
            blocked={
              user.status === 'merged'
                ? 'A user that was merged away cannot be changed.'
                : isChanged
                  ? null
                  : 'Nothing is changed.'
            }
            loading={save.isPending}
            onClick={() => save.mutate(base)}
          >
            Save
          </WriteButton>
          {isChanged && (
            <Button variant="default" onClick={() => discard(user)}>
              Discard changes
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

/** Another address is not proved because the last one was; typed back, it is as it was. */
function withProof(field: TextField, value: string, seen: Profile): Partial<Profile> {
  if (field === 'email') return { email: value, email_verified: value === seen.email && seen.email_verified };
  if (field === 'phone') return { phone: value, phone_verified: value === seen.phone && seen.phone_verified };
  return { [field]: value };
}

interface ProofBoxProps {
  of: string;
  isProved: boolean;
  none: boolean;
  readOnly: boolean;
  onChange: (isProved: boolean) => void;
}

function ProofBox({ of, isProved, none, readOnly, onChange }: ProofBoxProps) {
  return (
    <Checkbox
      label={`Proved: I know that this ${of} is theirs`}
      checked={isProved && !none}
      disabled={none || readOnly}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
