/** The linking rule of a provider: every choice with what it does, the safe default marked, and the whole of it in sentences. */
import { Alert, Anchor, Button, Checkbox, Fieldset, Group, List, Stack, Text } from '@mantine/core';
import type { IdentityProvider } from '@selfsame/client';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useClient } from '../../../api/api.tsx';
import { answered } from '../../../api/refusal.ts';
import { useTenant } from '../../../api/tenant.tsx';
import { Conflict } from '../../../parts/conflict.tsx';
import { Failure } from '../../../parts/failure.tsx';
import { useWrite } from '../../../parts/use-write.ts';
import { WriteButton } from '../../../parts/write-button.tsx';
import { isChangedMeanwhile } from '../changed-meanwhile.ts';
import type { LinkingRule, Strategy } from '../provider-queries.ts';
import classes from '../providers.module.css';
import { placeRefusal } from '../refused-fields.ts';
import { ChoiceGroup, Danger } from './choice-group.tsx';
import {
  asksUnproved,
  conflictOutcomes,
  emailProofs,
  justInTime,
  modes,
  profileUpdates,
  relinks,
  toYes,
} from './rule-choices.ts';
import { RuleKeys } from './rule-keys.tsx';
import { RuleLimits } from './rule-limits.tsx';
import { ProofDetails } from './rule-proof.tsx';
import { changedParts, looserParts, problemsOfRule, sayRule } from './rule-words.ts';

export interface RuleFieldsProps {
  rule: LinkingRule;
  usual: LinkingRule;
  set: (change: Partial<LinkingRule>) => void;
  problems: Record<string, string>;
}

