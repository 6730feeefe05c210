import type { Directory, SetPassword } from '#directory'
import type { AccountId, Log, Random, Secret } from '#kernel'
import type { Jobs } from '#storage'
import { checkAll, placeExpected, type PlacingDeps } from './placing.ts'

/** A password of that length lives in the PSO that holds for the members of `group`. */
export interface Tier {
  readonly atLeast: number
  readonly group: string
}

export interface TiersDeps extends PlacingDeps {
  readonly tiers: readonly Tier[]
  readonly jobs: Pick<Jobs, 'handle' | 'send' | 'every'>
  readonly random: Random
  readonly log: Pick<Log, 'warn'>
}

type Writes = Pick<Directory, 'setPassword' | 'changePassword'>

interface Write {
  readonly password: Secret
  /** `pwdLastSet` before it. */
  readonly before: () => Promise<Date | null>
  readonly send: () => Promise<SetPassword>
}

export interface Tiers {
  /**
   * The same writes of passwords; afterwards the account is in the group of the new password's length. What can go
   * wrong with that is in the log and tried again: the write neither fails by it nor waits for it.
   */
  guard<D extends Writes>(directory: D): D
}

const placing = 'passwords.tier'
const checking = 'passwords.tier-check'
/** In the quiet of the night; UTC. */
const checkAt = '17 3 * * *'
/** So long a server that wrote may take to say how it ended, before another looks. */
const laterSeconds = 60

/** Before `jobs.start`. Without tiers it does nothing. */
export function createTiers(deps: TiersDeps): Tiers {
  const { tiers, jobs } = deps
  if (tiers.length === 0) return { guard: (directory) => directory }

  jobs.handle<{ account: AccountId }>(
    placing,
    async ({ account }) => {
      const when = await placeExpected(deps, account)
      if (when === 'later') await jobs.send(placing, { account }, { afterSeconds: laterSeconds })
    },
    { retries: 6, retrySeconds: 30 },
  )
  jobs.handle(checking, () => checkAll(deps), { retries: 2 })
  jobs.every(checkAt, checking)

  const around = createAround(deps)
  return {
    guard(directory) {
      const lastSetOf = (account: AccountId) => async () =>
        (await deps.directory.passwordState(account)).pwdLastSet
      return {
        ...directory,
        setPassword(of, password, announced, onHalf) {
          const isRead = typeof of !== 'string'
          const account = isRead ? of.account.id : of
          const before = isRead ? async () => of.state.pwdLastSet : lastSetOf(account)
          const send = () => directory.setPassword(of, password, announced, onHalf)
          return around(account, { password, before, send })
        },
        changePassword(account, old, password, announced) {
          const send = () => directory.changePassword(account, old, password, announced)
          return around(account, { password, before: lastSetOf(account), send })
        },
      }
    },
  }
}

/** A write of a password with what is noted before it and done after it. */
function createAround({ tiers, store, jobs, clock, random, log }: TiersDeps) {
  /** Durable before the write: whoever finds the row after a crash asks the DC whether it happened. */
  async function expect(account: AccountId, { before, password }: Write): Promise<string> {
    const attempt = Buffer.from(random(16)).toString('hex')
    const group = groupFor(tiers, password.reveal().length)
    await store.expect(account, { attempt, group, before: await before(), at: clock() })
    await jobs.send(placing, { account }, { afterSeconds: laterSeconds })
    return attempt
  }

  return async (account: AccountId, write: Write): Promise<SetPassword> => {
    const quietly = <T>(doing: Promise<T>) =>
      doing.catch((cause: unknown) => {
        log.warn({ err: cause, account }, 'the tier of a password is not known to be right')
        return undefined
      })
    const attempt = await quietly(expect(account, write))
    const forget = async () => attempt !== undefined && (await quietly(store.forget(account, attempt)))
    try {
      const result = await write.send()
      if (result.outcome === 'changed') await quietly(jobs.send(placing, { account }))
      if (result.outcome === 'refused') await forget()
      return result
    } catch (error) {
      await forget()
      throw error
    }
  }
}

function groupFor(tiers: readonly Tier[], length: number): string | null {
  const longestFirst = tiers.toSorted((a, b) => b.atLeast - a.atLeast)
  return longestFirst.find(({ atLeast }) => length >= atLeast)?.group ?? null
}
