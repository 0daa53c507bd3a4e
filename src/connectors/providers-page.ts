/** docs/providers.md, from the catalogue. */
import type { Protocol, Strategy } from './connector.ts';

const protocols: Record<Protocol, string> = {
  oidc: 'OpenID Connect',
  oauth2: 'OAuth 2.0',
  saml: 'SAML 2.0',
  ldap: 'LDAP',
  cas: 'CAS',
  code: 'codes that we mail',
  database: 'made by API',
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

export function renderProvidersPage(strategies: Iterable<Strategy>): string {
  const all = [...strategies].sort((one, other) => (one.name < other.name ? -1 : 1));
  const header = `# Providers

The catalogue of strategies: the kinds of provider that a tenant can register. \`GET /v1/strategies\` answers the same, with a JSON
Schema of each one's options and a drawing. This page is made from the code by \`npm run generate\`.

Every one signs people in by a redirect to the provider, unless it says otherwise; the address to enter in the provider's form
is \`<base URL>/sign-in/callback\`. Where PKCE is lacking, \`state\` still binds the answer to the browser that set out. What
stands under *joins* is the linking rule that a provider of this kind starts with; a tenant can change it.

| strategy | provider | protocol | asks for |
|---|---|---|---|
`;
  const rows = all.map(
    ({ name, displayName, protocol, scopes = [] }) =>
      `| [\`${name}\`](#${name}) | ${displayName} | ${protocols[protocol]} | ${scopes.map((scope) => `\`${scope}\``).join(' ')} |`,
  );
  return `${header}${rows.join('\n')}\n\n${all.map(renderStrategy).join('\n')}`;
}

function renderStrategy({
  name,
  displayName,
  protocol,
  documentation,
  defaultLinkingRule,
  options,
  subjectTypes = [],
  lacks,
}: Strategy): string {
  const { mode, emailProof, authoritativeDomains = [] } = defaultLinkingRule;
  const domains = authoritativeDomains.length > 0 ? ` (${authoritativeDomains.join(', ')})` : '';
  const lines = [
    `## ${name}`,
    '',
    documentation === undefined ? `${displayName}.` : `${displayName}: <${documentation}>.`,
    ...(guides[protocol] ? [`[How to set it up](${guides[protocol]}).`] : []),
    '',
    `- joins: ${modes[mode]}; ${proofs[emailProof]}${domains}.`,
    ...(subjectTypes.some((type) => type !== '')
      ? [
          `- knows people by: ${subjectTypes.map((type) => `\`${type}\``).join(', ')}; the first unless the connection says otherwise.`,
        ]
      : []),
    ...Object.entries(options?.properties ?? {})
      .filter(([option]) => option !== 'scopes')
      .map(([option, { description, default: otherwise }]) => {
        const need = options?.required.includes(option) ? 'must be set' : otherwiseOf(otherwise);
        return `- option \`${option}\`, ${need}: ${description}`;
      }),
    ...(options?.anyOf ? [`- set ${options.anyOf.map(({ required }) => listOf(required)).join(', or ')}.`] : []),
    ...Object.entries(lacks ?? {}).map(([what, reason]) => `- no ${lacking[what as keyof typeof lacking]}: ${reason}.`),
    '',
  ];
  return lines.join('\n');
}

function otherwiseOf(otherwise: unknown): string {
  return otherwise === undefined ? 'may be set' : `\`${otherwise}\` unless set`;
}

function listOf(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(' and ');
}
