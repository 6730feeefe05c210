import type { FactorName } from '@keyturn/contract'
import { sidFromText, type Sid } from '@keyturn/protocols/ad'
import type { Account, Directory } from '#directory'
import type { AccountId } from '#kernel'
import type { Need } from './need.ts'
import type { Resolved } from './groups.ts'
import type { Coverage, Policy, Standing } from './policy.ts'
import { barred, needOf } from './rules.ts'
import type { Factors, Needs } from './settings.ts'
import { standing } from './standing.ts'

interface CoverageDeps {
  readonly directory: Pick<Directory, 'groupSid' | 'membersOf' | 'memberIds'>
  readonly factors: Factors
  readonly frozenAmong: (accounts: readonly AccountId[]) => Promise<ReadonlySet<AccountId>>
  readonly needs: Needs<Need>
  readonly rules: () => Promise<Resolved>
}

export function createCoverage(deps: CoverageDeps): Policy['coverage'] {
  const { directory } = deps
  return async (name, purpose) => {
    const group = sidFromText(name) ?? (await directory.groupSid(name))
    if (group === undefined) return undefined
    const all = await deps.rules()
    const members = await membersOfAll(deps, all)
    const tally = createTally()
    for await (const accounts of inParts(directory.membersOf(group))) {
      const [ready, frozen] = await Promise.all([
        readyAmong(deps, accounts),
        deps.frozenAmong(accounts.map(({ id }) => id)),
      ])
      for (const account of accounts) {
        const memberOf = (sid: Sid) => members.get(sid)?.has(account.id) === true
        const who = { isProtected: account.isProtected, memberOf }
        const { need } = needOf({ ...all, needs: deps.needs }, who, purpose)
        const why = barred(account, purpose) ?? (frozen.has(account.id) ? 'frozen' : undefined)
        tally.add(account, standing(need, ready(account.id), why))
      }
    }
    return tally.sum()
  }
}

/** Some factors walk through the whole domain to tell who is ready: once for each part, and not for each page. */
const partSize = 10_000

async function* inParts(
  pages: AsyncIterable<readonly { readonly account: Account }[]>,
): AsyncGenerator<readonly Account[], void, void> {
  let part: Account[] = []
  for await (const page of pages) {
    part.push(...page.map(({ account }) => account))
    if (part.length < partSize) continue
    yield part
    part = []
  }
  if (part.length > 0) yield part
}

/** Who is in the groups of the rules: asked once for each group and not for each person. */
async function membersOfAll({ directory }: CoverageDeps, { rules, admins }: Resolved) {
  const groups = new Set([...rules.map(({ group }) => group), ...admins])
  const members = [...groups].map(async (sid) => [sid, await directory.memberIds(sid)] as const)
  return new Map(await Promise.all(members))
}

async function readyAmong({ factors }: CoverageDeps, accounts: readonly Account[]) {
  const each = [...factors.values()].map(async (one) => [one.name, await one.readyAmong(accounts)] as const)
  const all = await Promise.all(each)
  return (id: AccountId): readonly FactorName[] => all.flatMap(([name, has]) => (has.has(id) ? [name] : []))
}

function createTally() {
  let people = 0
  let can = 0
  const ready: Partial<Record<FactorName, number>> = {}
  const cannot: Coverage['cannot'][number][] = []
  return {
    add(account: Account, stands: Standing) {
      people++
      for (const factor of stands.ready) ready[factor] = (ready[factor] ?? 0) + 1
      if (stands.can) can++
      else cannot.push({ account, why: stands.why, ready: stands.ready })
    },
    sum: (): Coverage => ({ people, can, ready, cannot }),
  }
}
