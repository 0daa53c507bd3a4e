/** Every kind of provider that can be registered: found by name or kind, with what one must have for it and what it lacks. */
import { Badge, Group, Select, SimpleGrid, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Answer } from '../../parts/answer.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { ProviderMark, useStrategies } from '../../parts/provider-mark.tsx';
import { SearchBox } from '../../parts/search-box.tsx';
import { usePageSearch } from '../../parts/use-page-search.ts';
import { nameMode } from './linking/rule-words.ts';
import type { Strategy } from './provider-queries.ts';
import classes from './providers.module.css';
import { kindOf, kinds, lacksOf, needsOf } from './strategy-words.ts';

export default function CataloguePage() {
  const [search, setSearch] = usePageSearch();
  const strategies = useStrategies();
  return (
    <PageFrame
      title="Add a provider"
      description="Choose what kind it is. One that is not here may speak a protocol that is: OpenID Connect, OAuth 2.0, SAML, LDAP or CAS."
    >
      <Group gap="xs">
        <SearchBox
          label="Search kinds of provider"
          placeholder="Google, SAML, WeChat…"
          value={search.search ?? ''}
          onSearch={(text) => setSearch({ search: text })}
        />
        <Select
          aria-label="Kind"
          placeholder="Any kind"
          data={Object.entries(kinds).map(([value, label]) => ({ value, label }))}
          value={search.kind ?? null}
          onChange={(kind) => setSearch({ kind: kind ?? undefined })}
          clearable
          clearButtonProps={{ 'aria-label': 'Any kind' }}
          w="11rem"
        />
      </Group>
      <Answer of={strategies} what="Loading the catalogue">
        {(all) => {
          const found = all.filter((each) => matches(each, search.search ?? '', search.kind)).sort(byName);
          return (
            <>
              <Text size="xs" c="dimmed" role="status">
                {found.length === all.length ? `${all.length} kinds` : `${found.length} of ${all.length} kinds`}
              </Text>
              {found.length === 0 ? (
                <EmptyState icon="search" title="No kind of provider matches">
                  Most that are not in the catalogue speak OpenID Connect or SAML: look for these.
                </EmptyState>
              ) : (
                <SimpleGrid
                  cols={{ base: 1, sm: 2, lg: 3 }}
                  spacing="sm"
                  component="ul"
                  p={0}
                  m={0}
                  style={{ listStyle: 'none' }}
                >
                  {found.map((strategy) => (
                    <li key={strategy.id}>
                      <Card strategy={strategy} />
                    </li>
                  ))}
                </SimpleGrid>
              )}
            </>
          );
        }}
      </Answer>
    </PageFrame>
  );
}

const general = ['oidc', 'saml', 'oauth2', 'ldap', 'ad', 'adfs', 'cas', 'email', 'auth0'];

/** What serves for whoever is not listed stands first. */
function byName(a: Strategy, b: Strategy): number {
  const place = ({ id }: Strategy) => (general.includes(id) ? general.indexOf(id) : general.length);
  return place(a) - place(b) || a.name.localeCompare(b.name, 'en');
}

function matches(strategy: Strategy, text: string, kind: string | undefined): boolean {
  if (kind !== undefined && kind !== '' && strategy.protocol !== kind) return false;
  const words = `${strategy.name} ${strategy.id} ${kindOf(strategy)} ${strategy.protocol}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => words.includes(word));
}

function Card({ strategy }: { strategy: Strategy }) {
  const needs = needsOf(strategy);
  const lacks = lacksOf(strategy).map(({ what }) => what);
  return (
    <Link to={`/providers/new/${strategy.id}` as never} className={classes.card}>
      <Group gap="xs" wrap="nowrap">
        <ProviderMark strategy={strategy.id} size={28} />
        <div style={{ minWidth: 0 }}>
          <Text fw={600} truncate>
            {strategy.name}
          </Text>
          <Text size="xs" c="dimmed">
            {kindOf(strategy)} <code>{strategy.id}</code>
          </Text>
        </div>
      </Group>
      <Text size="xs">{needs.length === 0 ? 'Needs nothing.' : `Needs ${needs.join(', ')}.`}</Text>
      {lacks.length > 0 && (
        <Text size="xs" c="dimmed">
          Lacks {lacks.join(', ')}.
        </Text>
      )}
      <Badge size="xs" variant="light" color="gray" mt="auto">
        {nameMode(strategy.default_linking_rule)}
      </Badge>
    </Link>
  );
}
