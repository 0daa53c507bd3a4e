/** The files that the pages refer to, each under a name that changes with its content, so that browsers keep it for ever. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

export interface Asset {
  href: string;
  contentType: string;
  body: Buffer;
}

export const stylesheet = readAsset('pages.css', 'text/css; charset=utf-8');
export const icon = readAsset('icon.svg', 'image/svg+xml');

/** What the server must answer at each `href`. */
export const assets: readonly Asset[] = [stylesheet, icon];

export const assetHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'public, max-age=31536000, immutable',
  'x-content-type-options': 'nosniff',
};

function readAsset(fileName: string, contentType: string): Asset {
  const body = readFileSync(new URL(`./${fileName}`, import.meta.url));
  const [name, extension] = fileName.split('.');
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12);
  return { href: `/assets/${name}-${hash}.${extension}`, contentType, body };
}
