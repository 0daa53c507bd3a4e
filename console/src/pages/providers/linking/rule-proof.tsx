/** What belongs to the proof that was chosen: the domains, and how the provider spells "verified". */
import { Anchor, MultiSelect, Stack, TagsInput, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Danger } from './choice-group.tsx';
import { type RuleFieldsProps, useVerifiedDomains } from './linking-rule-editor.tsx';

/** As JSON, so that `true` and `"true"` are two. */
const forms = [true, 'true', 'True', 'TRUE', '1', 1, 'yes', 'verified'] as const;

export function ProofDetails({ rule, usual, set, problems }: RuleFieldsProps) {
  const domains = useVerifiedDomains();
  const { email_proof } = rule;
  if (email_proof === 'never' || email_proof === 'xms_edov') return null;
  const isUnusual = rule.verified_forms.some((form) => !usual.verified_forms.includes(form));
  return (
    <Stack gap="md">
      {email_proof === 'authoritative_domains' && (
        <TagsInput
          label="Domains whose mailboxes the provider runs"
          description="Never a domain that it merely serves, and never a public mail domain at a company’s provider."
          placeholder="example.com"
          splitChars={[' ', ',']}
          acceptValueOnBlur
          value={rule.authoritative_domains}
          onChange={(authoritative_domains) => set({ authoritative_domains })}
          error={problems.authoritative_domains}
        />
      )}
      {email_proof === 'tenant_verified_domains' && (
        <Text size="sm">
          {domains.length === 0 ? (
            'This tenant has no verified domains yet, so no address is proved. '
          ) : (
            <>
              This tenant’s verified domains:{' '}
              {domains.map((domain) => (
                <code key={domain}>{domain} </code>
              ))}
            </>
          )}
          <Anchor component={Link} to="/settings" inherit underline="always">
            They are in the settings
          </Anchor>
          .
        </Text>
      )}
      <div>
        <MultiSelect
          label="Values of email_verified that mean yes at this provider"
          data={forms.map((form) => JSON.stringify(form))}
          value={rule.verified_forms.map((form) => JSON.stringify(form))}
          onChange={(values) => set({ verified_forms: values.map((text) => JSON.parse(text)) })}
          error={problems.verified_forms}
        />
        {isUnusual && <Danger>A form that the provider uses for something else proves every address.</Danger>}
      </div>
    </Stack>
  );
}
