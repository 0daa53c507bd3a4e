/** docs/providers.md, from the catalogue. */
import type { CheckedAgainst, OptionSchema, Protocol, Strategy } from './connector.ts';
import { type NotOffered, notOffered } from './not-offered.ts';
import { tokenSettings } from './options.ts';

const protocols: Record<Protocol, string> = {
  oidc: 'OpenID Connect',
  oauth2: 'OAuth 2.0',
  saml: 'SAML 2.0',
  ldap: 'LDAP',
  cas: 'CAS',
  code: 'codes that we mail',
  database: 'made by API',
};

/** How people come in where they are not sent to a provider. */
const otherWays: Partial<Record<Protocol, string>> = {
  ldap: 'people type their name and password at our page, and the directory is asked',
  code: 'people type an address, and the code that we mail there',
  database: 'nobody signs in by it: people are made by API',
};

/** Where a protocol has a page of its own. */
const guides: Partial<Record<Protocol, string>> = { saml: 'saml.md', ldap: 'directories.md', cas: 'cas.md' };

const proofs = {
  never: 'nothing makes its e-mail proved',
  provider_verified_bit: "its verified bit makes an e-mail proved for a new user's own record",
  authoritative_domains: 'an e-mail is proved where it is the authority for the domain',
  tenant_verified_domains: 'an e-mail is proved within the domains that the tenant has verified',
  xms_edov: 'an e-mail is proved where `xms_edov` says that the directory owns the domain',
} as const;

const modes = {
  never: 'an arrival joins nobody',
  ask: 'a person whose address somebody has is asked to prove that account first',
  verified_match: 'an arrival joins the user with the same proved address; about any other, the person is asked',
} as const;

const lacking: Record<keyof NonNullable<Strategy['lacks']>, string> = {
  pkce: 'PKCE',
  client_secret: 'client secret',
  login_hint: 'login hint',
  email: 'e-mail',
  email_verified: 'verified bit',
  refresh: 'renewal of tokens',
  revoke: 'end of tokens',
};

const checked: Record<CheckedAgainst, string> = {
  documentation: 'its own documentation or metadata',
  implementations: 'the code of others that signs people in there',
  nothing: 'nothing: see whether it works before you rely on it',
};

/** Told once for all: they are the engine's, and the same everywhere. */
const ofEvery: Readonly<Record<string, OptionSchema>> = {
  scopes: { type: 'array', description: "What is asked for in place of the strategy's own scopes." },
  ...tokenSettings(),
};

