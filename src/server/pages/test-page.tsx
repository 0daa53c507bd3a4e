import type { TestStatus, TestStep } from '../../domain/connection-test.ts';
import { Detail } from './detail.tsx';
import { type Frame, wordsOf } from './frame.ts';
import { renderLayout } from './layout.tsx';
import { fill, fillWith } from './messages/fill.ts';

export interface TestStartPageProps {
  tenantName: string;
  /** The connection's name for people. */
  connectionName: string;
  /** Where the test begins. */
  href: string;
}

/** `/sign-in/test`: what is about to happen, for whoever opened the address. */
export function renderTestStartPage({ tenantName, connectionName, href }: TestStartPageProps, frame: Frame): string {
  const { test: t } = wordsOf(frame);
  // The tenant's own name: who tests must know whose connection it is, whatever people know the tenant as.
  const values = { connection: <strong>{connectionName}</strong>, tenant: <strong>{tenantName}</strong> };
  return renderLayout({
    title: fill(t.title, { connection: connectionName }),
    frame,
    shape: 'stage',
    children: (
      <div class="sheet">
        <h1>{t.heading}</h1>
        <p class="lead">{fillWith(t.of, values)}</p>
        <p>{t.lead}</p>
        <p>
          <a class="button wide" href={href}>
            {t.submit}
          </a>
        </p>
        <p class="soft">{t.shown}</p>
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

const tags: Record<TestStep['outcome'], string> = {
  passed: 'tag good',
  failed: 'tag doubtful',
  not_reached: 'tag faint',
};

/** The end of a test: each step and how it went. What was said about the person, and whom it would join, only the report tells. */
export function renderTestEndPage({ connectionName, status, steps, testId }: TestEndPageProps, frame: Frame): string {
  const { test: t } = wordsOf(frame);
  const passed = status === 'passed';
  return renderLayout({
    title: passed ? t.passedTitle : t.failedTitle,
    frame,
    shape: 'stage',
    children: (
      <div class="sheet">
        <h1>{passed ? t.passedHeading : t.failedHeading}</h1>
        <p class="lead">{fillWith(passed ? t.passed : t.failed, { connection: <strong>{connectionName}</strong> })}</p>
        <ol class="steps">
          {steps.map(({ step, outcome, said }) => (
            <li key={step}>
              <span class="step">
                {t.steps[step]} <span class={tags[outcome]}>{t.outcomes[outcome]}</span>
              </span>
              {outcome === 'failed' && <Detail said={said} />}
            </li>
          ))}
        </ol>
        <p class="small">{fillWith(t.report, { id: <code>{testId}</code> })}</p>
      </div>
    ),
  });
}
