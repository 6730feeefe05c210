/** `keyturn campaign …`: a mass password reset, from its plan to its last straggler. */
import { userInfo } from 'node:os'
import { parseArgs } from 'node:util'
import { localApi } from '../local-api.ts'
import type { Output } from '../output.ts'
import { forecastLines } from './forecast-lines.ts'
import { exitCode, number, refuse } from './answers.ts'
import { callsUsage, tellCalls } from './calls.ts'
import { campaignVerbs, runVerb } from './life.ts'
import { planLines } from './plan-lines.ts'
import { exportPlan, exportUsage } from './export/export.ts'
import { rehearse, rehearseUsage } from './rehearse.ts'
import { campaignProof, isKept, isProofVerb, proofUsage } from './proof.ts'
import { readSent } from './sent.ts'
import { runWay, wayVerbs, waysUsage } from './ways.ts'

export const campaignUsage = `keyturn campaign plan FILE [--show RULE]      every account of a mass reset in its segment, and what stands in the
                                            way; --show names the accounts of a rule, a segment or "undecided"
keyturn campaign simulate FILE [--size N] [--seed N]
                                            calls, waiting and locked-out people, day by day; both only read;
                                            --json for programs
keyturn campaign schema                     a plan's JSON Schema, for editors
keyturn campaign draft FILE                 keeps a plan under its name; again: edited, and every approval is void
keyturn campaign simulate NAME [--seed N]   of one that is kept: then two operators may approve it, signed in as
                                            themselves (docs/guide/campaigns.md)
keyturn campaign list | show NAME | status NAME [--watch]
keyturn campaign start NAME [--people-first] | pause NAME | resume NAME | cancel NAME
keyturn campaign exempt NAME ACCOUNT --owner WHO --reason WHY [--until DAY]
keyturn campaign sign-off NAME ACCOUNT|SEGMENT
                                            what was done by hand is done
${exportUsage}
${callsUsage}
${rehearseUsage}
${waysUsage}
${proofUsage}`

const options = {
  json: { type: 'boolean', default: false },
  show: { type: 'string' },
  size: { type: 'string' },
  seed: { type: 'string' },
  owner: { type: 'string' },
  reason: { type: 'string' },
  until: { type: 'string' },
  watch: { type: 'boolean', default: false },
  csv: { type: 'boolean', default: false },
  mail: { type: 'boolean', default: false },
  again: { type: 'boolean', default: false },
  'people-first': { type: 'boolean', default: false },
  to: { type: 'string' },
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
  const to = { api: localApi(socketPath), out, err }
  if (wayVerbs.some((one) => one === verb))
    return runWay(positionals, { ...values, by: userInfo().username }, to)
  if (verb === 'schema' && file === undefined) {
    out(JSON.stringify((await to.api.call('admin.campaign-schema')).schema, null, 2))
    return 0
  }
  if (verb === 'calls') return tellCalls(positionals, to)
  if (verb === 'export') return exportPlan(positionals, values.to, to)
  if (verb === 'rehearse') return rehearse(positionals, values.to, to)
  if (campaignVerbs.some((one) => one === verb) || (verb === 'simulate' && isKept(file))) {
    const by = userInfo().username
    return runVerb(positionals, { ...values, by }, to, campaignUsage)
  }
  if (file === undefined || more.length > 0 || !['plan', 'simulate'].includes(verb ?? '')) {
    out(campaignUsage)
    return 2
  }
  const sent = { ...readSent(file), by: userInfo().username }
  const { api } = to
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
