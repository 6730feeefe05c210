import type { FactorName } from '@keyturn/contract'
import type { AccountId, Clock } from '#kernel'
import type { Asking } from '../factor.ts'
import type { ChallengeStore } from './store.ts'

/** What was begun in one attempt with one factor. */
export interface Begun<Data> {
  /** null: for nobody, so that nobody's attempt does the same work. */
  readonly account: AccountId | null
  /** JSON. Codes and tickets are in it only hashed or sealed. */
  readonly data: Data
  readonly expires: Date
}

type In = Pick<Asking, 'attempt'>

/**
 * What factors begin and end later: a code that was sent, a passkey's challenge, a manager's answer. One for each
 * attempt and factor.
 */
export interface Challenges<Data> {
  /** Replaces what was begun there before. */
  begin(asking: Pick<Asking, 'attempt' | 'account'>, data: Data, ttlSeconds: number): Promise<Begun<Data>>
  /** undefined: nothing was begun, it is late, or it was begun for another account than the one that is asked now. */
  find(asking: In & Pick<Asking, 'account'>): Promise<Begun<Data> | undefined>
  /** The same, and it is gone: of two at once, one gets it. */
  take(asking: In & Pick<Asking, 'account'>): Promise<Begun<Data> | undefined>
  /** Changes it if it is still there and its data are still these: of two at once, one gets true. */
  change(asking: In, from: Data, to: Data): Promise<boolean>
}

export function createChallenges<Data>(
  factor: FactorName,
  { store, clock }: { readonly store: ChallengeStore; readonly clock: Clock },
): Challenges<Data> {
  return {
    async begin({ attempt, account }, data, ttlSeconds) {
      const expires = new Date(clock().getTime() + ttlSeconds * 1000)
      await store.put({ attempt, factor, account, data: JSON.stringify(data), expires })
      return { account, data, expires }
    },
    async find({ attempt, account }) {
      return readable<Data>(await store.find(attempt, factor), account, clock())
    },
    async take({ attempt, account }) {
      return readable<Data>(await store.take(attempt, factor, account), account, clock())
    },
    change: ({ attempt }, from, to) =>
      store.change(attempt, factor, JSON.stringify(from), JSON.stringify(to), clock()),
  }
}

function readable<Data>(
  row: Awaited<ReturnType<ChallengeStore['find']>>,
  account: AccountId | null,
  now: Date,
): Begun<Data> | undefined {
  if (row === undefined || row.expires <= now || row.account !== account) return undefined
  return { account: row.account, data: JSON.parse(row.data) as Data, expires: row.expires }
}
