import { Detail } from './detail.tsx';
import { type Frame, plainFrame, wordsOf } from './frame.ts';
import { renderLayout } from './layout.tsx';
import { fillWith } from './messages/fill.ts';

export interface MessagePageProps {
  /** What happened, in a few words. */
  title: string;
  /** What happened, in a sentence or two. */
  message: string;
  /** What the person can do about it. */
  advice: string;
  action?: { href: string; label: string };
  /** What went wrong to the letter, in English. */
  detail?: string;
  /** What to quote to whoever runs this, such as the request's id. */
  reference?: string;
}

/** A page that says one thing: an error, or an end. */
export function renderMessagePage(props: MessagePageProps, frame: Frame = plainFrame): string {
  const { title, message, advice, action, detail, reference } = props;
  return renderLayout({
    title,
    frame,
    shape: 'stage',
    children: (
      <div class="sheet">
        <h1>{title}</h1>
        <p>{message}</p>
        <p class="soft">{advice}</p>
        {detail !== undefined && <Detail said={detail} />}
        {action !== undefined && (
          <p>
            <a class="button" href={action.href}>
              {action.label}
            </a>
          </p>
        )}
        {reference !== undefined && (
          <p class="small">{fillWith(wordsOf(frame).reference, { id: <code>{reference}</code> })}</p>
        )}
      </div>
    ),
  });
}
