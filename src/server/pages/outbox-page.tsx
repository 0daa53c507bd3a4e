import type { KeptMessage } from '../../mail/mailer.ts';
import { type Frame, wordsOf } from './frame.ts';
import { renderLayout } from './layout.tsx';
import { fillWith } from './messages/fill.ts';

/** `/development/outbox`: what would have been mailed. */
export function renderOutboxPage(messages: readonly KeptMessage[], frame: Frame): string {
  const { outbox: t } = wordsOf(frame);
  return renderLayout({
    title: t.title,
    frame,
    shape: 'desk',
    children: (
      <>
        <div>
          <h1>{t.title}</h1>
          <p class="lead">{t.lead}</p>
        </div>
        {messages.length === 0 ? (
          <p>{t.none}</p>
        ) : (
          <ul class="identities">
            {messages.map(({ to, subject, text, sentAt }, index) => (
              <li class="identity" key={index}>
                <h2>{subject}</h2>
                <p class="soft">
                  {fillWith(t.to, {
                    address: <span class="email">{to}</span>,
                    time: <time dateTime={sentAt}>{sentAt.slice(11, 19)} UTC</time>,
                  })}
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
