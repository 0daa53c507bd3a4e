import { type Frame, wordsOf } from './frame.ts';
import { renderLayout } from './layout.tsx';

interface OnwardWords {
  title: string;
  message: string;
  action: string;
}

/** A form was answered, and the way goes on elsewhere: the browser follows by itself, or the person by the link. */
export function renderOnwardPage(href: string, { title, message, action }: OnwardWords, frame: Frame): string {
  return renderLayout({
    title,
    frame,
    shape: 'stage',
    onward: href,
    children: (
      <div class="sheet">
        <h1>{title}</h1>
        <p>{message}</p>
        <p>
          <a class="button wide" href={href}>
            {action}
          </a>
        </p>
        <p>
          <a class="plain" href="/sign-in">
            {wordsOf(frame).backToSignIn}
          </a>
        </p>
      </div>
    ),
  });
}
