import type { Account } from '#directory'
import type { AccountId } from '#kernel'
import type { Factor } from '../factor.ts'

/** What was bound since then proves nothing; null: distrust is off. Asked at each step: another server may switch it on. */
export type DistrustSince = () => Promise<Date | null>

const nobody = '00000000-0000-0000-0000-000000000000' as AccountId
const atOnce = 8

/**
 * Does what this account has of a factor prove anything, if what was bound since then does not? It is told of all that she
 * has of it: a code goes to every mailbox, and whoever added one of two apps reads both answers as his. What does not tell
 * its age is not believed, nor another person's word. Access passes are what is left: they are made after an incident.
 */
export async function counts(factor: Factor, account: AccountId, since: Date): Promise<boolean> {
  if (factor.name === 'access-pass') return true
  if (factor.kind === 'vouching') return false
  const has = await factor.enrolled(account)
  return has.length > 0 && has.every(({ enrolled }) => enrolled.getTime() > 0 && enrolled < since)
}

/**
 * The same factor, while distrust is on as if an account had nothing of it whose factor does not count. The same work is
 * done for it, and for nobody. It can still be seen and removed.
 */
export function distrusting(factor: Factor, since: DistrustSince): Factor {
  async function looked<T extends { readonly account: AccountId | null }>(asking: T): Promise<T> {
    const instant = await since()
    if (instant === null) return asking
    const isGood = await counts(factor, asking.account ?? nobody, instant)
    return isGood ? asking : { ...asking, account: null }
  }

  return {
    ...factor,
    ...(factor.challenge !== undefined && {
      challenge: async (asking, wish) =>
        (await factor.challenge?.(await looked(asking), wish)) ?? { kind: 'type' },
    }),
    ...(factor.ready !== undefined && {
      ready: async (asking) => (await factor.ready?.(await looked(asking))) ?? false,
    }),
    prove: async (asking, answer) => factor.prove(await looked(asking), answer),
    async readyAmong(accounts: readonly Account[]) {
      const all = await factor.readyAmong(accounts)
      const instant = await since()
      if (instant === null) return all
      const good = new Set<AccountId>()
      const ids = [...all]
      for (let from = 0; from < ids.length; from += atOnce) {
        const part = ids.slice(from, from + atOnce)
        const answers = await Promise.all(part.map((id) => counts(factor, id, instant)))
        for (const [i, id] of part.entries()) if (answers[i] === true) good.add(id)
      }
      return good
    },
  }
}
