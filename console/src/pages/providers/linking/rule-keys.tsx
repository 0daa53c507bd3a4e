/** Which keys are compared, in which order. */
import { Checkbox, Stack, TextInput } from '@mantine/core';
import { ChoiceGroup, Danger } from './choice-group.tsx';
import type { RuleFieldsProps } from './linking-rule-editor.tsx';
import { matchKeys, nameProofs, phoneProofs } from './rule-choices.ts';

export function RuleKeys({ rule, usual, set, problems }: RuleFieldsProps) {
  const has = (key: (typeof rule.match_on)[number]) => rule.match_on.includes(key);
  return (
    <Stack gap="md">
      <Checkbox.Group
        label="What is compared?"
        description="In the order in which they were ticked."
        value={rule.match_on}
        onChange={(match_on) => set({ match_on: match_on as typeof rule.match_on })}
        error={problems.match_on}
      >
        <Stack gap="xs" mt="xs">
          {matchKeys.map(({ value, label, does, danger }) => (
            <div key={value}>
              <Checkbox value={value} label={label} description={does} />
              {danger !== undefined && !usual.match_on.includes(value) && <Danger>{danger}</Danger>}
            </div>
          ))}
        </Stack>
      </Checkbox.Group>
      {has('phone') && (
        <ChoiceGroup
          label="What proves a phone number of this provider?"
          choices={phoneProofs}
          value={rule.phone_proof}
          usual={usual.phone_proof}
          onChange={(phone_proof) => set({ phone_proof })}
        />
      )}
      {(has('username') || has('external_id')) && (
        <ChoiceGroup
          label="What proves a username or an external id?"
          choices={nameProofs}
          value={rule.name_proof}
          usual={usual.name_proof}
          onChange={(name_proof) => set({ name_proof })}
          error={problems.name_proof}
        />
      )}
      {has('external_id') && (
        <TextInput
          label="The claim that holds the external id"
          value={rule.external_id_claim ?? ''}
          maxLength={128}
          onChange={(event) => set({ external_id_claim: event.currentTarget.value || null })}
          error={problems.external_id_claim}
          spellCheck={false}
        />
      )}
    </Stack>
  );
}
