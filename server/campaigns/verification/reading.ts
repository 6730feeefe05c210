import type { EvidenceAccount, OnDc } from '@keyturn/protocols/evidence'
import type { OnReplica, OpenReplicas, Replica } from '#directory'
import { Fault, type AccountId } from '#kernel'

type PerDc = ReadonlyMap<AccountId, OnReplica> | undefined

/** The same accounts on every DC; one that fails is left alone from then on, and told. */
export interface Reading {
  /** For each account what every DC says of it, in the order of `dcs`. */
  of(ids: readonly AccountId[]): Promise<ReadonlyMap<AccountId, ReadAccount>>
  /** Runs on this one while it answers. undefined: it does not. */
  on<T>(replica: Replica, work: () => Promise<T>): Promise<T | undefined>
  /** All writable ones; `why`: it was not read, or not to the end. */
  dcs(): readonly { readonly name: string; readonly why: string | null }[]
}

export interface ReadAccount extends Pick<EvidenceAccount, 'created' | 'on'> {
  readonly moved: string | null
}

export function createReading({ read, unread }: OpenReplicas): Reading {
  const failed = new Map(unread.map(({ dc, why }) => [dc, why]))
  const names = [...read.map(({ dc }) => dc), ...failed.keys()].toSorted()

  async function on<T>({ dc }: Replica, work: () => Promise<T>): Promise<T | undefined> {
    if (failed.has(dc)) return undefined
    try {
      return await work()
    } catch (cause) {
      if (!(cause instanceof Fault) || !cause.code.startsWith('directory.')) throw cause
      failed.set(dc, cause.message)
      return undefined
    }
  }

  return {
    on,
    async of(ids) {
      const replies = await Promise.all(
        read.map(async (replica) => [replica.dc, await on(replica, () => replica.passwords(ids))] as const),
      )
      const byDc = new Map<string, PerDc>(replies)
      return new Map(ids.map((id) => [id, accountOf(id, names, byDc)]))
    },
    dcs: () => names.map((name) => ({ name, why: failed.get(name) ?? null })),
  }
}

function accountOf(id: AccountId, names: readonly string[], byDc: ReadonlyMap<string, PerDc>): ReadAccount {
  const found = names.map((dc) => ({ dc, known: byDc.get(dc), one: byDc.get(dc)?.get(id) }))
  const on = found.map(({ dc, known, one }): OnDc => {
    if (known === undefined) return { is: 'unread', dc }
    return one?.on ?? { is: 'absent', dc }
  })
  const seen = found.map(({ one }) => one).filter((one) => one !== undefined)
  const moves = seen.map(({ moved }) => moved).filter((at) => at !== null)
  return {
    on,
    created: seen.find(({ created }) => created !== null)?.created ?? null,
    moved: moves.toSorted().at(-1) ?? null,
  }
}
