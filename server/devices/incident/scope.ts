import type { RouteBody } from '@keyturn/contract'
import { readAccountList } from '@keyturn/protocols/account-list'
import { sidFromText, type Sid } from '@keyturn/protocols/ad'
import type { Account, Directory } from '#directory'
import type { AccountId } from '#kernel'

/** Whom an order is about. Protected accounts as well: their sessions are the ones that matter most. */
export interface Whom {
  readonly sid: Sid
  /** null: it is gone from the directory, and known by its SID alone. */
  readonly accountId: AccountId | null
}

type Scope =
  | { readonly ok: true; readonly accounts: readonly Whom[]; readonly unknown: readonly string[] }
  | {
      readonly ok: false
      readonly why: 'unknown-group' | 'unknown-campaign' | 'table-refused' | 'too-many'
    }

export interface ScopeDeps {
  readonly directory: Pick<Directory, 'readBySid' | 'find' | 'read' | 'groupSid' | 'membersOf'>
  /** Whom a campaign is about, once it is frozen. undefined: there is no such campaign. */
  readonly campaignAccounts: (campaign: string) => Promise<readonly AccountId[] | undefined>
}

const most = 20_000
const atOnce = 16
/** Of a domain; a computer obeys for nobody else. */
const ofDomain = /^S-1-5-21(-\d{1,10}){4}$/

export async function scopeOf(of: RouteBody<'admin.device-incident'>['of'], deps: ScopeDeps): Promise<Scope> {
  if ('accounts' in of) return named(of.accounts, deps)
  if ('group' in of) return inGroup(of.group, deps)
  if ('campaign' in of) return inCampaign(of.campaign, deps)
  const table = readAccountList(Buffer.from(of.table, 'base64'))
  if (!table.ok || table.refused.length > 0) return { ok: false, why: 'table-refused' }
  return named(
    table.lines.map(({ account }) => account),
    deps,
  )
}

async function named(names: readonly string[], { directory }: ScopeDeps): Promise<Scope> {
  if (names.length > most) return { ok: false, why: 'too-many' }
  const read = await all(names, async (name): Promise<Whom | undefined> => {
    const sid = sidFromText(name)
    if (sid !== undefined) {
      return { sid, accountId: (await directory.readBySid(sid))?.id ?? null }
    }
    const found = await directory.find(name)
    return found.found ? whomOf(found.account) : undefined
  })
  return scope(read, names)
}

async function inGroup(group: string, { directory }: ScopeDeps): Promise<Scope> {
  const sid = sidFromText(group) ?? (await directory.groupSid(group))
  if (sid === undefined) return { ok: false, why: 'unknown-group' }
  const accounts: Whom[] = []
  for await (const page of directory.membersOf(sid)) {
    accounts.push(...page.map(({ account }) => whomOf(account)))
    if (accounts.length > most) return { ok: false, why: 'too-many' }
  }
  return { ok: true, accounts, unknown: [] }
}

/** Whoever was deleted since it was frozen is named as unknown: nothing here knows its SID any more. */
async function inCampaign(campaign: string, { directory, campaignAccounts }: ScopeDeps): Promise<Scope> {
  const ids = await campaignAccounts(campaign)
  if (ids === undefined) return { ok: false, why: 'unknown-campaign' }
  if (ids.length > most) return { ok: false, why: 'too-many' }
  const read = await all(ids, async (id) => {
    const account = await directory.read(id)
    return account && whomOf(account)
  })
  return scope(read, ids)
}

function scope(read: readonly (Whom | undefined)[], names: readonly string[]): Scope {
  const bySid = new Map<Sid, Whom>()
  const unknown: string[] = []
  for (const [i, whom] of read.entries()) {
    if (whom !== undefined && ofDomain.test(whom.sid)) bySid.set(whom.sid, whom)
    else unknown.push(names[i] ?? '')
  }
  return { ok: true, accounts: [...bySid.values()], unknown }
}

const whomOf = ({ sid, id }: Account): Whom => ({ sid, accountId: id })

/** In their order, a few at a time. */
async function all<T, R>(items: readonly T[], read: (item: T) => Promise<R>): Promise<readonly R[]> {
  const done: R[] = []
  for (let from = 0; from < items.length; from += atOnce) {
    done.push(...(await Promise.all(items.slice(from, from + atOnce).map(read))))
  }
  return done
}
