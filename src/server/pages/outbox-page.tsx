import type { KeptMessage } from '../../mail/mailer.ts';
import { renderLayout } from './layout.tsx';

/** `/development/outbox`: what would have been mailed. */
export function renderOutboxPage(messages: readonly KeptMessage[]): string {
  return renderLayout({
    title: 'Outbox',
    shape: 'desk',
    children: (
      <>
        <div>
          <h1>Outbox</h1>
          <p class="lead">
            In development no mail leaves this machine: the last of it is here, the newest first, until the server
            stops.
          </p>
        </div>
        {messages.length === 0 ? (
          <p>Nothing was sent yet.</p>
        ) : (
          <ul class="identities">
            {messages.map(({ to, subject, text, sentAt }, index) => (
              <li class="identity" key={index}>
                <h2>{subject}</h2>
                <p class="soft">
                  to <span class="email">{to}</span>, at <time dateTime={sentAt}>{sentAt.slice(11, 19)} UTC</time>
                </p>
                <pre class="letter">{text}</pre>
              </li>
            ))}
          </ul>
        )}
      </>
    ),
  });
}