export function renderProvidersPage(strategies: Iterable<Strategy>): string {
  const all = [...strategies].sort((one, other) => (one.name < other.name ? -1 : 1));
  const ofAnyOidc = all.find(({ name }) => name === 'oidc')?.options?.properties ?? {};
  const { issuer: _itsOwn, ...ofOidc } = without(ofAnyOidc, ofEvery);
  const header = `# Providers

The catalogue of strategies: the kinds of provider that a tenant can register. \`GET /v1/strategies\` answers the same, with a JSON
Schema of each one's options and a drawing. This page is made from the code by \`npm run generate\`.

Every one signs people in by a redirect to the provider, unless it says otherwise; the address to enter in the provider's form
is \`<base URL>/sign-in/callback\`. Where PKCE is lacking, \`state\` still binds the answer to the browser that set out. What
stands under *joins* is the linking rule that a provider of this kind starts with; a tenant can change it.

**How far to trust this page.** *Checked against* says what the addresses and the names of fields were last compared with. No
strategy that is one provider was tried with an account at that provider, and the codes of refusals were compared for a few alone:
one that is not known is told as an error of the provider. Try a connection out before you enable it
(\`POST /v1/connections/{id}/tests\`). Where it was not plain that an address is proved, it is taken for not proved.

## Settings of every connection

Where the table below says OAuth 2.0 or OpenID Connect, \`config\` takes these as well:

${renderOptions(ofEvery, []).join('\n')}

With OpenID Connect also:

${renderOptions(ofOidc, []).join('\n')}

\`scopes\` stand in place of the usual ones, so name those too: \`["openid", "email", "profile", "offline_access"]\`. A refresh
token comes with \`offline_access\`, or without being asked, as the provider has it; Google gives one for what is asked here
already. What more an application needs from the provider's own API is a scope of that provider's.

## Strategies

| strategy | provider | protocol | asks for | checked against |
|---|---|---|---|---|
`;
  const rows = all.map(
    ({ name, displayName, protocol, scopes = [], checkedAgainst = '' }) =>
      `| [\`${name}\`](#${name}) | ${displayName} | ${protocols[protocol]} | ${scopes.map((scope) => `\`${scope}\``).join(' ')} | ${checkedAgainst} |`,
  );
  return [
    `${header}${rows.join('\n')}`,
    all.map((each) => renderStrategy(each, { ...ofEvery, ...(each.protocol === 'oidc' && ofOidc) })).join('\n'),
    renderNotOffered(notOffered),
  ].join('\n\n');
}

function renderStrategy(
  {
    name,
    displayName,
    protocol,
    documentation,
    defaultLinkingRule,
    options,
    subjectTypes = [],
    lacks,
    checkedAgainst,
  }: Strategy,
  toldAbove: Readonly<Record<string, OptionSchema>>,
): string {
  const { mode, emailProof, authoritativeDomains = [] } = defaultLinkingRule;
  const domains = authoritativeDomains.length > 0 ? ` (${authoritativeDomains.join(', ')})` : '';
  const otherwise = otherWays[protocol];
  const lines = [
    `## ${name}`,
    '',
    documentation === undefined ? `${displayName}.` : `${displayName}: <${documentation}>.`,
    ...(guides[protocol] ? [`[How to set it up](${guides[protocol]}).`] : []),
    '',
    ...(otherwise === undefined ? [] : [`- way in: ${otherwise}.`]),
    `- joins: ${modes[mode]}; ${proofs[emailProof]}${domains}.`,
    ...(subjectTypes.some((type) => type !== '')
      ? [
          `- knows people by: ${subjectTypes.map((type) => `\`${type}\``).join(', ')}; the first unless the connection says otherwise.`,
        ]
      : []),
    ...renderOptions(without(options?.properties ?? {}, toldAbove), options?.required ?? []),
    ...(options?.anyOf ? [`- set ${options.anyOf.map(({ required }) => listOf(required)).join(', or ')}.`] : []),
    ...Object.entries(lacks ?? {}).map(([what, reason]) => `- no ${lacking[what as keyof typeof lacking]}: ${reason}.`),
    ...(checkedAgainst === undefined ? [] : [`- checked against: ${checked[checkedAgainst]}.`]),
    '',
  ];
  return lines.join('\n');
}

function without(options: Readonly<Record<string, OptionSchema>>, others: Readonly<Record<string, OptionSchema>>) {
  return Object.fromEntries(Object.entries(options).filter(([option]) => others[option] === undefined));
}

function renderOptions(options: Readonly<Record<string, OptionSchema>>, required: readonly string[]): string[] {
  return Object.entries(options).map(([option, { description, default: otherwise }]) => {
    const need = required.includes(option)
      ? ', must be set'
      : otherwise === undefined
        ? ''
        : `, \`${otherwise}\` unless set`;
    return `- option \`${option}\`${need}: ${description}`;
  });
}

function renderNotOffered(names: readonly NotOffered[]): string {
  const rows = names.map(({ name, of, reason, instead }) => {
    const use = instead === undefined ? '' : `[\`${instead}\`](#${instead})`;
    return `| \`${name}\` | ${of} | ${reason} | ${use} |`;
  });
  return `## Names that are not offered

Words of other APIs for ways in that this catalogue has not.

| name | word of | why | instead |
|---|---|---|---|
${rows.join('\n')}
`;
}

function listOf(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(' and ');
}
