/** Plans for everybody at the double of a directory, or reads the same entries as the LDAP library alone does. One JSON line. */
import { readFileSync } from 'node:fs'
import { Client } from 'ldapts'
import { createLog, secret, systemClock } from '../../server/kernel/index.ts'
import { planCampaign } from '../../server/campaigns/plan/planner.ts'
import { readPlan } from '../../server/campaigns/plan/read.ts'
import { principalAttributes } from '../../server/directory/census/entries.ts'
import { createDirectory } from '../../server/directory/index.ts'
import { base } from './directory/crowd.ts'

export interface PlanTask {
  readonly what: 'plan' | 'read'
  readonly port: number
  readonly caFile: string
}

export interface PlanRun {
  readonly accounts: number
  readonly undecided: number
  readonly tookMs: number
  readonly cpuMs: number
  readonly peakMiB: number
}

const text = `
campaign: bench
trigger: ransomware
t0: 2026-01-01T00:00:00Z
operators: [user41, user42]
scope: [{ domain: all }]
exclusions:
  - { account: user41, reason: runs it, owner: user41 }
  - { account: user42, reason: runs it, owner: user42 }
  - { account: user40, reason: the way in if all else fails, owner: user40 }
segments:
  - { segment: service, name: svc-* }
  - { segment: remote-password-vpn, group: VPN Users }
  - { segment: on-site, attribute: { name: physicalDeliveryOfficeName, is: Berlin } }
  - { segment: on-site, everyone: true }
waves: { start: 2026-11-30, offices: { timeZones: { Lisboa: Europe/Lisbon } } }
helpDesk: { agents: 10 }
`

const { what, port, caFile } = JSON.parse(process.argv[2] ?? '{}') as PlanTask
const ca = readFileSync(caFile, 'utf8')
const began = performance.now()
const cpu = process.cpuUsage()
const { accounts, undecided } = what === 'plan' ? await plan() : await read()
const { user, system } = process.cpuUsage(cpu)
const run: PlanRun = {
  accounts,
  undecided,
  tookMs: performance.now() - began,
  cpuMs: (user + system) / 1_000,
  peakMiB: process.resourceUsage().maxRSS / 1_024,
}
process.stdout.write(`${JSON.stringify(run)}\n`)

async function plan() {
  const parsed = readPlan(text)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  const resolver = { srv: async () => [], addresses: async () => [{ address: '127.0.0.1', family: 4 }] }
  await using directory = createDirectory(
    {
      domain: 'corp.example',
      domainControllers: [`dc1.corp.example:${port}`],
      ca,
      serviceAccount: { name: 'svc-keyturn@corp.example', password: secret('nobody checks it here') },
      protectedGroups: [],
      // A machine that is busy with other things is no directory that is down.
      connectSeconds: 30,
      operationSeconds: 60,
    },
    { log: createLog('silent'), clock: systemClock, resolver },
  )
  const sent = { text, tables: new Map() }
  const { planned } = await planCampaign(parsed.plan, sent, {
    directory,
    clock: systemClock,
    show: undefined,
  })
  if (planned.refusals.length > 0) throw new Error(JSON.stringify(planned.refusals))
  return { accounts: planned.accounts + planned.excluded, undecided: planned.undecided.accounts }
}

async function read() {
  const client = new Client({
    url: `ldaps://127.0.0.1:${port}`,
    tlsOptions: { ca, servername: 'dc1.corp.example' },
  })
  await client.bind('svc-keyturn@corp.example', 'nobody checks it here')
  let accounts = 0
  const pages = client.searchPaginated(base, {
    filter: '(|(sAMAccountType=805306368)(sAMAccountType=805306369)(sAMAccountType=805306370))',
    attributes: [...principalAttributes, 'physicalDeliveryOfficeName'],
    explicitBufferAttributes: ['objectGUID', 'objectSid'],
    paged: { pageSize: 1_000 },
  })
  for await (const { searchEntries } of pages) accounts += searchEntries.length
  await client.unbind()
  return { accounts, undecided: 0 }
}
