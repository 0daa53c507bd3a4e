/** How the hosted pages look, beside the page as people would see it. */
import { Button, FileButton, Grid, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import type { Tenant } from '@selfsame/client';
import { useState } from 'react';
import { explain } from '../../parts/failure.tsx';
import { Icon } from '../../parts/icon.tsx';
import { ColourField } from './colour-field.tsx';
import type { ChangeDraft, Draft } from './draft.ts';
import { HomeDomains } from './home-domains.tsx';
import { languages } from './languages.ts';
import { PagePreview } from './page-preview.tsx';
import classes from './settings-page.module.css';

export interface PartProps {
  draft: Draft;
  onChange: ChangeDraft;
  /** Whether the role lets anything be changed. */
  may: boolean;
}

export function LookSettings({ draft, onChange, may, tenant }: PartProps & { tenant: Tenant }) {
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, md: 5 }}>
        <fieldset className={classes.fields} disabled={!may}>
          <Stack gap="md">
            <TextInput
              label="Name"
              description="In the bar of the pages, and in mail. Empty: the bar says Selfsame, the pages the tenant’s name."
              placeholder={tenant.name}
              maxLength={60}
              value={draft.name}
              onChange={(event) => onChange({ name: event.currentTarget.value })}
            />
            <Logo draft={draft} onChange={onChange} />
            <ColourField
              label="Colour"
              description="Of buttons, links and marks. Empty: ours."
              scheme="light"
              value={draft.accent}
              onChange={(accent) => onChange({ accent })}
            />
            <ColourField
              label="Colour in the dark"
              description="Empty: made of the other."
              scheme="dark"
              value={draft.accentDark}
              onChange={(accentDark) => onChange({ accentDark })}
            />
            <Select
              label="Language"
              description="For people whose browser asks for none that the pages speak."
              placeholder="English"
              clearable
              data={languages}
              value={draft.language === '' ? null : draft.language}
              onChange={(value) => onChange({ language: value ?? '' })}
            />
            <HomeDomains homes={draft.homeDomains} onChange={(homeDomains) => onChange({ homeDomains })} />
          </Stack>
        </fieldset>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 7 }}>
        <PagePreview draft={draft} tenant={tenant} />
      </Grid.Col>
    </Grid>
  );
}

const logoBytesMax = 32 * 1024;

function Logo({ draft, onChange }: Pick<PartProps, 'draft' | 'onChange'>) {
  const [problem, setProblem] = useState<string | null>(null);
  const isPicture = draft.logo.startsWith('data:');
  const take = async (file: File | null) => {
    if (file === null) return;
    setProblem(null);
    if (file.size > logoBytesMax) return setProblem('The picture is larger than 32 KiB.');
    try {
      onChange({ logo: await readAsAddress(file) });
    } catch (error) {
      setProblem(explain(error));
    }
  };
  return (
    <Stack gap={6}>
      <TextInput
        label="Logo"
        description="An https address, or a PNG or SVG of at most 32 KiB: that one is kept here, and no other server is asked for it."
        placeholder="https://example.com/logo.svg"
        value={isPicture ? '' : draft.logo}
        disabled={isPicture}
        onChange={(event) => onChange({ logo: event.currentTarget.value })}
        error={problem}
      />
      <Group gap="xs">
        {isPicture && <img src={draft.logo} alt="The logo as it is" className={classes.logo} />}
        <FileButton accept="image/png,image/svg+xml" onChange={(file) => void take(file)}>
          {(props) => (
            <Button {...props} size="compact-sm" variant="default" leftSection={<Icon name="upload" size={12} />}>
              {isPicture ? 'Another picture' : 'Choose a picture'}
            </Button>
          )}
        </FileButton>
        {draft.logo !== '' && (
          <Button size="compact-sm" variant="default" onClick={() => onChange({ logo: '' })}>
            No logo
          </Button>
        )}
      </Group>
      {isPicture && (
        <Text size="xs" c="dimmed">
          It stands on light and dark alike.
        </Text>
      )}
    </Stack>
  );
}

function readAsAddress(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(new Error('the file could not be read'));
    reader.readAsDataURL(file);
  });
}
