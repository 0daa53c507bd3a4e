/**
 * CAS protocol 3.0 (https://apereo.github.io/cas/development/protocol/CAS-Protocol-Specification.html): the browser comes
 * back with a ticket, and the server says over its own line whose it is. It owns the request, the ticket's validation and
 * the reading of the answer; which attributes mean what is said by the config, since every installation chooses.
 */
import type {
  Claims,
  ConnectionSettings,
  Connector,
  ConnectorDependencies,
  OptionsSchema,
  SignInStart,
} from '../connector.ts';
import { ConnectorError } from '../connector.ts';
import { assertUsable, checkEndpoint } from '../endpoints.ts';
import { toConnectorError } from '../provider-failures.ts';
import { keepRaw, readEmail, readSubject, readText, withoutUndefined } from '../read-claims.ts';
import { type CasAnswer, readServiceResponse } from './service-response.ts';

export const casOptions: OptionsSchema = {
  type: 'object',
  properties: {
    url: {
      type: 'string',
      description: 'The address of the CAS server, without `/login`.',
      format: 'uri',
      examples: ['https://cas.example.edu/cas'],
    },
    subject_attribute: {
      type: 'string',
      description: 'The attribute that names a person for good, in place of the login name.',
      minLength: 1,
    },
    email_attribute: {
      type: 'string',
      description: 'The attribute that holds the e-mail address, in place of `mail` and `email`.',
      minLength: 1,
    },
  },
  required: ['url'],
};

const known = new Set(Object.keys(casOptions.properties));
const answerBytesMax = 256 * 1024;

export function createCasConnector(deps: ConnectorDependencies): Connector {
  const checkUse = (config: Record<string, unknown>): string[] => {
    const endpoint = checkEndpoint('url', config.url, deps);
    const texts = ['subject_attribute', 'email_attribute'].filter(
      (name) => config[name] !== undefined && (typeof config[name] !== 'string' || config[name] === ''),
    );
    return [...(endpoint === undefined ? [] : [endpoint]), ...texts.map((name) => `\`${name}\` must be a text`)];
  };

  return {
    // What is not known is refused when it is written, and passed over in use: a provider's config may hold others' settings.
    checkConfig(config) {
      const unknown = Object.keys(config).filter((name) => !known.has(name));
      const problems = unknown.length > 0 ? [`a CAS server has no setting \`${unknown.join('`, `')}\``] : [];
      return [...problems, ...checkUse(config)];
    },

    async start(connection, start) {
      assertUsable(checkUse(connection.config));
      const url = addressOf(connection, 'login');
      url.searchParams.set('service', serviceOf(start));
      // §2.1.1
      if (start.again) url.searchParams.set('renew', 'true');
      return url;
    },

    async finish(connection, start, callback) {
      assertUsable(checkUse(connection.config));
      const ticket = readTicket(start, callback);
      const url = addressOf(connection, 'p3/serviceValidate');
      url.searchParams.set('service', serviceOf(start));
      url.searchParams.set('ticket', ticket);
      // §2.5.1: only a ticket that came of a name and password, and not of a session there.
      if (start.again) url.searchParams.set('renew', 'true');
      return { claims: readCasClaims(readServiceResponse(await ask(url)), connection.config) };
    },
  };

  async function ask(url: URL): Promise<string> {
    try {
      const response = await deps.fetch(url.href, { redirect: 'error', headers: { accept: 'application/xml' } });
      const text = await response.text();
      if (response.status === 200 && text.length <= answerBytesMax) return text;
    } catch (thrown) {
      throw toConnectorError(thrown, 'token');
    }
    throw new ConnectorError('provider_unreachable', 'the CAS server answered something that is not its protocol');
  }
}

function addressOf({ config }: ConnectionSettings, path: string): URL {
  const base = String(config.url);
  return new URL(path, base.endsWith('/') ? base : `${base}/`);
}

/** The service that the ticket is for: our callback with this sign-in's state, so that a ticket fits one sign-in only. */
function serviceOf({ redirectUri, state }: SignInStart): string {
  if (state === '') throw new ConnectorError('callback_invalid', 'the sign-in has no state; start it again');
  const service = new URL(redirectUri);
  service.searchParams.set('state', state);
  return service.href;
}

/** Fails closed, before anything is sent. */
function readTicket({ state }: SignInStart, { searchParams }: URL): string {
  for (const name of ['state', 'ticket'])
    if (searchParams.getAll(name).length > 1)
      throw new ConnectorError('callback_invalid', `the callback repeats \`${name}\`; start again`);
  if (state === '' || searchParams.get('state') !== state)
    throw new ConnectorError('callback_invalid', "the callback's state is missing or of another sign-in; start again");
  const ticket = searchParams.get('ticket') ?? '';
  if (/^ST-[\x21-\x7e]{1,253}$/.test(ticket)) return ticket;
  throw new ConnectorError('callback_invalid', 'the callback carries no ticket; start again');
}

/** `user` is the login name unless the config names an attribute that stays with the person. */
function readCasClaims({ user, attributes }: CasAnswer, config: Record<string, unknown>): Claims {
  const values = (name: string) => attributes[name] ?? [];
  const single = (...names: string[]) => readText(names.flatMap(values)[0]);
  const addresses = config.email_attribute
    ? values(String(config.email_attribute))
    : [...values('mail'), ...values('email')];
  const distinct = [...new Set(addresses)];
  const email = readEmail(distinct[0]);
  return withoutUndefined({
    subject: config.subject_attribute ? readOne(values(String(config.subject_attribute))) : readSubject(user),
    subjectType: '',
    email,
    // Where there are several, nobody says which is the person's.
    emailVerified: email !== undefined && distinct.length === 1,
    phoneVerified: false,
    username: readText(user),
    displayName: single('displayName', 'cn', 'name'),
    givenName: single('givenName', 'firstName', 'given_name'),
    familyName: single('sn', 'lastName', 'family_name'),
    raw: keepRaw({ user, ...Object.fromEntries(Object.entries(attributes).map(unwrapSingle)) }),
  }) as Claims;
}

function readOne(values: string[]): string {
  if (values.length === 1) return readSubject(values[0]);
  throw new ConnectorError('claims_invalid', 'the attribute that is to name the person has no single value');
}

function unwrapSingle([name, values]: [string, string[]]): [string, string | string[]] {
  return [name, values.length === 1 ? values[0]! : values];
}
