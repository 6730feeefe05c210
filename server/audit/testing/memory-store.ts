import { emptyHead, sameTree, type Extension, type Leaf } from '../state.ts'
import type { AuditStore } from '../store.ts'

/** What `store-sql.ts` does, without its disk. Both run the same suite. */
export function createMemoryStore(): AuditStore {
  const stored: Leaf[] = []
  let head = emptyHead
  let key: string | undefined

  function take({ before, after, leaves }: Extension): boolean {
    if (!sameTree(before.frontier, head.frontier)) return false
    stored.push(...leaves)
    head = after
    return true
  }

  return {
    head: async () => head,
    append: async (extension) => take(extension),
    async appendLocked(make) {
      const extension = make(head)
      take(extension)
      return extension
    },
    leaves: async (from, limit) => stored.slice(from, from + limit).map(({ leaf }) => leaf),
    ofAccount: async (account, limit) =>
      stored
        .filter((one) => one.account === account)
        .toReversed()
        .slice(0, limit)
        .map(({ leaf }) => leaf),
    verifierKey: async () => key,
    claimVerifierKey: async (claimed) => (key ??= claimed),
  }
}
