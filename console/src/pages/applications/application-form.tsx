import {
  Button,
  Checkbox,
  Fieldset,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  Textarea,
  TextInput,
} from '@mantine/core';
import type { Application } from '@selfsame/client';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { useMay } from '../../api/operator.tsx';
import { answered, Refusal } from '../../api/refusal.ts';
import { Conflict, isConflict } from '../../parts/conflict.tsx';
import { Failure } from '../../parts/failure.tsx';
import { SaveButton } from '../../parts/save-button.tsx';
import { sayLength } from '../../parts/say-length.ts';
import { Section } from '../../parts/section.tsx';
import { useWrite } from '../../parts/use-write.ts';
import { Apis } from './apis.tsx';
import { authMethods, fromLines, grants, toLines } from './kinds.ts';

export interface ApplicationFormProps {
  application: Application;
  onSecret: (secret: string) => void;
}

export function ApplicationForm({ application, onSecret }: ApplicationFormProps) {
  const client = useClient();
  const queries = useQueryClient();
  const may = useMay('applications:write');
  const [draft, setDraft] = useState(() => toDraft(application));
  const change = (changes: Partial<Draft>) => setDraft((before) => ({ ...before, ...changes }));
  const params = { path: { id: application.id } };
  const save = useWrite({
    run: async ({ overwrite }: { overwrite: boolean }) => {
      const now = await answered(client.GET('/v1/applications/{id}', { params }));
      if (!overwrite && now.updated_at !== application.updated_at)
        throw new Refusal(409, { code: 'changed_meanwhile', message: 'the application was changed meanwhile' });
      return answered(client.PATCH('/v1/applications/{id}', { params, body: fromDraft(draft) }));
    },
    changes: [['applications']],
    done: 'Saved.',
    after: ({ client_secret }) => client_secret !== null && onSecret(client_secret),
    showsError: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ overwrite: false });
  };
  const isOpen = draft.token_endpoint_auth_method === 'none';
  const isChanged = JSON.stringify(draft) !== JSON.stringify(toDraft(application));
  return (
    <Section title="What it is and may do">
      <form onSubmit={submit}>
        <fieldset disabled={!may} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
          <Stack gap="md">
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
              <TextInput
                label="Name"
                required
                maxLength={128}
                value={draft.name}
                onChange={(event) => change({ name: event.currentTarget.value })}
              />
              <Select
                label="How it proves itself"
                data={authMethods}
                allowDeselect={false}
                value={draft.token_endpoint_auth_method}
                onChange={(value) =>
                  change({ token_endpoint_auth_method: value as Draft['token_endpoint_auth_method'] })
                }
              />
            </SimpleGrid>
            <SimpleGrid cols={{ base: 1, md: 3 }} spacing="md">
              <Lines
                label="Redirect URIs"
                said="Where its users are sent back to, compared to the letter."
                value={draft.redirect_uris}
                onChange={(redirect_uris) => change({ redirect_uris })}
              />
              <Lines
                label="After signing out"
                said="Where they may be sent then."
                value={draft.post_logout_redirect_uris}
                onChange={(post_logout_redirect_uris) => change({ post_logout_redirect_uris })}
              />
              <Lines
                label="Web origins"
                said="Where its pages come from, besides those of the redirect URIs."
                value={draft.web_origins}
                onChange={(web_origins) => change({ web_origins })}
              />
            </SimpleGrid>
            <Checkbox.Group
              label="Grants"
              value={draft.grant_types}
              onChange={(value) => change({ grant_types: value as Draft['grant_types'] })}
            >
              <SimpleGrid cols={{ base: 1, sm: 2, md: 3 }} spacing="xs" mt={4}>
                {grants.map(({ value, label, said }) => (
                  <Checkbox key={value} value={value} label={label} description={said} />
                ))}
              </SimpleGrid>
            </Checkbox.Group>
            <Apis apis={draft.apis} onChange={(apis) => change({ apis })} />
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
              <Switch
                label="One of the tenant’s own"
                description="Its users are not asked whether it may know them."
                checked={draft.first_party}
                onChange={(event) => change({ first_party: event.currentTarget.checked })}
              />
              <Switch
                label="PKCE is a must"
                description={isOpen ? 'Always so without a secret.' : 'Off for old libraries alone.'}
                checked={draft.pkce_required || isOpen}
                disabled={isOpen}
                onChange={(event) => change({ pkce_required: event.currentTarget.checked })}
              />
              <Select
                label="What it calls users (sub)"
                data={[
                  { value: 'native', label: 'The id of the user' },
                  { value: 'auth0', label: 'As Auth0 does: provider|subject' },
                  { value: 'pairwise', label: 'A name of no use to other applications' },
                ]}
                allowDeselect={false}
                value={draft.subject_format}
                onChange={(value) => change({ subject_format: value as Draft['subject_format'] })}
              />
              <Select
                label="When a user that it knows was merged into another"
                data={[
                  { value: 'keep', label: 'It goes on hearing the name that it knew' },
                  { value: 'survivor', label: 'It hears the other one’s at the next sign-in' },
                ]}
                allowDeselect={false}
                value={draft.merged_subject}
                onChange={(value) => change({ merged_subject: value as Draft['merged_subject'] })}
              />
            </SimpleGrid>
            <Fieldset legend="How long it stays signed in">
              <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
                <Seconds
                  label="Access tokens are good for"
                  most={2_592_000}
                  value={draft.access_token_seconds}
                  onChange={(access_token_seconds) => change({ access_token_seconds })}
                />
                <Seconds
                  label="Refresh tokens wait to be used for"
                  most={31_536_000}
                  value={draft.refresh_token_seconds}
                  onChange={(refresh_token_seconds) => change({ refresh_token_seconds })}
                />
              </SimpleGrid>
            </Fieldset>
          </Stack>
        </fieldset>
        <Stack gap="md" mt="md">
          {isConflict(save.error) ? (
            <Conflict
              what="this application"
              onReload={() => void queries.invalidateQueries({ queryKey: ['applications', application.id] })}
              onOverwrite={() => save.mutate({ overwrite: true })}
            />
          ) : (
            save.error && <Failure error={save.error} />
          )}
          <Group justify="flex-end">
            <Button variant="default" disabled={!isChanged} onClick={() => setDraft(toDraft(application))}>
              Discard
            </Button>
            <SaveButton scope="applications:write" loading={save.isPending} disabled={!isChanged} />
          </Group>
        </Stack>
      </form>
    </Section>
  );
}

