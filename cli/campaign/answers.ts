import type { CampaignProblem } from '@keyturn/contract'
import type { Output } from '../output.ts'

export function exitCode(plan: {
  readonly refusals: readonly unknown[]
  readonly undecided: { readonly accounts: number }
}): number {
  return plan.refusals.length > 0 || plan.undecided.accounts > 0 ? 1 : 0
}

export function refuse(file: string, problems: readonly CampaignProblem[], err: Output['err']): number {
  err(`${file} has ${problems.length} problem(s):`)
  for (const { line, path, message } of problems) err(`  line ${line}: ${path} ${message}`)
  return 2
}

/** @throws {Error} for what is no whole number. */
export function number(name: 'seed' | 'size', text: string | undefined, least: number) {
  if (text === undefined) return {}
  const value = Number(text)
  if (!/^\d{1,9}$/.test(text) || value < least)
    throw new Error(`--${name} is a whole number from ${least} on`)
  return { [name]: value }
}
