/**
 * A database as large as a large installation's, filled by SQL: every table, in the proportions of a real one. For tests
 * of plans and for the bench. It owns what the rows look like; the schema must be at head, and the account a superuser.
 */
import pg from 'pg';
import { strictLinkingRule } from '../../src/domain/linking-rule.ts';

/** Tenants, each with so many users of two identities. Numbers, and so ids, go on from one lot of tenants to the next. */
export interface ManyTenants {
  tenants: number;
  usersEach: number;
}

/** Ids end in their number; the fourth group says of what they are. Load generators write them in their own language. */
export const idPrefixes = {
  user: '01900000-0000-7000-8000-',
  provider: '01900000-0000-7000-9000-',
  identity: '01900000-0000-7000-a000-',
  tenant: '01900000-0000-7000-b000-',
  held: '01900000-0000-7000-a200-',
  connection: '01900000-0000-7000-9100-',
  application: '01900000-0000-7000-9200-',
  /** Everything else: a number is of one row in each table. */
  other: '01900000-0000-7000-9300-',
} as const;

/** An event's id tells its time: so many seconds after `now` as its number. */
export function eventIdOf(number: number): string {
  const hex = (Date.parse('2026-01-15T12:00:00.123Z') + number * 1000).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8100-${number.toString(16).padStart(12, '0')}`;
}

export function idOf(kind: keyof typeof idPrefixes, number: number): string {
  return idPrefixes[kind] + number.toString(16).padStart(12, '0');
}

const id = (kind: keyof typeof idPrefixes, number: string): string =>
  `('${idPrefixes[kind]}' || lpad(to_hex(${number}), 12, '0'))::uuid`;
const now = "timestamptz '2026-01-15 12:00:00.123+00'";
/** Later by as many seconds as the number says, so that an order by time is one by id. */
const then = (number: string): string => `${now} + (${number}) * interval '1 second'`;
const later = "timestamptz '2027-01-15 12:00:00+00'";

const eventId = (number: string): string =>
  `(lpad(to_hex(1768478400123 + (${number}) * 1000), 12, '0') || '70008100' || lpad(to_hex(${number}), 12, '0'))::uuid`;

/** What one table is filled with: from every tenant `t`, from its every user `n`, or from every so-manieth user. */
interface Filling {
  table: string;
  from: 'tenant' | 'user' | number;
  /** Columns with their values in SQL; `tenant_id` goes without saying. */
  row: Record<string, string>;
  /** More rows of each: a table expression. */
  times?: string;
}

const email = "'user' || n || '@example.com'";
const timesTwo = 'generate_series(0, 1) i';
const provider = id('provider', '2 * t.number + i');
const identity = id('identity', '2 * n + i');
const nothing = "'{}'";
/** One in fifty was merged into the user before it, where anybody was. */
const isTombstone = 't.merged and n % 50 = 7';

const fillings: Filling[] = [
  {
    table: 'identity_providers',
    from: 'tenant',
    times: "(values (0, 'google-oauth2'), (1, 'github')) s (i, strategy)",
    row: {
      id: provider,
      strategy: 'strategy',
      name: 'strategy',
      display_name: 'strategy',
      enabled: 'true',
      config: nothing,
      linking_rule: `'${JSON.stringify(strictLinkingRule)}'`,
      metadata: nothing,
      sync_status: "'pending'",
      created_at: now,
      updated_at: now,
    },
  },
  {
    table: 'connections',
    from: 'tenant',
    times: timesTwo,
    row: {
      id: id('connection', '2 * t.number + i'),
      identity_provider_id: provider,
      identifier: "'connection-' || i",
      display_name: "'Connection'",
      type: "'oidc'",
      config: nothing,
      enabled: 'true',
      login_only: 'false',
      created_at: now,
      updated_at: now,
    },
  },
  {
    table: 'applications',
    from: 'tenant',
    times: timesTwo,
    row: {
      id: id('application', '2 * t.number + i'),
      client_id: "'client-' || i",
      name: "'Application'",
      auth_method: "'none'",
      redirect_uris: nothing,
      post_logout_redirect_uris: nothing,
      web_origins: nothing,
      grant_types: nothing,
      apis: "'[]'",
      first_party: 'true',
      pkce_required: 'true',
      subject_format: "'native'",
      merged_subject: "'keep'",
      access_token_seconds: '3600',
      refresh_token_seconds: '86400',
      created_at: now,
      updated_at: now,
    },
  },
  {
    table: 'api_keys',
    from: 'tenant',
    times: 'generate_series(0, 4) i',
    row: {
      id: id('other', '5 * t.number + i'),
      name: "'key ' || i",
      secret_hash: 'sha256(convert_to(i::text, $$UTF8$$))',
      scopes: "'{users:read}'",
      created_at: now,
      last_used_at: now,
    },
  },
  {
    table: 'policies',
    from: 'tenant',
    times: 'generate_series(0, 2) i',
    row: {
      id: id('other', '3 * t.number + i'),
      name: "'policy ' || i",
      cedar: "'permit(principal, action, resource);'",
      enabled: 'i = 0',
      priority: 'i',
      version: '1',
      created_at: now,
      updated_at: now,
    },
  },
  ...['signing_keys', 'service_provider_keys'].map(
    (table): Filling => ({
      table,
      from: 'tenant',
      times: timesTwo,
      row: {
        id: id('other', '2 * t.number + i'),
        created_at: now,
        ...(table === 'signing_keys'
          ? { algorithm: "'ES256'", public_jwk: nothing, sealed_private_jwk: "'v1.k.sealed'" }
          : { certificate: "'certificate'", sealed_private_key: "'v1.k.sealed'" }),
      },
    }),
  ),
  {
    table: 'sweeps',
    from: 'tenant',
    times: 'generate_series(0, 2) i',
    row: {
      id: id('other', '3 * t.number + i'),
      users_seen: '0',
      users_total: '0',
      suggestions_made: '0',
      started_at: now,
      updated_at: now,
      finished_at: now,
    },
  },
  {
    table: 'imports',
    from: 'tenant',
    times: 'generate_series(0, 2) i',
    row: { id: "'import-' || i", lines_done: '1', accepted: '1', refused: '0', updated_at: now },
  },
  {
    table: 'import_refusals',
    from: 'tenant',
    times: 'generate_series(0, 299) i',
    row: { import_id: "'import-' || i % 2", line: 'i', code: "'invalid_input'", message: "'wrong'" },
  },
  {
    table: 'connection_tests',
    from: 'tenant',
    times: 'generate_series(0, 9) i',
    row: {
      id: id('other', '10 * t.number + i'),
      connection_id: id('connection', '2 * t.number + i % 2'),
      secret_hash: "'\\x00'",
      actor: nothing,
      status: "'passed'",
      report: nothing,
      created_at: then('i'),
      expires_at: then('i + 600'),
      finished_at: then('i + 60'),
    },
  },
  {
    table: 'users',
    from: 'user',
    row: {
      id: id('user', 'n'),
      email,
      email_key: email,
      email_verified: 'n % 10 > 0',
      phone: "case when n % 5 = 0 then '+4930' || lpad(n::text, 9, '0') end",
      phone_key: "case when n % 5 = 0 then '+4930' || lpad(n::text, 9, '0') end",
      phone_verified: 'n % 10 = 0',
      username: "case when n % 4 = 0 then 'user' || n end",
      username_key: "case when n % 4 = 0 then 'user' || n end",
      external_id: "case when n % 3 = 0 then 'external-' || n end",
      name: "'User ' || n",
      given_name: "'User'",
      family_name: 'n::text',
      picture: "'https://example.com/pictures/' || n || '.png'",
      profile: nothing,
      user_metadata: "case when n % 10 = 0 then jsonb_build_object('employee', n::text) else '{}' end",
      app_metadata: 'case when n % 10 = 0 then \'{"roles": ["reader"]}\'::jsonb else \'{}\' end',
      status: "'active'",
      origin_key: "case when n % 2 = 0 then 'auth0|' || lpad(to_hex(n), 24, '0') end",
      last_login_at: then('n'),
      logins_count: 'n % 100',
      merged_into: `case when ${isTombstone} then ${id('user', 'n - 1')} end`,
      created_at: then('n'),
      updated_at: then('n'),
    },
  },
  {
    table: 'identities',
    from: 'user',
    times: timesTwo,
    row: {
      id: identity,
      identity_provider_id: provider,
      subject_type: "''",
      subject: "'subject-' || n",
      user_id: id('user', `n - (${isTombstone})::integer`),
      email,
      email_key: email,
      email_verified: 'true',
      phone_verified: 'false',
      username: "'user' || n",
      display_name: "'User ' || n",
      claims:
        `jsonb_build_object('sub', 'subject-' || n, 'email', ${email}, 'email_verified', true, 'name', 'User ' || n, ` +
        "'picture', 'https://example.com/pictures/' || n || '.png', 'locale', 'en')",
      linked_by: "'auto'",
      linked_at: now,
      position: `i + 2 * (${isTombstone})::integer`,
      connection_ids: nothing,
      first_login_at: now,
      last_login_at: now,
      logins_count: '1',
      last_synced_at: now,
      created_at: now,
      updated_at: now,
    },
  },
  {
    table: 'identities',
    from: 500,
    row: {
      id: id('held', 'n'),
      identity_provider_id: id('provider', '2 * t.number'),
      subject_type: "''",
      subject: "'held-' || n",
      email,
      email_key: email,
      email_verified: 'false',
      phone_verified: 'false',
      claims: nothing,
      linked_by: "'auto'",
      position: '0',
      connection_ids: nothing,
      logins_count: '0',
      created_at: now,
      updated_at: now,
    },
  },
  {
    table: 'events',
    from: 'user',
    times: timesTwo,
    row: {
      id: eventId('2::bigint * n + i'),
      type: "case when i = 0 then 'user.created' when n % 3 = 0 then 'user.signed_in' else 'identity.linked' end",
      actor: `jsonb_build_object('kind', 'system', 'name', 'sign-in', 'ip', '192.0.2.' || n % 200)`,
      user_id: id('user', 'n'),
      identity_id: identity,
      identity_provider_id: provider,
      after: `jsonb_build_object('identity', jsonb_build_object('subject', 'subject-' || n, 'email', ${email}), 'user', jsonb_build_object('name', 'User ' || n))`,
      decision: `jsonb_build_object('outcome', 'link', 'rules', jsonb_build_array(jsonb_build_object('rule', 'same_email', 'said', 'link')))`,
      request_id: "'request-' || n",
      created_at: then('2 * n + i'),
    },
  },
  {
    table: 'events',
    from: 50,
    row: {
      // Between two others: nothing else is of this number and a half.
      id: `overlay(${eventId('2::bigint * n')}::text placing '7001' from 15)::uuid`,
      type: "'user.merged'",
      actor: "'{}'",
      user_id: id('user', 'n + 6'),
      counterpart_user_id: id('user', 'n + 7'),
      undoes: `case when n % 100 = 0 then ${eventId('2::bigint * n')} end`,
      created_at: then('2 * n'),
    },
  },
  {
    table: 'sessions',
    from: 4,
    row: {
      id: id('other', 'n'),
      user_id: id('user', 'n'),
      identity_id: id('identity', '2 * n'),
      secret_hash: 'sha256(convert_to(n::text, $$UTF8$$))',
      ip: "'192.0.2.1'",
      user_agent: "'Mozilla/5.0'",
      created_at: now,
      last_seen_at: now,
      expires_at: later,
    },
  },
  {
    table: 'identity_tokens',
    from: 10,
    row: {
      identity_id: id('identity', '2 * n'),
      connection_id: id('connection', '2 * t.number'),
      token_type: "'Bearer'",
      sealed_access_token: "'v1.k.' || repeat('x', 200)",
      key_id: "'k'",
      scopes: nothing,
      status: "'ok'",
      version: '1',
      waits_until: `case when n % 1000 = 0 then ${later} end`,
      obtained_at: now,
      created_at: now,
      updated_at: now,
    },
  },
  ...['application_subjects', 'application_consents'].map(
    (table): Filling => ({
      table,
      from: 10,
      row: {
        application_id: id('application', '2 * t.number'),
        user_id: id('user', 'n'),
        ...(table === 'application_subjects'
          ? { subject: "'pairwise-' || n", created_at: now }
          : { scopes: "'{openid}'", updated_at: now }),
      },
    }),
  ),
  {
    table: 'operators',
    from: 1000,
    row: { user_id: id('user', 'n'), role: "'owner'", created_at: now, updated_at: now },
  },
  {
    table: 'openid_records',
    from: 10,
    row: {
      kind: "case when n % 100 = 0 then 'Interaction' else 'RefreshToken' end",
      key: 'sha256(convert_to(n::text, $$UTF8$$))',
      grant_key: 'sha256(convert_to((n / 20)::text, $$UTF8$$))',
      client_id: "'client-0'",
      user_id: id('user', 'n'),
      payload: nothing,
      expires_at: `${later} + n * interval '1 second'`,
    },
  },
  {
    table: 'suggestions',
    from: 50,
    row: {
      id: id('other', 'n'),
      kind: "'users'",
      user_id: id('user', 'n'),
      other_user_id: id('user', 'n + 1'),
      evidence: nothing,
      status: "case when n % 100 = 0 then 'open' else 'dismissed' end",
      created_at: now,
    },
  },
  {
    table: 'suggestions',
    from: 500,
    row: {
      id: id('other', 'n + 281474000000000'),
      kind: "'arrival'",
      user_id: id('user', 'n'),
      identity_id: id('held', 'n'),
      evidence: nothing,
      status: "'open'",
      created_at: now,
    },
  },
  {
    table: 'separations',
    from: 50,
    row: {
      identity_provider_id: id('provider', '2 * t.number'),
      subject_type: "''",
      subject: "'subject-' || n + 1",
      user_id: id('user', 'n'),
      cause: "'unlinked'",
      created_at: now,
    },
  },
  {
    table: 'pending_links',
    from: 50,
    row: {
      id: id('other', 'n'),
      identity_id: id('held', '(n / 500) * 500'),
      candidates: "'[]'",
      blind: 'false',
      decision: nothing,
      browser_hash: "'\\x00'",
      codes_sent: '0',
      attempts: '0',
      created_at: then('n'),
      expires_at: then('n + 600'),
      settled_at: `case when n % 100 = 0 then ${then('n + 1')} end`,
      settled_as: "case when n % 100 = 0 then 'linked' end",
    },
  },
  ...['sign_ins', 'email_sign_ins'].map(
    (table): Filling => ({
      table,
      from: 50,
      row: {
        id: id('other', 'n'),
        connection_id: id('connection', '2 * t.number'),
        browser_hash: "'\\x00'",
        created_at: then('n'),
        expires_at: then('n + 600'),
        used_at: `case when n % 100 = 0 then ${then('n + 1')} end`,
        ...(table === 'sign_ins'
          ? {
              identity_provider_id: id('provider', '2 * t.number'),
              state_hash: "'\\x00'",
              sealed_checks: "'v1.k.' || repeat('x', 200)",
            }
          : { address: email, address_key: email, codes_sent: '1', attempts: '0' }),
      },
    }),
  ),
  {
    table: 'idempotency_keys',
    from: 10,
    row: {
      api_key_id: id('other', '5 * t.number'),
      key: "'request-' || n",
      fingerprint: "'\\x00'",
      answer: "to_jsonb('v1.k.sealed'::text)",
      created_at: then('n'),
    },
  },
  {
    table: 'taken_statements',
    from: 50,
    row: {
      identity_provider_id: id('provider', '2 * t.number'),
      statement_id: "'statement-' || n",
      expires_at: then('n + 600'),
    },
  },
];

/** The tables that a request for identities reads. */
export const tablesOfIdentities = ['identity_providers', 'users', 'identities'];

/**
 * Fills the database and looks at it (`analyze`). `lots[0]` may have an existing tenant as its only one: `tenantId`. Indexes are not
 * kept up meanwhile but built afterwards, and references not checked, which they need not be.
 */
export async function fillManyRows(
  databaseUrl: string,
  lots: readonly ManyTenants[],
  options: { tenantId?: string; tables?: readonly string[]; tell?: (line: string) => void } = {},
): Promise<void> {
  const { tables, tell = () => {} } = options;
  const wanted = fillings.filter(({ table }) => !tables || tables.includes(table));
  const names = [...new Set(wanted.map(({ table }) => table))];
  // The two largest tables each on a connection of its own, and so on a core.
  const clients = await Promise.all([openClient(databaseUrl), openClient(databaseUrl)]);
  const [first, second] = clients as [pg.Client, pg.Client];
  const inTurns = async (items: (() => { text: string; what: string })[]): Promise<void> => {
    const queue = [...items];
    const work = async (client: pg.Client): Promise<void> => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const { text, what } = next();
        const started = performance.now();
        await client.query(text);
        tell(`${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
      }
    };
    await Promise.all([work(first), work(second)]);
  };
  try {
    await first.query(numberTenants(lots, options.tenantId, !tables));
    await setIndexesReady(first, names, false);
    const bySize = [...wanted].sort((a, b) => sizeOf(b) - sizeOf(a));
    await inTurns(bySize.map((filling) => () => ({ text: insertFrom(filling), what: filling.table })));
    // `reindex` also says again that they are ready.
    const { rows } = await first.query<{ name: string }>(
      `select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid where not i.indisready and i.indrelid = any ($1::regclass[])
       order by pg_relation_size(i.indrelid) desc`,
      [names],
    );
    await inTurns(
      rows.map(({ name }) => () => ({ text: `reindex index ${name}`, what: name })),
    );
    await first.query('drop table many_tenants');
    await first.query('vacuum analyze');
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

async function openClient(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    "set session_replication_role = replica; set synchronous_commit = off; set maintenance_work_mem = '512MB'; " +
      'set max_parallel_maintenance_workers = 0; set jit = off',
  );
  return client;
}