export function LinkingRuleEditor({ provider, strategy }: { provider: IdentityProvider; strategy: Strategy }) {
  const client = useClient();
  const queries = useQueryClient();
  const usual = strategy.default_linking_rule;
  // What it was when the editing began: the change is of that.
  const [opened, setOpened] = useState(provider);
  const [rule, setRule] = useState<LinkingRule>(provider.linking_rule);
  const changes = changedParts(rule, opened.linking_rule);
  const isChanged = Object.keys(changes).length > 0;
  const save = useWrite({
    run: (overwrite: boolean) =>
      answered(
        client.PUT('/v1/identity-providers/{id}', {
          params: { path: { id: provider.id } },
          body: { linking_rule: changes as never, ...(!overwrite && { if_updated_at: opened.updated_at }) },
        }),
      ),
    changes: [['identity-providers']],
    done: (saved) => `The rule is saved as version ${saved.linking_rule.version}.`,
    after: (saved) => begin(saved),
    showsError: true,
  });
  const begin = (from: IdentityProvider) => {
    setOpened(from);
    setRule(from.linking_rule);
    save.reset();
  };
  // Changed elsewhere, and nothing typed here yet: it is shown as it is now.
  const isBehind = provider.updated_at > opened.updated_at && !isChanged && !save.isPending;
  useEffect(() => {
    if (!isBehind) return;
    setOpened(provider);
    setRule(provider.linking_rule);
  }, [isBehind, provider]);

  const reload = async () => {
    const path = { id: provider.id };
    const now = await answered(client.GET('/v1/identity-providers/{id}', { params: { path } })).catch(() => null);
    if (now === null) return;
    queries.setQueryData(['identity-providers', provider.id], now);
    begin(now);
  };
  const refused = placeRefusal(save.error, Object.keys(rule));
  const own = problemsOfRule(rule);
  const problems = { ...refused.fields, ...own };
  const set = (change: Partial<LinkingRule>) => {
    setRule({ ...rule, ...change });
    if (save.error) save.reset();
  };
  const fields: RuleFieldsProps = { rule, usual, set, problems };
  const blocked = !isChanged
    ? 'Nothing is changed.'
    : Object.keys(own).length > 0
      ? 'Something does not fit together: see the fields.'
      : null;
  return (
    <div className={classes.columns}>
      <Stack gap="md">
        <Fieldset legend="Joining">
          <Stack gap="md">
            <ChoiceGroup
              label="Whom does an arrival join?"
              description="An arrival is somebody coming back from this provider who is not known by it yet."
              choices={modes}
              value={rule.mode}
              usual={usual.mode}
              onChange={(mode) => set({ mode })}
              error={problems.mode}
            />
            {rule.mode === 'verified_match' && (
              <ChoiceGroup
                label="And when nothing that came is said to be verified?"
                choices={asksUnproved}
                value={toYes(rule.ask_unproved)}
                usual={toYes(usual.ask_unproved)}
                onChange={(yes) => set({ ask_unproved: yes === 'yes' })}
              />
            )}
            {rule.mode !== 'never' && <RuleKeys {...fields} />}
          </Stack>
        </Fieldset>
        <Fieldset legend="Proof">
          <Stack gap="md">
            <ChoiceGroup
              label="What proves an e-mail address of this provider?"
              choices={emailProofs}
              value={rule.email_proof}
              usual={usual.email_proof}
              onChange={(email_proof) => set({ email_proof })}
              error={problems.email_proof}
            />
            <ProofDetails {...fields} />
          </Stack>
        </Fieldset>
        <Fieldset legend="Who joins nobody, and who matches several">
          <Stack gap="md">
            <div>
              <Checkbox
                label="Known people only"
                description="Who is new here is refused. Safe for providers of people whom you have invited."
                checked={rule.login_only}
                onChange={(event) => set({ login_only: event.currentTarget.checked })}
              />
              {usual.login_only && !rule.login_only && (
                <Danger>Everybody is invited: a provider for known people alone makes users of all.</Danger>
              )}
            </div>
            {!rule.login_only && (
              <ChoiceGroup
                label="What becomes of who is new and joins nobody?"
                choices={justInTime}
                value={toYes(rule.jit)}
                usual={toYes(usual.jit)}
                onChange={(yes) => set({ jit: yes === 'yes' })}
              />
            )}
            {rule.mode !== 'never' && (
              <ChoiceGroup
                label="What when several users match, or the one has another identity here?"
                choices={conflictOutcomes}
                value={rule.on_conflict}
                usual={usual.on_conflict}
                onChange={(on_conflict) => set({ on_conflict })}
                error={problems.on_conflict}
              />
            )}
            {rule.mode !== 'never' && (
              <ChoiceGroup
                label="What becomes of an identity that was unlinked?"
                choices={relinks}
                value={toYes(rule.relink_after_unlink)}
                usual={toYes(usual.relink_after_unlink)}
                onChange={(yes) => set({ relink_after_unlink: yes === 'yes' })}
              />
            )}
          </Stack>
        </Fieldset>
        <Fieldset legend="Profile">
          <ChoiceGroup
            label="When does the user’s profile follow this provider?"
            choices={profileUpdates}
            value={rule.update_profile}
            usual={usual.update_profile}
            onChange={(update_profile) => set({ update_profile })}
            error={problems.update_profile}
          />
        </Fieldset>
        <Fieldset legend="Limits">
          <RuleLimits {...fields} />
        </Fieldset>
        {save.error && isChangedMeanwhile(save.error) ? (
          <Conflict what="this provider" onReload={() => void reload()} onOverwrite={() => save.mutate(true)} />
        ) : (
          save.error && <Failure error={save.error} />
        )}
        <Group className={classes.save} justify="flex-end" gap="xs">
          <Text size="sm" c="dimmed" mr="auto" role="status">
            {isChanged
              ? `Not saved yet: ${Object.keys(changes).length === 1 ? 'one part is' : `${Object.keys(changes).length} parts are`} changed.`
              : `Version ${opened.linking_rule.version}`}
          </Text>
          <Button variant="default" size="xs" onClick={() => setRule({ ...usual, version: rule.version })}>
            Safe default
          </Button>
          <Button variant="default" size="xs" disabled={!isChanged} onClick={() => begin(opened)}>
            Take back
          </Button>
          <WriteButton
            scope="identity_providers:write"
            size="xs"
            loading={save.isPending}
            blocked={blocked}
            onClick={() => save.mutate(false)}
          >
            Save rule
          </WriteButton>
        </Group>
      </Stack>
      <RuleSummary rule={rule} usual={usual} provider={provider} />
    </div>
  );
}

function RuleSummary({ rule, usual, provider }: { rule: LinkingRule; usual: LinkingRule; provider: IdentityProvider }) {
  const domains = useVerifiedDomains();
  const looser = looserParts(rule, usual);
  return (
    <Stack gap="sm" className={classes.aside}>
      <Alert role="note" color="accent" title="What this rule does">
        <List size="sm" spacing={4}>
          {sayRule(rule, domains).map((sentence) => (
            <List.Item key={sentence}>{sentence}</List.Item>
          ))}
        </List>
      </Alert>
      {looser.length === 0 ? (
        <Alert role="note" color="green" title="No looser than the safe default" />
      ) : (
        <Alert color="orange" title="Looser than the safe default" role="status">
          <List size="sm" spacing={4}>
            {looser.map(({ about, danger }) => (
              <List.Item key={`${about}${danger}`}>
                <b>{about}.</b> {danger}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      <Text size="sm" c="dimmed">
        Nothing here lets two join on a key that both sides have not proved.{' '}
        <Anchor
          component={Link}
          to="/explain"
          search={{ identity_provider_id: provider.id } as never}
          inherit
          underline="always"
        >
          Ask what would happen
        </Anchor>{' '}
        to somebody, by the rule that is saved.
      </Text>
    </Stack>
  );
}

/** What the tenant has said to be its own domains. */
export function useVerifiedDomains(): string[] {
  const { settings } = useTenant().tenant;
  const { verified_domains = [] } = (settings.linking ?? {}) as { verified_domains?: string[] };
  return verified_domains;
}
