import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

/** Petrol, the one accent. White on shade 7 has a contrast of 6.4, on shade 6 of 4.9; shade 3 on the dark card 7.9. */
const petrol: MantineColorsTuple = [
  '#e7f5f3',
  '#cfe9e5',
  '#a3d5ce',
  '#73c0b6',
  '#46a99d',
  '#279a8f',
  '#157f76',
  '#0d6a63',
  '#0a5650',
  '#06423e',
]

export const theme = createTheme({
  colors: { petrol },
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 6 },
  defaultRadius: 'md',
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SFMono-Regular", Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontWeight: '650' },
})

/**
 * Mantine's own greys for hints and its red fall below a contrast of 4.5, and the lines of its fields (`gray-4`,
 * `dark-4`, and `dark-6` behind them) below 3 (WCAG 1.4.3 and 1.4.11).
 */
export const colours: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#f3f6f6',
    '--mantine-color-text': '#15211f',
    '--mantine-color-dimmed': '#4d5c5a',
    '--mantine-color-placeholder': '#667573',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-anchor': 'var(--mantine-color-petrol-7)',
    '--mantine-color-gray-4': '#6f807d',
  },
  dark: {
    '--mantine-color-body': '#0f1615',
    '--mantine-color-text': '#e3eae9',
    '--mantine-color-dimmed': '#a9b8b5',
    '--mantine-color-placeholder': '#8b9a98',
    '--mantine-color-error': '#ff9d94',
    '--mantine-color-anchor': 'var(--mantine-color-petrol-3)',
    '--mantine-color-dark-4': '#7b8d8a',
    '--mantine-color-dark-6': '#101716',
  },
})
