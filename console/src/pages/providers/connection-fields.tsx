/** The fields of a connection: what people see it as, who we are at the provider, and its options. */
import { Checkbox, PasswordInput, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { JsonView } from '../../parts/json-view.tsx';
import { type ConnectionDraft, unknownOf } from './connection-draft.ts';
import { OptionFields } from './option-fields.tsx';
import { isEmpty, readSchema } from './options-schema.ts';
import type { Strategy } from './provider-queries.ts';
import { credentialsOf } from './strategy-words.ts';

export interface ConnectionFieldsProps {
  strategy: Strategy;
  draft: ConnectionDraft;
  onChange: (draft: ConnectionDraft) => void;
  problems: Record<string, string>;
  /** The connection has a secret, which stays unless another is typed. */
  hasSecret?: boolean;
}

export function ConnectionFields({ strategy, draft, onChange, problems, hasSecret = false }: ConnectionFieldsProps) {
  const set = (change: Partial<ConnectionDraft>) => onChange({ ...draft, ...change });
  const { clientId, clientSecret } = credentialsOf(strategy);
  const unknown = unknownOf(strategy, draft.config);
  return (
    <Stack gap="sm">
      <TextInput
        label="Name"
        description="What people see on the button of the sign-in page."
        withAsterisk
        aria-required
        maxLength={300}
        value={draft.displayName}
        onChange={(event) => set({ displayName: event.currentTarget.value })}
        error={problems.display_name}
        data-autofocus
      />
      <TextInput
        label="Identifier"
        description={
          strategy.protocol === 'saml'
            ? 'Its name in our addresses: choose it before you tell the other side about us.'
            : 'Its name for applications, and in addresses.'
        }
        withAsterisk
        aria-required
        maxLength={128}
        value={draft.identifier}
        onChange={(event) => set({ identifier: event.currentTarget.value })}
        error={problems.identifier}
        spellCheck={false}
      />
      {clientId !== null && (
        <TextInput
          label={clientId.label}
          description={clientId.description}
          withAsterisk={clientId.required}
          aria-required={clientId.required || undefined}
          maxLength={1024}
          value={draft.clientId}
          onChange={(event) => set({ clientId: event.currentTarget.value })}
          error={problems.client_id}
          autoComplete="off"
          spellCheck={false}
        />
      )}
      {clientSecret !== null && (
        <SecretField
          {...clientSecret}
          value={draft.clientSecret}
          hasSecret={hasSecret}
          onChange={(value) => set({ clientSecret: value })}
          error={problems.client_secret}
        />
      )}
      <OptionFields
        schema={readSchema(strategy.options_schema)}
        config={draft.config}
        onChange={(config) => set({ config })}
        problems={problems}
        scopes={strategy.scopes}
      />
      {!isEmpty(unknown) && (
        <div>
          Other settings, which stay as they are:
          <JsonView label="Other settings" value={unknown} />
        </div>
      )}
      <Checkbox
        label="Known people only"
        description="Who is new here is refused, and gets no user."
        checked={draft.loginOnly}
        onChange={(event) => set({ loginOnly: event.currentTarget.checked })}
      />
    </Stack>
  );
}

interface SecretFieldProps {
  label: string;
  description: string;
  required: boolean;
  isLong: boolean;
  value: string | null;
  hasSecret: boolean;
  onChange: (value: string | null) => void;
  error: string | undefined;
}

/** What is kept is never shown: typing replaces it, and an emptied field keeps it. */
function SecretField({ label, description, required, isLong, value, hasSecret, onChange, error }: SecretFieldProps) {
  const [visible, setVisible] = useState(false);
  const shared = {
    label,
    description,
    withAsterisk: required && !hasSecret,
    'aria-required': (required && !hasSecret) || undefined,
    value: value ?? '',
    placeholder: hasSecret ? 'Kept; type to replace it' : undefined,
    onChange: (event: { currentTarget: { value: string } }) => {
      const text = event.currentTarget.value;
      onChange(text === '' && hasSecret ? null : text);
    },
    error,
    autoComplete: 'new-password',
    spellCheck: false,
  };
  if (isLong) return <Textarea {...shared} autosize minRows={3} maxRows={6} maxLength={8192} />;
  return (
    <PasswordInput
      {...shared}
      maxLength={8192}
      visible={visible}
      onVisibilityChange={setVisible}
      visibilityToggleButtonProps={{ 'aria-label': visible ? `Hide ${label}` : `Show ${label}`, tabIndex: 0 }}
    />
  );
}
