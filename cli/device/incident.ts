import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { parseArgs } from 'node:util'
import type { IncidentDeed, IncidentOrderView, RouteAnswer, RouteInput } from '@keyturn/contract'
import type { LocalApi } from '../local-api.ts'
import { printable, type Output } from '../output.ts'

/** What computers do about accounts in an incident, and which of them have not said that they did. */
export const incidentUsage = `keyturn device order --account NAME …|--group NAME|--csv FILE|--campaign NAME
    [--forget] [--end-sessions] [--lock-sessions] [--drop-tickets] [--device ID …] [--all]
                                            have computers forget log-ons, end or lock sessions, drop Kerberos tickets:
                                            those that know the accounts, these, or all
keyturn device orders [--batch ID] [--open] what became of it: until a computer has reported, whoever sits there stays`

const refusals = {
  nobody: 'none of these accounts is there',
  'unknown-device': 'there is no such computer; "keyturn device list" shows the ids',
  'too-many': 'more than 100,000 orders at once: name fewer accounts or computers',
  'unknown-group': 'there is no such group',
  'unknown-campaign': 'there is no such campaign, or nobody has approved it',
  'table-refused':
    'the table cannot be read without doubt: it needs a column "account" in UTF-8, each name once',
} as const

const flag = { type: 'boolean', default: false } as const
const several = { type: 'string', multiple: true } as const
const text = { type: 'string' } as const

export async function orderIncident(
  words: readonly string[],
  api: LocalApi,
  { out, err }: Output,
): Promise<number | undefined> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      account: several,
      group: text,
      csv: text,
      campaign: text,
      forget: flag,
      'end-sessions': flag,
      'lock-sessions': flag,
      'drop-tickets': flag,
      device: several,
      all: flag,
    },
  })
  const deeds = (['forget', 'end-sessions', 'lock-sessions', 'drop-tickets'] as const).filter(
    (deed: IncidentDeed) => values[deed],
  )
  const of = await scopeOf(values)
  if (of === undefined || deeds.length === 0 || (values.all && values.device !== undefined)) return undefined
  const devices = values.device ?? (values.all ? ('all' as const) : ('known' as const))
  const body = { of, deeds, devices, by: userInfo().username }
  const answer = await api.call('admin.device-incident', { body })
  for (const name of answer.unknown) err(`there is no account ${name}; of one that is gone give the SID`)
  if (!answer.ordered) throw new Error(`nothing was ordered: ${refusals[answer.why]}`)
  const { batch, accounts, devices: count, orders } = answer
  out(`${orders} orders for ${count} computers and ${accounts} accounts: batch ${batch}`)
  out(`they do it when they next reach the server; "keyturn device orders --batch ${batch}" says which have`)
  return answer.unknown.length > 0 ? 1 : 0
}

type Scope = RouteInput<'admin.device-incident'>['of']

async function scopeOf(values: {
  readonly account?: string[] | undefined
  readonly group?: string | undefined
  readonly csv?: string | undefined
  readonly campaign?: string | undefined
}): Promise<Scope | undefined> {
  const { account, group, csv, campaign } = values
  if ([account, group, csv, campaign].filter((one) => one !== undefined).length !== 1) return undefined
  if (account !== undefined) return { accounts: account }
  if (group !== undefined) return { group }
  if (campaign !== undefined) return { campaign }
  return csv === undefined ? undefined : { table: (await readFile(csv)).toString('base64') }
}

/** @returns 1 while a computer has not reported, or could not do all of it. */
export async function listIncident(
  words: readonly string[],
  api: LocalApi,
  { out }: Output,
): Promise<number> {
  const { values } = parseArgs({ args: [...words], options: { batch: text, open: flag } })
  let [all, silent, short] = [0, 0, 0]
  for await (const one of allOrders(api, values.batch)) {
    all++
    if (one.reported === null) silent++
    else if (!isDone(one)) short++
    if (!values.open || one.reported === null || !isDone(one)) out(orderLine(one))
  }
  out(
    `${all} orders; ${silent} not reported: until then an attacker keeps the session he has; ${short} not done in full`,
  )
  return silent + short > 0 ? 1 : 0
}

async function* allOrders(api: LocalApi, batch: string | undefined): AsyncGenerator<IncidentOrderView> {
  for (let after: string | null = ''; after !== null;) {
    const query = { after, limit: 500, ...(batch !== undefined && { batch }) }
    const page: RouteAnswer<'admin.device-incidents'> = await api.call('admin.device-incidents', { query })
    yield* page.orders
    after = page.next
  }
}

function isDone({ refused, deeds }: IncidentOrderView): boolean {
  return refused === null && deeds.every(({ outcome }) => outcome === 'done' || outcome === 'was-not-there')
}

function orderLine(one: IncidentOrderView): string {
  const { device, name, account, lastSeen, reported, refused, deeds } = one
  const head = [device, name, account].map(printable).join('\t')
  if (reported === null) return `${head}\tNOT REPORTED\tlast seen ${lastSeen ?? 'never'}`
  if (refused !== null) return `${head}\tREFUSED (${refused})\t${reported}`
  const words = deeds.map(
    ({ deed, outcome, found, left, by }) => `${deed} ${outcome} (${found - left} of ${found}, ${by})`,
  )
  return `${head}\t${words.join(', ')}\t${reported}`
}
