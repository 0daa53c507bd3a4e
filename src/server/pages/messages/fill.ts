/** Puts values into the gaps of a text. */
import type { ComponentChildren } from 'preact';

const gap = /\{([a-z]+)\}/i;

export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{([a-z]+)\}/gi, (whole, name: string) => values[name] ?? whole);
}

/** As `fill`, for what is more than text: an address in its own element, a name in bold. */
export function fillWith(text: string, values: Readonly<Record<string, ComponentChildren>>): ComponentChildren {
  return text.split(/(\{[a-z]+\})/i).map((part) => {
    const name = gap.exec(part)?.[1];
    return name !== undefined && name in values ? values[name] : part;
  });
}
