/** `keyturn campaign …`: what a mass password reset would come to, before anybody's password is touched. */
import { userInfo } from 'node:os'
import { parseArgs } from 'node:util'
import type { CampaignProblem } from '@keyturn/contract'
import { localApi } from '../local-api.ts'
import type { Output } from '../output.ts'
import { forecastLines } from './forecast-lines.ts'
import { planLines } from './plan-lines.ts'
import { campaignProof, isProofVerb, proofUsage } from './proof.ts'
import { readSent } from './sent.ts'

export const campaignUsage = `keyturn campaign plan FILE [--show RULE]      every account of a mass reset in its segment, and what stands in the
                                            way; --show names the accounts of a rule, a segment or "undecided"
keyturn campaign simulate FILE [--size N] [--seed N]
                                            calls, waiting and locked-out people, day by day; both only read;
                                            --json for programs
${proofUsage}`

const options = {
  json: { type: 'boolean', default: false },
  show: { type: 'string' },
  size: { type: 'string' },
  seed: { type: 'string' },
} as const

/** Exit code 1: nobody could approve it so; 2: it is no plan. */
export async function campaign(
  argv: readonly string[],
  socketPath: string,
  { out, err }: Output,
): Promise<number> {
  if (isProofVerb(argv[0])) return campaignProof(argv, socketPath, { out, err })
  const { values, positionals } = parseArgs({ args: [...argv], allowPositionals: true, options })
  const [verb, file, ...more] = positionals
  if (file === undefined || more.length > 0 || !['plan', 'simulate'].includes(verb ?? '')) {
    out(campaignUsage)
    return 2
  }
  const sent = { ...readSent(file), by: userInfo().username }
  const api = localApi(socketPath)
  if (verb === 'plan') {
    const { show } = values
    const plan = await api.call('admin.campaign-plan', {
      body: { ...sent, ...(show !== undefined && { show }) },
    })
    if (!plan.ok) return refuse(file, plan.problems, err)
    for (const line of values.json ? [JSON.stringify(plan)] : planLines(plan)) out(line)
    return exitCode(plan)
  }
  const trial = { ...number('seed', values.seed, 0), ...number('size', values.size, 1) }
  const plan = await api.call('admin.campaign-simulate', { body: { ...sent, ...trial } })
  if (!plan.ok) return refuse(file, plan.problems, err)
  for (const line of values.json ? [JSON.stringify(plan)] : forecastLines(plan)) out(line)
  return exitCode(plan)
}

function exitCode(plan: {
  readonly refusals: readonly unknown[]
  readonly undecided: { readonly accounts: number }
}): number {
  return plan.refusals.length > 0 || plan.undecided.accounts > 0 ? 1 : 0
}

function refuse(file: string, problems: readonly CampaignProblem[], err: Output['err']): number {
  err(`${file} has ${problems.length} problem(s):`)
  for (const { line, path, message } of problems) err(`  line ${line}: ${path} ${message}`)
  return 2
}

/** @throws {Error} for what is no whole number. */
function number(name: 'seed' | 'size', text: string | undefined, least: number) {
  if (text === undefined) return {}
  const value = Number(text)
  if (!/^\d{1,9}$/.test(text) || value < least)
    throw new Error(`--${name} is a whole number from ${least} on`)
  return { [name]: value }
}
