/** The look: Mantine's, with one accent of our own, and with the contrast that WCAG AA asks for in both schemes. */
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const accent: MantineColorsTuple = [
  '#eef6f6',
  '#d9ebeb',
  '#b0d6d6',
  '#84c0c0',
  '#60adae',
  '#48a1a2',
  '#2f8f91',
  '#1c7779',
  '#146668',
  '#0d5456',
];

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 7 },
  colors: { accent },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  headings: { fontWeight: '600' },
  components: {
    Tooltip: { defaultProps: { openDelay: 300, events: { hover: true, focus: true, touch: true } } },
    Modal: { defaultProps: { centered: true, closeButtonProps: { 'aria-label': 'Close' } } },
    Drawer: { defaultProps: { position: 'right', closeButtonProps: { 'aria-label': 'Close' } } },
    // Their headers are no banner of the page.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    DrawerHeader: { defaultProps: { role: 'presentation' } },
    Loader: { defaultProps: { type: 'dots' } },
  },
});

/** Of which pages use the `light` variant: badges, alerts. */
const tinted = ['accent', 'gray', 'red', 'orange', 'yellow', 'green', 'blue'] as const;

export const resolveVariables: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: {
    // The library's own is gray 6: 3.3 to 1 on white.
    '--mantine-color-dimmed': colors.gray[7],
    '--mantine-color-placeholder': colors.gray[7],
    '--mantine-color-error': colors.red[9],
    '--mantine-color-anchor': colors.accent![8],
    ...Object.fromEntries(
      tinted.flatMap((name) => [
        [`--mantine-color-${name}-light-color`, darken[name] ?? colors[name]![9]],
        [`--mantine-color-${name}-outline`, darken[name] ?? colors[name]![9]],
      ]),
    ),
  },
  dark: {
    '--mantine-color-dimmed': colors.dark[1],
    '--mantine-color-placeholder': colors.dark[2],
    '--mantine-color-error': colors.red[4],
    '--mantine-color-anchor': colors.accent![3],
    ...Object.fromEntries(tinted.map((name) => [`--mantine-color-${name}-light-color`, colors[name]![2]])),
  },
});

/** Where even the darkest shade is too light for text on its own tint. */
const darken: Partial<Record<(typeof tinted)[number], string>> = {
  yellow: '#7a4b00',
  orange: '#a03a00',
  green: '#1d6b2c',
  red: '#b02020',
};
