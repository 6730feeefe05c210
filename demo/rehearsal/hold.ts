import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  campaignPlanned,
  campaignStatus,
  campaignVerified,
  type CampaignStatus,
  type PlannedCampaign,
} from '@keyturn/contract'
import type { Enrolled, World } from '@keyturn/e2e'

export interface Phase {
  readonly what: string
  readonly seconds: number
}

/** What a rehearsal came to. */
export interface Held {
  readonly phases: readonly Phase[]
  readonly planned: PlannedCampaign
  /** undefined: nobody may approve it so, and it ended there. */
  readonly run:
    | { readonly status: CampaignStatus; readonly proved: boolean; readonly open: number }
    | undefined
}

export interface Holding {
  readonly world: World
  readonly campaign: string
  /** The plan for the copy. */
  readonly plan: string
  readonly operators: readonly [Enrolled, Enrolled]
  readonly say: (what: string) => void
}

const lookMs = 1_000
/** Without any account done meanwhile. */
const patienceMs = 300_000

/** Plans, drafts, simulates, has it approved by two, runs it until all is written, and reads it back on every DC. */
export async function hold({ world, campaign, plan, operators, say }: Holding): Promise<Held> {
  const folder = join(world.server.stateFolder, 'rehearsal')
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'plan.yaml')
  await writeFile(file, plan)
  const phases: Phase[] = []
  const phase = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    say(what)
    const began = performance.now()
    const result = await work()
    phases.push({ what, seconds: (performance.now() - began) / 1000 })
    return result
  }
  const keyturn = (...args: readonly string[]) => world.server.cli('campaign', ...args)

  const planned = await phase('plan', async () => {
    const { stdout, stderr } = await keyturn('plan', file, '--json')
    const read = campaignPlanned.safeParse(json(stdout))
    if (!read.success || !read.data.ok) throw new Error(`the plan is refused: ${stdout}${stderr}`)
    return read.data
  })
  if (planned.refusals.length > 0 || planned.undecided.accounts > 0)
    return { phases, planned, run: undefined }
  await phase('draft and simulation', async () => {
    for (const args of [
      ['draft', file],
      ['simulate', campaign],
    ])
      await must(keyturn, args)
  })
  await phase('two approvals, and the scope frozen', async () => {
    for (const who of operators) await approve(world, who, campaign, planned.digest)
  })
  const status = await phase('the run', async () => {
    await must(keyturn, ['start', campaign, '--people-first'])
    return untilWritten(keyturn, campaign)
  })
  const verified = await phase('proof on every domain controller', async () => {
    const { stdout, stderr } = await keyturn('verify', file, '--json')
    const read = campaignVerified.safeParse(json(stdout))
    if (!read.success || !read.data.ok) throw new Error(`it cannot be verified: ${stderr}`)
    return read.data
  })
  const open = Object.entries(verified.sums)
    .filter(([verdict]) => verdict !== 'proved' && verdict !== 'exempt')
    .reduce((sum, [, accounts]) => sum + accounts, 0)
  return { phases, planned, run: { status, proved: verified.proved, open } }
}

type Keyturn = (...args: readonly string[]) => ReturnType<World['server']['cli']>

async function must(keyturn: Keyturn, args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await keyturn(...args)
  if (code !== 0) throw new Error(`keyturn campaign ${args[0] ?? ''}: ${stdout}${stderr}`)
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function approve(world: World, who: Enrolled, campaign: string, digest: string): Promise<void> {
  const client = world.server.client()
  await client.must('person.sign-in', { identifier: who.person.upn, password: who.person.password })
  const approved = await client.must('person.campaign-approve', {
    campaign,
    digest,
    factor: 'recovery-code',
    answer: who.recoveryCodes[0] ?? '',
  })
  if (!approved.approved) throw new Error(`not approved: ${JSON.stringify(approved)}`)
}

/** What is done by hand is left: in a rehearsal nobody does it. */
async function untilWritten(keyturn: Keyturn, campaign: string): Promise<CampaignStatus> {
  let left = Infinity
  let end = performance.now() + patienceMs
  for (;;) {
    const { stdout } = await keyturn('status', campaign, '--json')
    const status = campaignStatus.parse(json(stdout))
    const now = status.counts
      .filter(({ wave, state }) => wave !== null && (state === 'waiting' || state === 'writing'))
      .reduce((sum, { accounts }) => sum + accounts, 0)
    if (now === 0) return status
    if (now < left) end = performance.now() + patienceMs
    if (performance.now() > end) throw new Error(`nothing was written for five minutes; ${now} are left`)
    left = now
    await sleep(lookMs)
  }
}
