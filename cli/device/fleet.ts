import { parseArgs } from 'node:util'
import type { FleetDevice, LogonState, PolicyKey, RouteAnswer } from '@keyturn/contract'
import type { LocalApi } from '../local-api.ts'
import type { Output } from '../output.ts'
import { reasons } from './reasons.ts'

/** All computers together: how their log-ons stand, whose they are, and what they are to forget. */
export const fleetUsage = `keyturn device logons [--stale] [--missing] [--disabled] [--drift] [--account NAME] [--json]
                                            whose log-ons the computers keep and how they stand; --json: one a line
keyturn device assign|unassign ID ACCOUNT   whose computer it is: only those follow her resets (docs/guide/fleet.md)
keyturn device forget ACCOUNT [--device ID …] [--all]
                                            have computers remove a log-on: those that keep one, these, or all`

type Logon = FleetDevice['logons'][number]

const filters = ['stale', 'missing', 'disabled'] as const satisfies readonly LogonState[]

export async function listLogons(words: readonly string[], api: LocalApi, { out }: Output): Promise<void> {
  const flag = { type: 'boolean', default: false } as const
  const { values } = parseArgs({
    args: [...words],
    options: {
      stale: flag,
      missing: flag,
      disabled: flag,
      drift: flag,
      json: flag,
      account: { type: 'string' },
    },
  })
  const wanted = new Set<LogonState>(filters.filter((state) => values[state]))
  const isAll = wanted.size === 0 && !values.drift
  let shown = 0
  for await (const device of allDevices(api, values.account)) {
    const logons = device.logons.filter(({ state }) => isAll || wanted.has(state))
    const isShown = logons.length > 0 || (values.drift ? device.drift.length > 0 : isAll && !values.account)
    if (!isShown) continue
    shown++
    if (values.json) out(JSON.stringify({ ...device, logons }))
    else for (const line of linesOf({ ...device, logons }, isAll || values.drift)) out(line)
  }
  if (shown === 0 && !values.json) out('none')
}

async function* allDevices(api: LocalApi, account: string | undefined): AsyncGenerator<FleetDevice> {
  for (let after: string | null = ''; after !== null;) {
    const query = { after, limit: 500, ...(account !== undefined && { account }) }
    const page: RouteAnswer<'admin.device-logons'> = await api.call('admin.device-logons', { query })
    yield* page.devices
    after = page.next
  }
}

function linesOf(device: FleetDevice, withPolicy: boolean): readonly string[] {
  const head = `${device.device}\t${device.name}`
  const logons = device.logons.map((logon) => `${head}\t${logonLine(logon)}`)
  return withPolicy ? [`${head}\t${policyLine(device)}`, ...logons] : logons
}

function logonLine({ name, state, takes, newest, answeredByDc, assigned, ordered, last }: Logon): string {
  const facts = [
    takes === null ? undefined : `takes the password of ${takes}`,
    state === 'stale' ? `newest ${newest ?? 'must be changed'}` : undefined,
    answeredByDc === null ? undefined : `a DC answered last ${answeredByDc}`,
    assigned ? 'assigned' : undefined,
    // Of one that is current it is over, whatever it was.
    last === null || last.why === null || state === 'current'
      ? undefined
      : `not refreshed ${last.at}: ${reasons[last.why]}`,
    ...ordered.map((kind) => ({ follow: 'the new password waits', forget: 'is to be forgotten' })[kind]),
  ]
  return [name, state, ...facts.filter((fact) => fact !== undefined)].join('\t')
}

function policyLine({ policy, drift, keeping, told, lastSeen }: FleetDevice): string {
  const seen = `last seen ${lastSeen ?? 'never'}`
  if (policy === null || told === null) return `has told nothing yet\t${seen}`
  const { caching, mostAccounts, expiresAfterDays } = policy
  const words = [
    `caching ${caching ? 'on' : 'off'}`,
    mostAccounts === null ? 'no limit' : `at most ${mostAccounts}`,
    expiresAfterDays === null ? 'no expiry' : `expire after ${expiresAfterDays} days`,
  ]
  const wishes = drift.map((key) => wishLine(key, keeping))
  const off = wishes.length > 0 ? `\tNOT AS WANTED: ${wishes.join(', ')}` : ''
  const lost = keeping.wouldLose.map(({ name, only }) => (only ? `${name} (kept nowhere else)` : name))
  const loses = lost.length > 0 ? `\tWOULD BE LOST THERE: ${lost.join(', ')}` : ''
  return `${words.join(', ')}\ttold ${told}\t${seen}${off}${loses}`
}

/** What is wanted, and what the computer made of the order to do so. */
function wishLine(key: PolicyKey, { wanted, ordered }: FleetDevice['keeping']): string {
  const none = { caching: '', mostAccounts: 'all', expiresAfterDays: 'never' }[key]
  const value = wanted[key]
  const wish = typeof value === 'boolean' ? (value ? 'on' : 'off') : (value ?? none)
  const outcome = ordered?.outcomes?.[key]
  return `${key} ${wish}${outcome === undefined ? '' : ` (${outcome})`}`
}

export async function orderForget(words: readonly string[], api: LocalApi): Promise<string | undefined> {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: { device: { type: 'string', multiple: true }, all: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const [account, ...more] = positionals
  if (account === undefined || more.length > 0 || (values.all && values.device !== undefined))
    return undefined
  const devices = values.device ?? (values.all ? ('all' as const) : ('known' as const))
  const answer = await api.call('admin.device-forget', { body: { account, devices } })
  if (answer.ordered) {
    const count = answer.devices === 1 ? '1 computer' : `${answer.devices} computers`
    return `${count} will forget ${account} when next in reach; the audit log has what became of it (device.forgot)`
  }
  const noDevice = 'there is no such computer; "keyturn device list" shows the ids'
  throw new Error(
    answer.why === 'unknown-device'
      ? noDevice
      : `there is no account ${account}; of one that is gone give the SID`,
  )
}

export async function assignTo(
  [device, account, ...more]: readonly string[],
  assigned: boolean,
  api: LocalApi,
): Promise<string | undefined> {
  if (device === undefined || account === undefined || more.length > 0) return undefined
  const { end } = await api.call('admin.device-assign', { body: { device, account, assigned } })
  switch (end) {
    case 'done':
      return assigned
        ? `${device} is a computer of ${account}`
        : `${device} is no computer of ${account} any more`
    case 'nothing-to-do':
      return 'it was so already'
    case 'unknown-account':
      throw new Error(`there is no account ${account}`)
    case 'unknown-device':
      throw new Error(`there is no computer ${device}; "keyturn device list" shows the ids`)
    case 'protected':
      throw new Error(`${account} is protected: Keyturn never sets its password, so nothing could follow`)
  }
}
