/** From what was posted to the one assertion that is vouched for: SAML Core §3.3.3, Bindings §3.5, Profiles §4.1.4. */
import { ConnectorError, type ServiceProviderKey } from '../connector.ts';
import { decryptAssertion, sealedRefusal } from './decrypt-assertion.ts';
import type { SamlConfig } from './saml-config.ts';
import { isSigned, openSigned } from './signed-content.ts';
import {
  allElements,
  attributeOf,
  childOf,
  childrenOf,
  type Element,
  is,
  parseXml,
  responseBytesMax,
  textOf,
} from './xml.ts';

export interface ResponseChecks {
  config: SamlConfig;
  keys: readonly ServiceProviderKey[];
  /** Our addresses that this response may have been sent to. */
  recipients: readonly string[];
  /** The request that it must answer; null: it must answer none. */
  requestId: string | null;
}

/** The assertion of a response, out of what was signed. Its conditions are not looked at yet. */
export async function readResponse(samlResponse: string, checks: ResponseChecks): Promise<Element> {
  const response = parseXml(decodeBase64(samlResponse));
  if (!is(response, 'protocol', 'Response') || attributeOf(response, 'Version') !== '2.0')
    throw new ConnectorError('token_invalid', 'the provider answered something that is no SAML 2.0 response');
  requireStatus(response);
  requireOneAssertion(response);
  const responseIsSigned = isSigned(response);
  // INVARIANT: from here on, of a signed response only what is signed is read.
  const trusted = responseIsSigned ? openSigned(response, response, checks.config.certificates) : response;
  requireAddressedToUs(trusted, responseIsSigned, checks);

  const plain = childOf(trusted, 'assertion', 'Assertion');
  const sealed = childOf(trusted, 'assertion', 'EncryptedAssertion');
  if (plain === undefined && sealed === undefined) throw invalid('the signed part of the response has no assertion');
  if (plain !== undefined && checks.config.requireEncrypted)
    throw invalid('the assertion must be encrypted, and is not');
  return sealed === undefined
    ? openAssertion(trusted, plain!, responseIsSigned, checks.config)
    : openSealed(sealed, responseIsSigned, checks);
}

function decodeBase64(text: string): string {
  // RFC 4648 §3.1: line feeds are what senders add; anything else that is not of the alphabet is not skipped.
  const bare = text.replace(/[\r\n ]+/g, '');
  if (bare.length > responseBytesMax * 1.4 || !/^[A-Za-z0-9+/]+={0,2}$/.test(bare))
    throw new ConnectorError('token_invalid', 'the provider answered something that is no SAML response');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(bare, 'base64'));
  } catch {
    throw new ConnectorError('token_invalid', "the provider's answer is not UTF-8");
  }
}

const statusPrefix = 'urn:oasis:names:tc:SAML:2.0:status:';
/** Second-level codes that mean that the person, or the provider about the person, said no. */
const refusedStatuses = ['AuthnFailed', 'RequestDenied', 'NoPassive', 'NoAuthnContext', 'UnknownPrincipal'];

/** A failure is believed unsigned: many providers sign no failures, and the worst that a forged one does is a refusal. */
function requireStatus(response: Element): void {
  const code = childOf(childOf(response, 'protocol', 'Status'), 'protocol', 'StatusCode');
  const first = attributeOf(code, 'Value')?.replace(statusPrefix, '');
  if (first === 'Success') return;
  const second = attributeOf(childOf(code, 'protocol', 'StatusCode'), 'Value')?.replace(statusPrefix, '');
  const word = [second, first].find((each) => each !== undefined && refusedStatuses.includes(each));
  if (word !== undefined) throw new ConnectorError('access_denied', `the provider said no (\`${word}\`)`);
  throw new ConnectorError('provider_error', 'the provider answered with an error of its own');
}

/** Exactly one, right below the response: a second one anywhere is there to be mistaken for the first. */
function requireOneAssertion(response: Element): void {
  const everywhere = allElements(response).filter((each) => isAssertion(each));
  if (everywhere.length === 0) throw invalid('the response has no assertion');
  if (everywhere.length > 1) throw invalid('the response has more than one assertion');
  const [only] = everywhere;
  if (only?.parentNode !== response) throw invalid('the assertion does not stand in its place');
  // Signatures stand in the response and in the assertion and nowhere else.
  for (const element of allElements(response))
    for (const signature of childrenOf(element, 'signature', 'Signature'))
      if (element !== response && !(element === only && is(only, 'assertion', 'Assertion')))
        throw invalid(`the response has a signature (${signature.localName}) out of its place`);
}

function isAssertion(element: Element): boolean {
  return is(element, 'assertion', 'Assertion') || is(element, 'assertion', 'EncryptedAssertion');
}

function requireAddressedToUs(
  response: Element,
  signed: boolean,
  { config, recipients, requestId }: ResponseChecks,
): void {
  const issuer = childOf(response, 'assertion', 'Issuer');
  if (issuer !== undefined && textOf(issuer) !== config.issuer)
    throw invalid('the response comes from another issuer than the one that is configured');
  // Bindings §3.5.5.2: a signed message must name where it goes.
  const destination = attributeOf(response, 'Destination');
  if ((signed || (destination ?? '') !== '') && !recipients.includes(destination ?? ''))
    throw invalid('the response was sent to another address than ours');
  const answers = attributeOf(response, 'InResponseTo');
  if (requestId === null && answers !== undefined)
    throw new ConnectorError('callback_invalid', 'the response answers a request that is not open here; start again');
  if (requestId !== null && answers !== requestId)
    throw new ConnectorError('callback_invalid', 'the response answers another request than ours; start again');
}

/** The assertion out of its own signature where it has one, and else out of the response's. */
function openAssertion(root: Element, assertion: Element, responseIsSigned: boolean, config: SamlConfig): Element {
  const assertionIsSigned = isSigned(assertion);
  if (!responseIsSigned && !assertionIsSigned) throw invalid('neither the response nor the assertion is signed');
  const { requireSigned } = config;
  if ((requireSigned === 'response' || requireSigned === 'both') && !responseIsSigned)
    throw invalid('the response must be signed, and is not');
  if ((requireSigned === 'assertion' || requireSigned === 'both') && !assertionIsSigned)
    throw invalid('the assertion must be signed, and is not');
  return assertionIsSigned ? openSigned(root, assertion, config.certificates) : assertion;
}

async function openSealed(
  sealed: Element,
  responseIsSigned: boolean,
  { config, keys }: ResponseChecks,
): Promise<Element> {
  const inside = await decryptAssertion(sealed, keys);
  try {
    const elements = allElements(inside).filter((each) => isAssertion(each));
    if (elements.length !== 1 || elements[0] !== inside || !is(inside, 'assertion', 'Assertion'))
      throw invalid('there is no assertion inside');
    return openAssertion(inside, inside, responseIsSigned, config);
  } catch {
    throw invalid(sealedRefusal);
  }
}

function invalid(message: string): ConnectorError {
  return new ConnectorError('token_invalid', message);
}
