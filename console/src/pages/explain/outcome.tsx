/** The decision in a sentence, the rules that led to it, and whoever came into question. */
import { Alert, Anchor, Badge, Collapse, Group, List, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { components } from '@selfsame/client';
import { Link } from '@tanstack/react-router';
import { Icon } from '../../parts/icon.tsx';
import { JsonView } from '../../parts/json-view.tsx';
import { Proved } from '../../parts/proved.tsx';
import { ProviderMark } from '../../parts/provider-mark.tsx';
import { Reasons } from '../../parts/reasons.tsx';

type Explanation = components['schemas']['Explanation'];
type Candidate = Explanation['candidates'][number];
type Decision = Explanation['decision'];

const keyNames = { email: 'e-mail address', phone: 'phone number', username: 'username', external_id: 'external id' };
const proofNames = { email_code: 'a code to the proved address', sign_in: 'signing in to it' };
const otherwise = {
  create_user: 'gets a user of their own',
  hold: 'is held for an administrator',
  refuse: 'is refused',
};

const looks: Record<Decision['action'], { word: string; colour: string }> = {
  sign_in: { word: 'Signed in', colour: 'green' },
  link: { word: 'Linked', colour: 'green' },
  create_user: { word: 'New user', colour: 'blue' },
  challenge: { word: 'Asked', colour: 'yellow' },
  hold: { word: 'Held', colour: 'orange' },
  refuse: { word: 'Refused', colour: 'red' },
};

export function Outcome({ explanation }: { explanation: Explanation }) {
  const { decision, reasons, candidates, policies, notices, identity_provider: provider } = explanation;
  const { word, colour } = looks[decision.action];
  return (
    <Stack gap="md">
      <Stack gap={6}>
        <Group gap="xs">
          <Badge variant="light" color={colour} size="lg" tt="none">
            {word}
          </Badge>
          <ProviderMark strategy={provider.provider_type} />
          <Anchor component={Link} to={`/providers/${provider.id}`} size="sm">
            {provider.name}
          </Anchor>
        </Group>
        <Text>{tell(explanation)}</Text>
        {explanation.user && (
          <Text size="sm">
            They would be <KnownUser user={explanation.user} />.
          </Text>
        )}
      </Stack>

      {(policies.length > 0 || notices.length > 0) && (
        <Alert color={decision.action === 'refuse' ? 'red' : 'blue'} title="Policies that determined it">
          <List size="sm">
            {policies.map(({ id, name }) => (
              <List.Item key={id}>
                <Anchor component={Link} to={`/policies/${id}`} inherit underline="always">
                  {name}
                </Anchor>
              </List.Item>
            ))}
            {notices.map((notice) => (
              <List.Item key={notice}>It says: “{notice}”</List.Item>
            ))}
          </List>
        </Alert>
      )}

      <section aria-label="Rules">
        <Title order={2} size="h5" mb="xs">
          Every rule that was looked at
        </Title>
        <Reasons of={reasons} />
      </section>

      <section aria-label="Who came into question">
        <Title order={2} size="h5" mb="xs">
          Who came into question
        </Title>
        {candidates.length === 0 ? (
          <Text size="sm" c="dimmed">
            Nobody: no user has a key in common with this arrival, or the rule did not come to look for one.
          </Text>
        ) : (
          <Stack gap="sm">
            {candidates.map((candidate) => (
              <CandidateShown key={candidate.user.id} candidate={candidate} decision={decision} />
            ))}
          </Stack>
        )}
      </section>

      <RuleInForce provider={provider} />
    </Stack>
  );
}

function CandidateShown({
  candidate: { user, matches, missing },
  decision,
}: {
  candidate: Candidate;
  decision: Decision;
}) {
  const asked = decision.candidates?.find(({ user_id }) => user_id === user.id);
  return (
    <Stack gap={4}>
      <KnownUser user={user} />
      {matches.map(({ key, proved_by_arrival, proved_by_user }) => (
        <Group key={key} gap="xs">
          <Text size="xs">Same {keyNames[key]}:</Text>
          <Text size="xs" c="dimmed">
            by the arrival
          </Text>
          <Proved is={proved_by_arrival} />
          <Text size="xs" c="dimmed">
            by the user
          </Text>
          <Proved is={proved_by_user} />
        </Group>
      ))}
      {missing.length === 0 ? (
        <Text size="sm">Nothing stands in the way of joining.</Text>
      ) : (
        <List size="sm" aria-label="What stands in the way">
          {missing.map((each) => (
            <List.Item key={each}>{each}</List.Item>
          ))}
        </List>
      )}
      {asked && (
        <Text size="sm">
          {asked.proofs.length === 0
            ? 'Nothing that the person could do proves it: an administrator decides.'
            : `The person could prove it by ${asked.proofs.map((proof) => proofNames[proof]).join(' or ')}.`}
        </Text>
      )}
    </Stack>
  );
}

function KnownUser({ user }: { user: Candidate['user'] }) {
  return (
    <Group component="span" display="inline-flex" gap={6}>
      <Anchor component={Link} to={`/users/${user.id}`} fw={500} underline="always">
        {user.name ?? user.email ?? user.username ?? user.id}
      </Anchor>
      {user.email !== null && (
        <>
          <Text span size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {user.email}
          </Text>
          <Proved is={user.email_verified} />
        </>
      )}
      {user.status === 'suspended' && (
        <Badge size="xs" variant="light" color="orange" tt="none">
          suspended
        </Badge>
      )}
    </Group>
  );
}

function RuleInForce({ provider }: { provider: Explanation['identity_provider'] }) {
  const [isOpen, { toggle }] = useDisclosure(false);
  return (
    <section aria-label="Linking rule">
      <UnstyledButton onClick={toggle} aria-expanded={isOpen}>
        <Group gap={4}>
          <Icon name={isOpen ? 'chevronDown' : 'chevronRight'} />
          <Text size="sm" fw={500}>
            The linking rule of {provider.name}, version {provider.linking_rule.version}
          </Text>
        </Group>
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        <JsonView value={provider.linking_rule} label="Linking rule" />
      </Collapse>
    </section>
  );
}

function tell({ decision, identity_id }: Explanation): string {
  const who = identity_id === null ? 'This identity is new' : 'This identity has been seen before';
  switch (decision.action) {
    case 'sign_in':
      return 'This identity is known: its user is signed in, whatever the address says.';
    case 'link':
      return decision.takes_over
        ? `${who}. It proves the ${keyOf(decision)} that a user only claimed: that user becomes theirs, and everything else that leads into it ends first.`
        : `${who}. It joins the one user with the same ${keyOf(decision)}, which both sides have proved.`;
    case 'create_user':
      return `${who} and joins nobody: a user is made, with an e-mail address that is ${decision.email_proved ? '' : 'not '}proved.${conflictOf(decision)}${voidsOf(decision)}`;
    case 'challenge':
      return `${who}. The person is asked ${decision.blind ? 'blindly, for nothing is proved: the pages show everybody the same' : 'to prove an account that may be theirs'}. Who proves nothing ${otherwise[decision.otherwise ?? 'refuse']}.`;
    case 'hold':
      return `${who}. It is kept without a user until an administrator decides: ${decision.because ?? ''}.`;
    case 'refuse':
      return `Nobody is signed in: ${decision.because ?? 'refused'}.`;
  }
}

function keyOf({ matched_on }: Decision): string {
  return matched_on === undefined ? 'key' : keyNames[matched_on];
}

function conflictOf({ conflict }: Decision): string {
  if (conflict === 'several_users') return ' Several users match, and none is chosen.';
  if (conflict === 'identity_at_provider') return ' The user that matches has another identity at this provider.';
  return '';
}

function voidsOf({ voids }: Decision): string {
  const count = voids?.length ?? 0;
  if (count === 0) return '';
  return ` ${count === 1 ? 'A user that only claims' : `${count} users that only claim`} the address lose${count === 1 ? 's' : ''} that claim.`;
}