/** A list of the tenants with the numbers of their users, and their rows. */
function numberTenants(lots: readonly ManyTenants[], tenantId: string | undefined, merged: boolean): string {
  const numbered = lots.map(({ tenants, usersEach }, lot) => {
    const before = lots.slice(0, lot);
    const tenantsBefore = before.reduce((sum, { tenants }) => sum + tenants, 0);
    const usersBefore = before.reduce((sum, { tenants, usersEach }) => sum + tenants * usersEach, 0);
    return `select ${tenantsBefore} + t as number, ${usersEach} as users, ${usersBefore} + t * ${usersEach} + 1 as first from generate_series(0, ${tenants - 1}) t`;
  });
  return `
    create unlogged table many_tenants as
      select number, users, first, ${merged} as merged, ${tenantId === undefined ? id('tenant', 'number') : `case number when 0 then '${tenantId}'::uuid else ${id('tenant', 'number')} end`} as tenant_id
      from (${numbered.join(' union all ')}) l;
    analyze many_tenants;
    insert into tenants (id, name, slug, created_at, updated_at, settings)
      select tenant_id, 'Tenant ' || number, 'tenant-' || number, ${now}, ${now},
        case when number % 10 = 0 then jsonb_build_object('hosts', jsonb_build_array('tenant-' || number || '.example.com')) else '{}' end
      from many_tenants on conflict do nothing;`;
}

function insertFrom({ table, from, row, times }: Filling): string {
  const step = typeof from === 'number' ? from : 1;
  const users =
    from === 'tenant'
      ? ''
      : `, generate_series(((t.first + ${step - 1}) / ${step}) * ${step}, t.first + t.users - 1, ${step}) n`;
  return (
    `insert into ${table} (tenant_id, ${Object.keys(row).join(', ')}) ` +
    `select t.tenant_id, ${Object.values(row).join(', ')} from many_tenants t${users}${times ? `, ${times}` : ''}`
  );
}

function sizeOf({ from, times }: Filling): number {
  return from === 'tenant' ? 0 : (times ? 2 : 1) / (from === 'user' ? 1 : from);
}

/** An index that is not ready is neither written nor read: a superuser may say so of one that is about to be built anew. */
async function setIndexesReady(client: pg.Client, tables: readonly string[], ready: boolean): Promise<void> {
  await client.query('update pg_index set indisready = $2, indisvalid = $2 where indrelid = any ($1::regclass[])', [
    tables,
    ready,
  ]);
}
