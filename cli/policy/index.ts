/** `keyturn policy …`: who could reset the password today, by what, and who not and why, before the day it is needed. */
import { parseArgs } from 'node:util'
import { policyPurpose, type RouteAnswer, type StandingAnswer } from '@keyturn/contract'
import type { Output } from '../output.ts'
import { localApi } from '../local-api.ts'

export const policyUsage = `keyturn policy explain ACCOUNT [--json]     what this account needs for what, and what it has
keyturn policy coverage GROUP [--for WHAT]  who of a group could do it today, and who not and why; WHAT is reset
                                            (default), unlock, why, change, enrol or help-desk; --json for programs`

/** Exit code 1: somebody could not. */
export async function policy(argv: readonly string[], socketPath: string, { out }: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, for: { type: 'string', default: 'reset' } },
  })
  const [verb, name, ...more] = positionals
  const purpose = policyPurpose.safeParse(values.for)
  if (name === undefined || more.length > 0 || !purpose.success) {
    out(policyUsage)
    return 2
  }
  const api = localApi(socketPath)
  if (verb === 'explain') {
    const explained = await api.call('admin.policy-explain', { body: { account: name } })
    if (!explained.found) throw new Error(`${name} is ${explained.why} in the directory`)
    for (const line of values.json ? [JSON.stringify(explained)] : explanation(explained)) out(line)
    return explained.purposes.reset.can ? 0 : 1
  }
  if (verb === 'coverage') {
    const covered = await api.call('admin.policy-coverage', { body: { group: name, purpose: purpose.data } })
    if (!covered.found) throw new Error(`the directory knows no group ${name}`)
    for (const line of values.json ? [JSON.stringify(covered)] : coverage(covered)) out(line)
    return covered.cannot.length === 0 ? 0 : 1
  }
  out(policyUsage)
  return 2
}

type Explained = Extract<RouteAnswer<'admin.policy-explain'>, { found: true }>
type Covered = Extract<RouteAnswer<'admin.policy-coverage'>, { found: true }>

function explanation({ name, displayName, purposes, rules }: Explained): readonly string[] {
  const lines = policyPurpose.options.map(
    (purpose) => `${purpose.padEnd(10)} ${standingText(purposes[purpose])}${rulesText(rules[purpose])}`,
  )
  return [`${name} (${displayName})`, ...lines]
}

function standingText(one: StandingAnswer): string {
  const has = one.ready.length === 0 ? 'has nothing' : `has ${one.ready.join(', ')}`
  const needs = one.need === undefined ? '' : `; needs ${needText(one.need)}`
  return one.can ? `yes: ${has}${needs}` : `no, ${why[one.why]}: ${has}${needs}`
}

const rulesText = (rules: readonly string[]) =>
  rules.length === 0 ? '' : `; by ${rules.length === 1 ? 'the rule' : 'the rules'} of ${rules.join(', ')}`

function needText({ factors, different, required, kinds, weight }: StandingAnswer['need'] & object): string {
  if (different === 0 && weight === 0) return 'no proof besides the password'
  const parts = [
    `${different} of ${factors.join(', ')}`,
    ...(required.length === 0 ? [] : [`${required.join(', ')} among them`]),
    ...(kinds < 2 ? [] : [`of ${kinds} kinds`]),
    ...(weight === 0 ? [] : [`weighing ${weight} together`]),
  ]
  return parts.join(', ')
}

const why: Readonly<Record<Covered['cannot'][number]['why'], string>> = {
  protected: 'the account is protected',
  disabled: 'the account is disabled',
  expired: 'the account has expired',
  frozen: 'its factors are frozen',
  'nothing-enrolled': 'nothing that counts is enrolled',
  'not-enough': 'what is enrolled is not enough',
}

function coverage({ people, can, ready, cannot }: Covered): readonly string[] {
  const share = people === 0 ? '' : ` (${Math.floor((can / people) * 100)} %)`
  const factors = Object.entries(ready).toSorted(([, a], [, b]) => b - a)
  return [
    `${can} of ${people} could${share}`,
    ...factors.map(([factor, count]) => `  ${factor.padEnd(18)} ${count}`),
    ...(cannot.length === 0 ? [] : [`${cannot.length} could not:`]),
    ...cannot.map(({ name, displayName, why: code }) => `  ${name}\t${displayName}\t${why[code]}`),
  ]
}
