/**
 * The hosted pages: what a person who signs in sees. This folder owns their looks and words, as functions from props to
 * HTML; it knows no request, store or session, and decides nothing. Pages work without JavaScript and carry nothing
 * inline, so that the policy in `page-headers.ts` can forbid both. What they say is in `messages/`, a file a language. This
 * file is the frame around every page.
 */
import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { icon, stylesheet } from './assets.ts';
import { type Frame, plainFrame, wordsOf } from './frame.ts';
import { Mark } from './mark.tsx';
import { languages } from './messages/languages.ts';

export interface LayoutProps {
  /** Of the window; whose pages they are is added. */
  title: string;
  /** `stage`: one thing in the middle. `desk`: a page to read, under a bar. */
  shape: 'stage' | 'desk';
  /** Absent: our own look, in English. */
  frame?: Frame;
  /** At the end of the bar. */
  actions?: ComponentChildren;
  /** Where the browser goes by itself. A form may not lead off this origin, and a page that follows it may. */
  onward?: string;
  children: ComponentChildren;
}

/** A whole document, as it is sent. */
export function renderLayout({ title, shape, frame = plainFrame, actions, onward, children }: LayoutProps): string {
  const { language, theme } = frame;
  const name = theme.name ?? 'Selfsame';
  const document = (
    <html lang={language.tag}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        {onward !== undefined && <meta http-equiv="refresh" content={`0;url=${onward}`} />}
        <title>{`${title} · ${name}`}</title>
        <link rel="icon" type={icon.contentType} href={icon.href} />
        <link rel="stylesheet" href={stylesheet.href} />
        {theme.stylesheet !== null && <link rel="stylesheet" href={theme.stylesheet} />}
      </head>
      <body class={shape}>
        <header class="bar">
          <span class="brand">
            {theme.logo === null ? <Mark /> : <img class="logo" src={theme.logo} alt="" referrerpolicy="no-referrer" />}
            {name}
          </span>
          {actions}
        </header>
        <main>{children}</main>
        {frame.here !== null && <Languages frame={frame} here={frame.here} />}
      </body>
    </html>
  );
  return `<!doctype html>\n${renderToString(document)}\n`;
}

function Languages({ frame, here }: { frame: Frame; here: string }) {
  const join = here.includes('?') ? '&' : '?';
  return (
    <footer class="foot">
      <nav aria-label={wordsOf(frame).language}>
        <ul class="languages">
          {languages.map(({ tag, name }) => (
            <li key={tag}>
              <a
                class="plain"
                href={`${here}${join}ui_locales=${tag}`}
                lang={tag}
                hreflang={tag}
                aria-current={tag === frame.language.tag ? 'true' : undefined}
              >
                {name}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </footer>
  );
}
