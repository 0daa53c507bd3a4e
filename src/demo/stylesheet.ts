import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const body = readFileSync(new URL('./demo.css', import.meta.url), 'utf8');
const hash = createHash('sha256').update(body).digest('hex').slice(0, 12);

/** The one stylesheet of the demo's pages, under a name that changes with it so that browsers may keep it for ever. */
export const stylesheet = { href: `/demo-${hash}.css`, body };
