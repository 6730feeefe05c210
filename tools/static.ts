/** What can be said of the code without running it, in the order in which people want to hear it. */
export const staticSteps: readonly (readonly [name: string, command: string, args: readonly string[]])[] = [
  ['types', 'tsc', ['-p', '.', '--noEmit']],
  ['types of the portal', 'tsc', ['-p', 'web', '--noEmit']],
  ['lint', 'oxlint', ['--type-aware', '--quiet']],
  ['format', 'oxfmt', ['--check', '.']],
  ['unused code', 'knip', ['--no-progress']],
]
