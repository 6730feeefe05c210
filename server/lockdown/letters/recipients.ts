import type { LettersMade, RouteBody } from '@keyturn/contract'
import { readAccountList } from '@keyturn/protocols/account-list'
import { sidFromText } from '@keyturn/protocols/ad'
import type { Account, Directory } from '#directory'

export type LeftOut = LettersMade['leftOut'][number]

export type Recipients =
  | { readonly ok: true; readonly accounts: readonly Account[]; readonly leftOut: readonly LeftOut[] }
  | {
      readonly ok: false
      readonly why: 'unknown-group' | 'table-refused' | 'too-many'
      readonly leftOut: readonly LeftOut[]
    }

type Deps = Pick<Directory, 'find' | 'groupSid' | 'membersOf' | 'peopleIn'>

/** Who gets a letter, and who not: nobody whom Keyturn may not touch, and nobody who could not use it. */
export async function recipientsOf(
  of: RouteBody<'admin.letters-make'>['of'],
  most: number,
  directory: Deps,
): Promise<Recipients> {
  const found = await foundBy(of, most, directory)
  if (!found.ok) return found
  const leftOut = [...found.leftOut]
  const accounts = found.accounts.filter((account) => {
    const why = refusalOf(account)
    if (why !== undefined) leftOut.push({ account: account.sAMAccountName, why })
    return why === undefined
  })
  return accounts.length > most ? { ok: false, why: 'too-many', leftOut } : { ok: true, accounts, leftOut }
}

export function refusalOf({ isProtected, disabled, expired }: Account): LeftOut['why'] | undefined {
  if (isProtected) return 'protected'
  if (disabled) return 'disabled'
  return expired ? 'expired' : undefined
}

async function foundBy(
  of: RouteBody<'admin.letters-make'>['of'],
  most: number,
  directory: Deps,
): Promise<Recipients> {
  if ('table' in of) return inTable(Buffer.from(of.table, 'base64'), directory)
  const pages = 'unit' in of ? directory.peopleIn(of.unit) : await membersOf(of.group, directory)
  if (pages === undefined) return { ok: false, why: 'unknown-group', leftOut: [] }
  const accounts: Account[] = []
  for await (const page of pages) {
    accounts.push(...page.map(({ account }) => account))
    // Those who get none are not counted yet, but nobody prints ten times as many by mistake.
    if (accounts.length > 10 * most) return { ok: false, why: 'too-many', leftOut: [] }
  }
  return { ok: true, accounts, leftOut: [] }
}

async function membersOf(group: string, directory: Deps) {
  const sid = sidFromText(group) ?? (await directory.groupSid(group))
  return sid && directory.membersOf(sid)
}

async function inTable(bytes: Uint8Array, directory: Deps): Promise<Recipients> {
  const table = readAccountList(bytes)
  if (!table.ok) return { ok: false, why: 'table-refused', leftOut: [] }
  const leftOut: LeftOut[] = table.refused.map(({ line }) => ({
    account: `line ${line}`,
    why: 'line-refused',
  }))
  const accounts = new Map<string, Account>()
  for (const { account: name } of table.lines) {
    const found = await directory.find(name)
    if (found.found) accounts.set(found.account.id, found.account)
    else leftOut.push({ account: name, why: found.why })
  }
  return { ok: true, accounts: [...accounts.values()], leftOut }
}
