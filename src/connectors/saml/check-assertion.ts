/** Whether an assertion is for us, now, and about whoever brings it: SAML Core §2.4–2.7, Profiles §4.1.4.2–4.1.4.3. */
import { ConnectorError } from '../connector.ts';
import { attributeOf, childOf, childrenOf, type Element, is, textOf } from './xml.ts';

/** How far the provider's clock may be from ours. */
const skewSeconds = 60;
const idCharactersMax = 256;

const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';

export interface AssertionChecks {
  issuer: string;
  /** Our entity id. */
  audience: string;
  recipients: readonly string[];
  /** The request that it must answer; null: it must answer none. */
  requestId: string | null;
  now: Date;
}

export interface CheckedAssertion {
  id: string;
  /** From then on it is refused anyway, so that nobody needs to remember it any longer. */
  expiresAt: Date;
  sessionIndex: string | undefined;
}

/** Throws `token_invalid`, or `callback_invalid` for an assertion that answers another request. */
export function checkAssertion(assertion: Element, checks: AssertionChecks): CheckedAssertion {
  const id = attributeOf(assertion, 'ID') ?? '';
  if (id === '' || id.length > idCharactersMax) throw invalid('the assertion has no usable id');
  if (attributeOf(assertion, 'Version') !== '2.0') throw invalid('the assertion is not of SAML 2.0');
  if (textOf(childOf(assertion, 'assertion', 'Issuer')) !== checks.issuer)
    throw invalid('the assertion comes from another issuer than the one that is configured');
  const until = [checkConditions(assertion, checks), checkConfirmation(assertion, checks)];
  const session = checkStatement(assertion, checks.now);
  const soonest = Math.min(...until.filter((time) => time !== undefined));
  return { id, expiresAt: new Date(soonest + skewSeconds * 1000), sessionIndex: session };
}

/** §2.5.1: a condition that is not understood makes the assertion invalid. */
const understood = ['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction'];

function checkConditions(assertion: Element, { audience, now }: AssertionChecks): number | undefined {
  const conditions = childOf(assertion, 'assertion', 'Conditions');
  if (conditions === undefined) throw invalid('the assertion has no conditions');
  const until = checkTimes(conditions, now, 'the assertion');
  for (const condition of childrenOf(conditions))
    if (!understood.some((name) => is(condition, 'assertion', name)))
      throw invalid('the assertion has a condition that is not understood');
  const restrictions = childrenOf(conditions, 'assertion', 'AudienceRestriction');
  const isForUs = (restriction: Element) =>
    childrenOf(restriction, 'assertion', 'Audience').some((each) => textOf(each) === audience);
  // Each restriction must be met (§2.5.1.4); within one, any audience does.
  if (restrictions.length === 0 || !restrictions.every(isForUs)) throw invalid('the assertion is for another audience');
  return until;
}

/** At least one way of confirming must hold; only `bearer` is known here, and what it must say is fixed (§4.1.4.2). */
function checkConfirmation(assertion: Element, checks: AssertionChecks): number {
  const subject = childOf(assertion, 'assertion', 'Subject');
  const confirmations = subject === undefined ? [] : childrenOf(subject, 'assertion', 'SubjectConfirmation');
  const failures: ConnectorError[] = [];
  for (const confirmation of confirmations) {
    if (attributeOf(confirmation, 'Method') !== bearer) continue;
    try {
      return checkBearer(childOf(confirmation, 'assertion', 'SubjectConfirmationData'), checks);
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      failures.push(error);
    }
  }
  throw failures[0] ?? invalid('the assertion does not say that whoever brings it is its subject');
}

function checkBearer(data: Element | undefined, { recipients, requestId, now }: AssertionChecks): number {
  if (data === undefined) throw invalid('the assertion does not say who may bring it');
  if (!recipients.includes(attributeOf(data, 'Recipient') ?? ''))
    throw invalid('the assertion is meant for another recipient');
  const until = checkTimes(data, now, "the subject's confirmation");
  if (until === undefined) throw invalid('the assertion may be brought at any time, which is not taken');
  const answers = attributeOf(data, 'InResponseTo');
  if (requestId === null ? answers !== undefined : answers !== requestId)
    throw new ConnectorError('callback_invalid', 'the assertion answers another request than ours; start again');
  return until;
}

/** Returns the index of the session that the sign-in is of, where it is told. */
function checkStatement(assertion: Element, now: Date): string | undefined {
  const [statement] = childrenOf(assertion, 'assertion', 'AuthnStatement');
  if (statement === undefined) throw invalid('the assertion does not say that anybody signed in');
  const sessionEnd = readTime(attributeOf(statement, 'SessionNotOnOrAfter'), 'the session');
  if (sessionEnd !== undefined && now.getTime() - skewSeconds * 1000 >= sessionEnd)
    throw invalid("the provider's session is over");
  const index = attributeOf(statement, 'SessionIndex');
  return index !== undefined && index !== '' && index.length <= 1024 ? index : undefined;
}

/** When it ends, where that is told; refuses what has not begun or is over. */
function checkTimes(element: Element, now: Date, what: string): number | undefined {
  const notBefore = readTime(attributeOf(element, 'NotBefore'), what);
  const notOnOrAfter = readTime(attributeOf(element, 'NotOnOrAfter'), what);
  const skew = skewSeconds * 1000;
  if (notBefore !== undefined && now.getTime() + skew < notBefore)
    throw invalid(`${what} is not in force yet: the clocks of the two sides may differ`);
  if (notOnOrAfter !== undefined && now.getTime() - skew >= notOnOrAfter)
    throw invalid(`${what} is no longer in force`);
  return notOnOrAfter;
}

/** SAML Core §1.3.3: times are in UTC. One that cannot be read is not one that is absent. */
function readTime(text: string | undefined, what: string): number | undefined {
  if (text === undefined) return undefined;
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw invalid(`${what} has a time that cannot be read`);
  return time;
}

function invalid(message: string): ConnectorError {
  return new ConnectorError('token_invalid', message);
}
