import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adjust, contrast, schemes, writeThemeStyles } from './theme.ts';

const css = readFileSync(new URL('./pages.css', import.meta.url), 'utf8');
const blocks = [...css.matchAll(/:root \{[^}]*\}/g)].map(([block]) => block);

test.each([
  ['light', 0],
  ['dark', 1],
] as const)('the backgrounds of the %s scheme are those of the stylesheet', (name, index) => {
  for (const colour of ['paper', 'card', 'ink'] as const)
    expect(blocks[index]).toContain(`--${colour}: ${schemes[name][colour]};`);
});

describe.each(['light', 'dark'] as const)('in the %s scheme', (name) => {
  const scheme = schemes[name];

  test('every colour that may be asked for comes out legible wherever it is used', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), (number) => {
        const { accent, onAccent, wash } = adjust(`#${number.toString(16).padStart(6, '0')}`, scheme);
        const pairs: [string, string][] = [
          [accent, scheme.paper],
          [accent, scheme.card],
          [accent, wash],
          [onAccent, accent],
          [scheme.ink, wash],
        ];
        for (const [front, back] of pairs) expect(contrast(front, back)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  test('a colour that is legible stays as it is', () => {
    const colour = name === 'light' ? '#0f6b5c' : '#6fd6bf';
    expect(adjust(colour, scheme).accent).toBe(colour);
  });
});

test('one colour makes both schemes, and none makes nothing', () => {
  expect(writeThemeStyles('#0f6b5c', null)?.match(/--accent/g)).toHaveLength(2);
  expect(writeThemeStyles(null, '#6fd6bf')?.match(/--accent/g)).toHaveLength(1);
  expect(writeThemeStyles(null, null)).toBeNull();
});