type Draft = Omit<
  Application,
  'id' | 'client_id' | 'created_at' | 'updated_at' | 'redirect_uris' | 'post_logout_redirect_uris' | 'web_origins'
> & { redirect_uris: string; post_logout_redirect_uris: string; web_origins: string };

function toDraft(application: Application): Draft {
  const { id: _id, client_id: _client, created_at: _created, updated_at: _updated, ...settings } = application;
  return {
    ...settings,
    redirect_uris: toLines(settings.redirect_uris),
    post_logout_redirect_uris: toLines(settings.post_logout_redirect_uris),
    web_origins: toLines(settings.web_origins),
  };
}

function fromDraft(draft: Draft) {
  return {
    ...draft,
    pkce_required: draft.pkce_required || draft.token_endpoint_auth_method === 'none',
    redirect_uris: fromLines(draft.redirect_uris),
    post_logout_redirect_uris: fromLines(draft.post_logout_redirect_uris),
    web_origins: fromLines(draft.web_origins),
    apis: draft.apis.filter(({ audience }) => audience !== ''),
  };
}

interface LinesProps {
  label: string;
  said: string;
  value: string;
  onChange: (value: string) => void;
}

function Lines({ label, said, value, onChange }: LinesProps) {
  return (
    <Textarea
      label={label}
      description={`${said} One a line.`}
      autosize
      minRows={2}
      maxRows={8}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

interface SecondsProps {
  label: string;
  most: number;
  value: number;
  onChange: (value: number) => void;
}

function Seconds({ label, most, value, onChange }: SecondsProps) {
  return (
    <NumberInput
      label={label}
      description={`Seconds: ${sayLength(value)}`}
      min={60}
      max={most}
      allowDecimal={false}
      required
      value={value}
      onChange={(next) => onChange(Number(next))}
    />
  );
}
