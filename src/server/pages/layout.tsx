/**
 * The hosted pages: what a person who signs in sees. This folder owns their looks and words, as functions from props to
 * HTML; it knows no request, store or session, and decides nothing. Pages work without JavaScript and carry nothing
 * inline, so that the policy in `page-headers.ts` can forbid both. This file is the frame around every page.
 */
import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { icon, stylesheet } from './assets.ts';
import { Mark } from './mark.tsx';

export interface LayoutProps {
  /** Of the window; the product's name is added. */
  title: string;
  /** `stage`: one thing in the middle. `desk`: a page to read, under a bar. */
  shape: 'stage' | 'desk';
  /** At the end of the bar. */
  actions?: ComponentChildren;
  children: ComponentChildren;
}

/** A whole document, as it is sent. */
export function renderLayout({ title, shape, actions, children }: LayoutProps): string {
  const document = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · Selfsame`}</title>
        <link rel="icon" type={icon.contentType} href={icon.href} />
        <link rel="stylesheet" href={stylesheet.href} />
      </head>
      <body class={shape}>
        <header class="bar">
          <span class="brand">
            <Mark />
            Selfsame
          </span>
          {actions}
        </header>
        <main>{children}</main>
      </body>
    </html>
  );
  return `<!doctype html>\n${renderToString(document)}\n`;
}
