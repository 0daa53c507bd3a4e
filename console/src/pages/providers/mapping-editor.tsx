/** The claims mapping of a connection: an expression for each claim, tried on sample claims as one types. */

import { json } from '@codemirror/lang-json';
import { ActionIcon, Alert, Anchor, Button, Fieldset, Group, Select, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { Connection } from '@selfsame/client';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { answered, isStatus } from '../../api/refusal.ts';
import { Conflict } from '../../parts/conflict.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Loading } from '../../parts/loading.tsx';
import { useWrite } from '../../parts/use-write.ts';
import { WriteButton } from '../../parts/write-button.tsx';
import { isChangedMeanwhile } from './changed-meanwhile.ts';
import { ClaimsTable } from './claims-table.tsx';
import { CodeField } from './code-field.tsx';
import { jsonata } from './jsonata.ts';
import type { ConnectionTest } from './provider-queries.ts';
import classes from './providers.module.css';
import { placeRefusal } from './refused-fields.ts';
import { nameOption } from './strategy-words.ts';

export const mappable = [
  'email',
  'phone',
  'username',
  'display_name',
  'given_name',
  'family_name',
  'picture',
  'locale',
] as const;

type Mapping = Partial<Record<(typeof mappable)[number], string>>;

export interface MappingEditorProps {
  connection: Connection;
  /** What a test has shown, to try the expressions on. */
  test: ConnectionTest | undefined;
}

const madeUp = {
  external_id: '4711',
  claims: {
    email: 'ada@example.com',
    email_verified: true,
    display_name: 'Ada Park',
    raw: { sub: '4711', upn: 'ada.park@corp.example', employee: { login: 'ADAP', first: 'Ada', last: 'Park' } },
  },
};

/** The claims of a test, as the preview takes them. */
function sampleOf({ claims }: Pick<ConnectionTest, 'claims'>) {
  if (claims === null) return madeUp;
  const { external_id, subject_type: _type, raw, ...said } = claims;
  return { external_id, claims: { ...said, raw } };
}

export function MappingEditor({ connection, test }: MappingEditorProps) {
  const client = useClient();
  const queries = useQueryClient();
  const [opened, setOpened] = useState(connection);
  const [mapping, setMapping] = useState<Mapping>(connection.claim_mapping ?? {});
  const [sample, setSample] = useState(() => write(test === undefined ? madeUp : sampleOf(test)));
  const said = withoutBlank(mapping);
  const isChanged = JSON.stringify(said) !== JSON.stringify(withoutBlank(opened.claim_mapping ?? {}));
  const preview = usePreview(connection.id, said, sample);
  const path = { id: connection.id };
  const save = useWrite({
    run: (overwrite: boolean) =>
      answered(
        client.PUT('/v1/connections/{id}', {
          params: { path },
          body: {
            claim_mapping: Object.keys(said).length === 0 ? null : said,
            ...(!overwrite && { if_updated_at: opened.updated_at }),
          },
        }),
      ),
    changes: [['connections']],
    done: 'The mapping is saved: it counts from the next sign-in.',
    after: (saved) => begin(saved),
    showsError: true,
  });
  const begin = (from: Connection) => {
    setOpened(from);
    setMapping(from.claim_mapping ?? {});
    save.reset();
  };
  const isBehind = connection.updated_at > opened.updated_at && !isChanged && !save.isPending;
  useEffect(() => {
    if (!isBehind) return;
    setOpened(connection);
    setMapping(connection.claim_mapping ?? {});
  }, [isBehind, connection]);
  const reload = async () => {
    const now = await answered(client.GET('/v1/connections/{id}', { params: { path } })).catch(() => null);
    if (now !== null) begin(now);
    void queries.invalidateQueries({ queryKey: ['connections'] });
  };

  const refused = placeRefusal(save.error ?? preview.refused, [...mappable]);
  const problems = Object.fromEntries((preview.data?.problems ?? []).map(({ claim, message }) => [claim, message]));
  const free = mappable.filter((claim) => mapping[claim] === undefined);
  return (
    <div className={classes.columns}>
      <Stack gap="md">
        <Fieldset legend="Expressions">
          <Stack gap="sm">
            <Text size="sm" c="dimmed">
              In{' '}
              <Anchor
                href="https://docs.jsonata.org"
                target="_blank"
                rel="noopener noreferrer"
                inherit
                underline="always"
              >
                JSONata
              </Anchor>
              : what the provider said is the input, and <code>$claims</code> is our own reading of it. One that finds
              nothing leaves the claim as it is; <code>null</code> takes it away.
            </Text>
            {mappable
              .filter((claim) => mapping[claim] !== undefined)
              .map((claim) => (
                <Group key={claim} gap="xs" wrap="nowrap" align="flex-end">
                  <div style={{ flex: 1, minWidth: 0 }}>
                    <CodeField
                      label={`Expression for ${claim}`}
                      value={mapping[claim] ?? ''}
                      onChange={(text) => setMapping((before) => ({ ...before, [claim]: text }))}
                      language={jsonata}
                      placeholder="$lowercase(employee.login)"
                      error={refused.fields[claim] ?? problems[claim]}
                    />
                  </div>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={`Map ${claim} no more`}
                    onClick={() => setMapping(({ [claim]: _gone, ...rest }) => rest)}
                  >
                    <Icon name="trash" size={14} />
                  </ActionIcon>
                </Group>
              ))}
            {Object.keys(mapping).length === 0 && (
              <Text size="sm">Nothing is mapped: claims are as they are read.</Text>
            )}
            <Select
              label="Map another claim"
              placeholder="Choose a claim"
              data={free.map((claim) => ({ value: claim, label: `${nameOption(claim)} (${claim})` }))}
              value={null}
              onChange={(claim) => claim !== null && setMapping((before) => ({ ...before, [claim]: '' }))}
              disabled={free.length === 0}
            />
            {mapping.email !== undefined && (
              <Alert role="note" color="orange" title="A mapped address is not verified">
                It joins nobody by rule, whatever the linking rule believes, unless it is the one that the provider
                itself vouches for.
              </Alert>
            )}
          </Stack>
        </Fieldset>
        {isChangedMeanwhile(save.error) ? (
          <Conflict what="this connection" onReload={() => void reload()} onOverwrite={() => save.mutate(true)} />
        ) : (
          save.error && refused.rest.length > 0 && <Failure error={save.error} />
        )}
        <Group className={classes.save} justify="flex-end" gap="xs">
          <Text size="sm" c="dimmed" mr="auto" role="status">
            {isChanged ? 'Not saved yet.' : ''}
          </Text>
          <Button size="xs" variant="default" disabled={!isChanged} onClick={() => begin(opened)}>
            Take back
          </Button>
          <WriteButton
            scope="identity_providers:write"
            size="xs"
            loading={save.isPending}
            blocked={isChanged ? null : 'Nothing is changed.'}
            onClick={() => save.mutate(false)}
          >
            Save mapping
          </WriteButton>
        </Group>
      </Stack>
      <Stack gap="md" className={classes.aside}>
        <Fieldset legend="Tried on">
          <CodeField
            label="Sample claims, as JSON"
            description="What the provider would say stands in raw; it is sent nowhere but to this server, and kept nowhere."
            value={sample}
            onChange={setSample}
            language={json()}
            error={preview.wrongSample}
            minHeight="8rem"
          />
          {test !== undefined && test.claims !== null && (
            <Button mt="xs" size="compact-xs" variant="default" onClick={() => setSample(write(sampleOf(test)))}>
              Take the claims of the last test
            </Button>
          )}
        </Fieldset>
        <Fieldset legend="What comes of it">
          {preview.failed !== null ? (
            <Failure error={preview.failed} />
          ) : preview.data === undefined ? (
            preview.wrongSample === undefined && preview.refused === null ? (
              <Loading what="Trying the mapping" />
            ) : (
              <Text size="sm">Nothing yet: see what is wrong beside it.</Text>
            )
          ) : (
            <ClaimsTable
              claims={preview.tried}
              mapped={preview.data.claims}
              changed={preview.data.changed}
              problems={preview.data.problems}
            />
          )}
        </Fieldset>
      </Stack>
    </div>
  );
}

/** Without expressions that are still empty. */
function withoutBlank(mapping: Mapping): Mapping {
  return Object.fromEntries(
    mappable.flatMap((claim) => {
      const text = mapping[claim]?.trim();
      return text === undefined || text === '' ? [] : [[claim, text]];
    }),
  ) as Mapping;
}

function write(sample: unknown): string {
  return JSON.stringify(sample, null, 2);
}

/** The mapping on the sample, when the typing pauses. */
function usePreview(connectionId: string, mapping: Mapping, sample: string) {
  const client = useClient();
  const [asked] = useDebouncedValue(JSON.stringify({ mapping, sample }), 350);
  const given = JSON.parse(asked) as { mapping: Mapping; sample: string };
  const { value, problem } = readSample(given.sample);
  const query = useQuery({
    queryKey: ['mapping-preview', connectionId, asked],
    queryFn: ({ signal }) =>
      answered(
        client.POST('/v1/connections/{id}/mapping/preview', {
          params: { path: { id: connectionId } },
          body: { ...value, claim_mapping: given.mapping } as never,
          signal,
        }),
      ),
    enabled: problem === undefined,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const isRefused = isStatus(query.error, 400, 422);
  return {
    data: problem === undefined && !query.error ? query.data : undefined,
    tried: { external_id: value.external_id ?? '', ...(value.claims as object) },
    wrongSample:
      problem ??
      (isRefused && /body\/(claims|external_id)/.test(String(query.error))
        ? (query.error as Error).message
        : undefined),
    refused: isRefused ? query.error : null,
    failed: query.error && !isRefused ? query.error : null,
  };
}

interface Sample {
  external_id?: string;
  claims?: unknown;
}

function readSample(text: string): { value: Sample; problem?: string } {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value !== 'object' || value === null || !('claims' in value))
      return { value: {}, problem: 'It needs claims: {"claims": {"email": "…", "raw": {}}}.' };
    return { value };
  } catch (error) {
    return { value: {}, problem: `This is no JSON: ${(error as Error).message}.` };
  }
}
