import { type Frame, wordsOf } from './frame.ts';
import { renderLayout } from './layout.tsx';
import { fill } from './messages/fill.ts';

/** The address that was typed has a way in of its own: the browser goes there by itself, or by the link. */
export function renderOnwardPage({ providerName, href }: { providerName: string; href: string }, frame: Frame): string {
  const words = wordsOf(frame);
  const t = words.onward;
  const provider = providerName;
  return renderLayout({
    title: fill(t.title, { provider }),
    frame,
    shape: 'stage',
    onward: href,
    children: (
      <div class="sheet">
        <h1>{fill(t.title, { provider })}</h1>
        <p>{fill(t.message, { provider })}</p>
        <p>
          <a class="button wide" href={href}>
            {fill(t.action, { provider })}
          </a>
        </p>
        <p>
          <a class="plain" href="/sign-in">
            {words.backToSignIn}
          </a>
        </p>
      </div>
    ),
  });
}
