import type { TestStatus, TestStep } from '../../domain/connection-test.ts';
import { renderLayout } from './layout.tsx';

export interface TestStartPageProps {
  tenantName: string;
  /** The connection's name for people. */
  connectionName: string;
  /** Where the test begins. */
  href: string;
}

/** `/sign-in/test`: what is about to happen, for whoever opened the address. */
export function renderTestStartPage({ tenantName, connectionName, href }: TestStartPageProps): string {
  return renderLayout({
    title: `Test ${connectionName}`,
    shape: 'stage',
    children: (
      <div class="sheet">
        <h1>Test a way to sign in</h1>
        <p class="lead">
          <strong>{connectionName}</strong> of <strong>{tenantName}</strong>
        </p>
        <p>You go through a whole sign-in. Nobody is signed in by it, and no account is made or changed.</p>
        <p>
          <a class="button wide" href={href}>
            Begin
          </a>
        </p>
        <p class="soft">What the provider says about you is shown to whoever asked for the test.</p>
      </div>
    ),
  });
}

export interface TestEndPageProps {
  connectionName: string;
  status: TestStatus;
  steps: readonly TestStep[];
  testId: string;
}

const names: Record<TestStep['step'], string> = {
  discovery: 'Finding the provider',
  authorization: 'At the provider',
  callback: 'Coming back',
  token_exchange: 'Asking who it is',
  password: 'Name and password',
  claims: 'Reading the person',
  mapping: 'Mapping',
  decision: 'Linking',
};

const outcomes = {
  passed: { label: 'passed', tag: 'tag good' },
  failed: { label: 'failed', tag: 'tag doubtful' },
  not_reached: { label: 'not reached', tag: 'tag' },
} as const;

/** The end of a test: each step and how it went. What was said about the person, and whom it would join, only the report tells. */
export function renderTestEndPage({ connectionName, status, steps, testId }: TestEndPageProps): string {
  const passed = status === 'passed';
  return renderLayout({
    title: passed ? 'The test passed' : 'The test failed',
    shape: 'stage',
    children: (
      <div class="sheet">
        <h1>{passed ? 'It works' : 'It does not work yet'}</h1>
        <p class="lead">
          <strong>{connectionName}</strong>: {passed ? 'every step passed.' : 'a step failed.'} Nobody was signed in,
          and nothing was changed.
        </p>
        <ol>
          {steps.map(({ step, outcome, said }) => (
            <li key={step}>
              {names[step]} <span class={outcomes[outcome].tag}>{outcomes[outcome].label}</span>
              {outcome === 'failed' && <p class="soft">{said}</p>}
            </li>
          ))}
        </ol>
        <p class="small">
          The report is that of the test <code>{testId}</code>. This window can be closed.
        </p>
      </div>
    ),
  });
}
