import { CsrfField } from './csrf-field.tsx';
import { renderLayout } from './layout.tsx';

export interface ConsentPageProps {
  tenantName: string;
  applicationName: string;
  /** What it wants to do, each as the end of "wants to …". */
  requested: readonly string[];
  /** Where the answer is posted. */
  action: string;
  csrfToken: string;
}

/** Whether an application of somebody else may know who the person is. */
export function renderConsentPage({ tenantName, applicationName, requested, action, csrfToken }: ConsentPageProps) {
  return renderLayout({
    title: `${applicationName} asks`,
    shape: 'stage',
    children: (
      <div class="sheet">
        <h1>{applicationName} asks</h1>
        <p class="lead">
          With your account at <strong>{tenantName}</strong>, it wants to:
        </p>
        <ul>
          {requested.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
        <form method="post" action={action}>
          <CsrfField token={csrfToken} />
          <p>
            <button class="button" type="submit" name="answer" value="yes">
              Agree
            </button>{' '}
            <button class="button quiet" type="submit" name="answer" value="no">
              Do not agree
            </button>
          </p>
        </form>
        <p class="small">It is not run by {tenantName}. You are asked once.</p>
      </div>
    ),
  });
}
