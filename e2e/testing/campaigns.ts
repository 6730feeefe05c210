/** What operators of a mass reset and the administrator at the server do, by command and by the portal's API. */
import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join, resolve } from 'node:path'
import { json } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { campaignStatus, keyStep, routes, type CampaignStatus } from '@keyturn/contract'
import type { Enrolled, PortalClient, World } from '../world/index.ts'

const patienceMs = 240_000
const program = resolve(import.meta.dirname, '../../bin/keyturn')

export function campaignsAt(world: World) {
  async function keyturn(...args: readonly string[]) {
    const { code, stdout, stderr } = await world.server.cli('campaign', ...args)
    return { code, text: stdout + stderr }
  }

  async function draft(text: string): Promise<string> {
    const folder = join(world.server.stateFolder, 'plans')
    await mkdir(folder, { recursive: true })
    const file = join(folder, 'plan.yaml')
    await writeFile(file, text)
    const drafted = await keyturn('draft', file)
    assert.equal(drafted.code, 0, drafted.text)
    return /campaign: (\S+)/.exec(text)?.[1] ?? assert.fail()
  }

  const digestOf = async (name: string) =>
    /digest (\w+)/.exec((await keyturn('show', name)).text)?.[1] ?? assert.fail()

  async function status(name: string): Promise<CampaignStatus> {
    const { text } = await keyturn('status', name, '--json')
    return campaignStatus.parse(JSON.parse(text))
  }

  /** Fails when nothing has moved for minutes, however long all of it takes. */
  async function until(name: string, is: (now: CampaignStatus) => boolean): Promise<CampaignStatus> {
    let [end, before] = [0, '']
    for (;;) {
      const now = await peekAt(world, name)
      if (is(now)) return now
      const seen = JSON.stringify([now.state, now.counts])
      if (seen !== before) [end, before] = [performance.now() + patienceMs, seen]
      assert.ok(performance.now() < end, `it stays: ${seen}`)
      await sleep(500)
    }
  }

  /** It looks now and not within the minute. */
  async function wake(name: string): Promise<void> {
    for (const step of ['pause', 'resume']) {
      const { code, text } = await keyturn(step, name)
      assert.equal(code, 0, text)
    }
  }

  return {
    sql: (statement: string) => askDatabase(world, statement),
    keyturn,
    ...bySteps(world, keyturn),
    draft,
    digestOf,
    status,
    until,
    wake,
    ...approvers(world, digestOf),
  }
}

/** As `keyturn campaign status` asks, of the same socket, but without a new process for each time. */
async function peekAt({ server }: World, campaign: string): Promise<CampaignStatus> {
  const { method, path } = routes['admin.campaign-status']
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  const headers = { host: 'localhost', 'content-type': 'application/json' }
  const asked = request({ socketPath: join(server.stateFolder, 'local.sock'), method, path, headers })
  asked.once('error', reject)
  asked.once('response', (answer) => json(answer).then(resolve, reject))
  asked.end(JSON.stringify({ campaign }))
  return campaignStatus.parse(await promise)
}

interface Said {
  readonly code: number | null
  readonly text: string
}

/** What is done one account at a time. */
function bySteps({ server, lab }: World, keyturn: (...args: readonly string[]) => Promise<Said>) {
  return {
    /** At a terminal, which a pipe is none. */
    async atTerminal(...args: readonly string[]): Promise<Said> {
      const line = [program, 'campaign', ...args, '--config', server.configFile].join(' ')
      const { code, stdout } = await lab.host('server').run(['script', '-qefc', line, '/dev/null'])
      return { code, text: stdout }
    },

    /** The next step of the only krbtgt in its scope: `reset`, or why not. */
    async krbtgtStep(name: string) {
      const { code, text } = await keyturn('krbtgt', name, '--json')
      if (!text.startsWith('{')) return { code, why: text, one: undefined }
      const step = keyStep.parse(JSON.parse(text))
      if (!step.done) return { code, why: step.why, one: undefined }
      const [only] = step.steps
      return { code, why: only?.reset === false ? only.why : 'reset', one: only }
    },
  }
}

/** What its operators do in the portal. */
function approvers({ server }: World, digestOf: (campaign: string) => Promise<string>) {
  async function signedIn({ person }: Enrolled): Promise<PortalClient> {
    const client = server.client()
    await client.must('person.sign-in', { identifier: person.upn, password: person.password })
    return client
  }

  /** A recovery code is a proof that is used up, and needs no half minute like the next code of a phone. */
  const used = new Map<Enrolled, number>()
  function proofOf(who: Enrolled) {
    const next = used.get(who) ?? 0
    used.set(who, next + 1)
    return {
      factor: 'recovery-code' as const,
      answer: who.recoveryCodes[next] ?? assert.fail('no code left'),
    }
  }

  async function approve(who: Enrolled, campaign: string, digest?: string) {
    const client = await signedIn(who)
    const body = { campaign, digest: digest ?? (await digestOf(campaign)), ...proofOf(who) }
    return client.must('person.campaign-approve', body)
  }

  return { signedIn, proofOf, approve }
}

/** In the server's own database, for what would take days. */
async function askDatabase({ server, lab }: World, statement: string): Promise<string> {
  const socket = join(server.stateFolder, 'database/socket')
  const ask = [
    'psql',
    '-At',
    '-v',
    'ON_ERROR_STOP=1',
    '-h',
    socket,
    '-U',
    'keyturn',
    '-c',
    statement,
    'postgres',
  ]
  return lab.host('server').must(ask)
}

/** Everything is open, always: what is tested is not the calendar. */
export const planOf = (name: string, t0: Date, scope: readonly string[], more = '') => `
campaign: ${name}
trigger: ad-database-exfiltrated
t0: ${t0.toISOString()}
operators: [op-carol, op-otto]
scope:
${scope.map((one) => `  - { filter: "${one}" }`).join('\n')}
segments:
  - { segment: remote-password-vpn, name: rand-* }
  - { segment: on-site, everyone: true }
waves:
  start: ${new Date(t0.getTime() - 86_400_000).toISOString().slice(0, 10)}
  size: 10000
  hours: "00:00-24:00"
  days: [mon, tue, wed, thu, fri, sat, sun]
helpDesk: { agents: 50 }
people: { enrolled: 0.9 }
${more}
`

export const inState = ({ counts }: CampaignStatus, state: string) =>
  counts.filter((one) => one.state === state).reduce((sum, { accounts }) => sum + accounts, 0)

/** What dc1's own database holds, by name; `hash` is the NT hash, which is one for one password. */
export async function onDc({ lab }: World, filter: string) {
  const sam = '/var/lib/samba/private/sam.ldb'
  const wanted = ['sAMAccountName', 'pwdLastSet', 'msDS-KeyVersionNumber', 'userAccountControl', 'unicodePwd']
  const search = ['ldbsearch', '-H', sam, '-b', lab.domain.baseDn, filter, ...wanted]
  const text = await lab.dc('dc1').host.must(search)
  return new Map(
    text.split(/\n\n/).flatMap((entry) => {
      const of = (name: string) => new RegExp(`^${name}::? (.*)$`, 'm').exec(entry)?.[1]
      const name = of('sAMAccountName')
      if (name === undefined) return []
      const [pwdLastSet, userAccountControl] = [of('pwdLastSet'), of('userAccountControl')]
      const [key, hash] = [Number(of('msDS-KeyVersionNumber')), of('unicodePwd')]
      return [[name, { pwdLastSet, userAccountControl, key, hash }] as const]
    }),
  )
}
