/**
 * A tenant's accent colour made fit to be read. The backgrounds stay ours; whatever colour is asked for is darkened (lightened
 * in the dark scheme) just so far that every pair of the stylesheet that has it meets WCAG 2.2 §1.4.3 at level AA.
 */

export interface Palette {
  accent: string;
  onAccent: string;
  wash: string;
}

interface Scheme {
  paper: string;
  card: string;
  ink: string;
  /** Towards which an accent is moved. */
  towards: string;
  onAccent: string;
  washShare: number;
}

/** The backgrounds of pages.css, in both schemes. */
export const schemes: Readonly<Record<'light' | 'dark', Scheme>> = {
  light: { paper: '#faf9f5', card: '#ffffff', ink: '#14211e', towards: '#000000', onAccent: '#ffffff', washShare: 0.1 },
  dark: { paper: '#0e1412', card: '#161e1b', ink: '#e8efec', towards: '#ffffff', onAccent: '#0e1412', washShare: 0.12 },
};

const ratioLeast = 4.5;

export function adjust(wanted: string, scheme: Scheme): Palette {
  for (let share = 0; share < 1; share += 0.02) {
    const accent = mix(scheme.towards, wanted, share);
    const wash = mix(accent, scheme.card, scheme.washShare);
    const pairs: [string, string][] = [
      [accent, scheme.paper],
      [accent, scheme.card],
      [accent, wash],
      [scheme.onAccent, accent],
      [scheme.ink, wash],
    ];
    if (pairs.every(([front, back]) => contrast(front, back) >= ratioLeast))
      return { accent, onAccent: scheme.onAccent, wash };
  }
  return { accent: scheme.ink, onAccent: scheme.paper, wash: scheme.paper };
}

/** Null: nothing was asked for. Without a colour for the dark it is made of the light one. */
export function writeThemeStyles(accent: string | null, accentDark: string | null): string | null {
  if (accent === null && accentDark === null) return null;
  const rules: string[] = [];
  if (accent !== null) rules.push(`:root ${toRule(adjust(accent, schemes.light))}`);
  const dark = accentDark ?? accent;
  if (dark !== null) rules.push(`@media (prefers-color-scheme: dark) { :root ${toRule(adjust(dark, schemes.dark))} }`);
  return `${rules.join('\n')}\n`;
}

function toRule({ accent, onAccent, wash }: Palette): string {
  return `{ --accent: ${accent}; --on-accent: ${onAccent}; --wash: ${wash}; }`;
}

/** WCAG 2.2, "contrast ratio" and "relative luminance". */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = channels(hex)
    .map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** So much of the one over the other. */
function mix(over: string, under: string, share: number): string {
  const below = channels(under);
  const mixed = channels(over).map((value, index) => Math.round(value * share + (below[index] ?? 0) * (1 - share)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function channels(hex: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));
}
