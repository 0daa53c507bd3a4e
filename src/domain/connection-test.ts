/**
 * Trying a connection before people depend on it: a sign-in that goes all the way and changes nothing. This is the test's
 * noun, the steps that it goes through, and at which of them a failure belongs.
 */

import type { MappableClaim, MappingProblem } from './claim-mapping.ts';
import type { Claims } from './claims.ts';
import type { JsonObject, Timestamp } from './json.ts';
import type { LinkDecision } from './link.ts';

/** In the order in which a sign-in takes them. `password` stands for the first four where it is typed at our own page. */
export const testSteps = [
  'discovery',
  'authorization',
  'callback',
  'token_exchange',
  'password',
  'claims',
  'mapping',
  'decision',
] as const;

export type TestStepName = (typeof testSteps)[number];

export interface TestStep {
  step: TestStepName;
  outcome: 'passed' | 'failed' | 'not_reached';
  /** What happened, in plain words; what the step is about where it was not reached. */
  said: string;
  /** A failure's code, for programs. */
  reason?: string;
}

export const testStatuses = ['waiting', 'started', 'passed', 'failed', 'expired'] as const;
export type TestStatus = (typeof testStatuses)[number];

/** What linking would decide about the person, were the connection switched on. */
export interface TestDecision {
  decision: LinkDecision;
  policies: { id: string; name: string }[];
  notices: string[];
  /** Who would be signed in; null when that is nobody, or nobody yet. */
  userId: string | null;
  /** The identity of this subject, where it has been seen before. */
  identityId: string | null;
}

export interface TestReport {
  steps: TestStep[];
  /** What the provider said, without secrets. */
  said: JsonObject | null;
  /** What the connector read in it. */
  claims: Claims | null;
  mapped: Claims | null;
  changed: MappableClaim[];
  mappingProblems: MappingProblem[];
  linking: TestDecision | null;
}

export interface ConnectionTest {
  id: string;
  tenantId: string;
  connectionId: string;
  /** Of the secret in the address that the operator opens. */
  secretHash: Uint8Array;
  /** Who asked for it. */
  actor: JsonObject;
  /** Never `expired` in a row: the clock says that. */
  status: Exclude<TestStatus, 'expired'>;
  report: TestReport;
  createdAt: Timestamp;
  expiresAt: Timestamp;
  finishedAt: Timestamp | null;
}

const about: Record<TestStepName, string> = {
  discovery: 'the provider is found and its settings are read',
  authorization: 'the person agrees at the provider',
  callback: 'the answer belongs to the sign-in that was started',
  token_exchange: 'the provider says who it is, and every check of that holds',
  password: 'the directory knows the name and the password',
  claims: 'the provider names the person in a way that can be kept',
  mapping: "the connection's own expressions are applied",
  decision: 'the linking rules are asked',
};

/** A report before anything happened. */
export function blankReport(kind: 'redirect' | 'password'): TestReport {
  const left = testSteps.filter((step) =>
    kind === 'redirect'
      ? step !== 'password'
      : !['discovery', 'authorization', 'callback', 'token_exchange'].includes(step),
  );
  const steps = left.map((step): TestStep => ({ step, outcome: 'not_reached', said: about[step] }));
  return { steps, said: null, claims: null, mapped: null, changed: [], mappingProblems: [], linking: null };
}

/** The report with the step passed, and every one before it. */
export function passStep(report: TestReport, step: TestStepName, said: string = about[step]): TestReport {
  const last = report.steps.findIndex((each) => each.step === step);
  const steps = report.steps.map(
    (each, index): TestStep =>
      index === last
        ? { step, outcome: 'passed', said }
        : index < last && each.outcome === 'not_reached'
          ? { ...each, outcome: 'passed' }
          : each,
  );
  return { ...report, steps };
}

/** The report with the step failed, and every one before it passed. */
export function failStep(report: TestReport, step: TestStepName, reason: string, said: string): TestReport {
  const at = report.steps.findIndex((each) => each.step === step);
  const before = at > 0 ? passStep(report, report.steps[at - 1]!.step, report.steps[at - 1]!.said) : report;
  const steps = before.steps.map(
    (each): TestStep => (each.step === step ? { step, outcome: 'failed', said, reason } : each),
  );
  return { ...before, steps };
}

/** At which step a failure of the connector belongs, by when it came and what it was. */
export function failedStep(
  during: 'start' | 'finish' | 'password',
  reason: string,
  providerSaidError: boolean,
): TestStepName {
  if (reason === 'claims_invalid') return 'claims';
  if (during === 'password') return 'password';
  if (during === 'start') return 'discovery';
  if (reason === 'callback_invalid') return 'callback';
  return reason === 'access_denied' || providerSaidError ? 'authorization' : 'token_exchange';
}

const secretName =
  /token|secret|password|passwd|assertion|api_?key|private_?key|credential|authorization|cookie|^code$/i;

/** What the provider said, without what would open something. */
export function withoutSecrets(said: JsonObject): JsonObject {
  const clean = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, secretName.test(name) ? '(left out)' : clean(member)]),
    );
  };
  return clean(said) as JsonObject;
}
