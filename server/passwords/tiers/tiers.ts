import type { Audit } from '#audit'
import type { Account, Directory, SetPassword } from '#directory'
import { Fault, type AccountId, type Clock, type Log, type Random, type Secret } from '#kernel'
import type { Jobs } from '#storage'
import type { TierStore } from './store.ts'

/** A password of that length lives in the PSO that holds for the members of `group`. */
export interface Tier {
  readonly atLeast: number
  readonly group: string
}

export interface TiersDeps {
  readonly tiers: readonly Tier[]
  readonly store: TierStore
  readonly directory: Pick<Directory, 'read' | 'passwordState' | 'setTier'>
  readonly audit: Audit
  readonly jobs: Pick<Jobs, 'handle' | 'send' | 'every'>
  readonly clock: Clock
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
/** By then a write without an answer has been read back, or never happened. */
const givenUpMs = 2 * 60 * 60 * 1000
const page = 500

/** Before `jobs.start`. Without tiers it does nothing. */
export function createTiers(deps: TiersDeps): Tiers {
  const { tiers, store, jobs, log } = deps
  if (tiers.length === 0) return { guard: (directory) => directory }

  jobs.handle<{ account: AccountId }>(placing, ({ account }) => placeExpected(deps, account), {
    retries: 6,
    retrySeconds: 30,
  })
  jobs.handle(checking, () => checkAll(deps), { retries: 2 })
  jobs.every(checkAt, checking)

  /** Durable before the write: whoever finds the row after a crash asks the DC whether it happened. */
  async function expect(account: AccountId, { before, password }: Write): Promise<string> {
    const attempt = Buffer.from(deps.random(16)).toString('hex')
    const group = groupFor(tiers, password.reveal().length)
    await store.expect(account, { attempt, group, before: await before(), at: deps.clock() })
    await jobs.send(placing, { account }, { afterSeconds: laterSeconds })
    return attempt
  }

  const lastSetOf = (account: AccountId) => async () =>
    (await deps.directory.passwordState(account)).pwdLastSet

  async function around(account: AccountId, write: Write): Promise<SetPassword> {
    const quietly = <T>(doing: Promise<T>) =>
      doing.catch((cause: unknown) => {
        log.warn({ err: cause, account }, 'the tier of a password is not known to be right')
        return undefined
      })
    const attempt = await quietly(expect(account, write))
    const forget = () => attempt !== undefined && quietly(store.forget(account, attempt))
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

  return {
    guard: (directory) => ({
      ...directory,
      setPassword: (of, password, announced, onHalf) => {
        const isRead = typeof of !== 'string'
        const account = isRead ? of.account.id : of
        return around(account, {
          password,
          before: isRead ? async () => of.state.pwdLastSet : lastSetOf(account),
          send: () => directory.setPassword(of, password, announced, onHalf),
        })
      },
      changePassword: (account, old, password, announced) =>
        around(account, {
          password,
          before: lastSetOf(account),
          send: () => directory.changePassword(account, old, password, announced),
        }),
    }),
  }
}

function groupFor(tiers: readonly Tier[], length: number): string | null {
  const longestFirst = tiers.toSorted((a, b) => b.atLeast - a.atLeast)
  return longestFirst.find(({ atLeast }) => length >= atLeast)?.group ?? null
}

async function placeExpected(deps: TiersDeps, id: AccountId): Promise<void> {
  const { store, directory, jobs, clock } = deps
  const expected = await store.expected(id)
  if (expected === undefined) return
  const account = await directory.read(id)
  if (account === undefined || account.isProtected || account.disabled) {
    await store.forget(id, expected.attempt)
    return
  }
  const { pwdLastSet } = await directory.passwordState(id)
  if (pwdLastSet === null || pwdLastSet <= (expected.before ?? new Date(0))) {
    const isOver = clock().getTime() - expected.at.getTime() > givenUpMs
    if (isOver) await store.forget(id, expected.attempt)
    else await jobs.send(placing, { account: id }, { afterSeconds: laterSeconds })
    return
  }
  await put(deps, account, { group: expected.group, why: 'length' })
  await store.place({ account: id, group: expected.group, for: pwdLastSet }, expected.attempt)
}

/** A password that was changed elsewhere has a length that nobody here knows: it lives as long as AD says. */
async function checkAll(deps: TiersDeps): Promise<void> {
  const { store, directory } = deps
  let last: AccountId | null = null
  for (;;) {
    const placed = await store.placedAfter(last, page)
    for (const one of placed) {
      const account = await directory.read(one.account)
      const changed = account?.pwdLastSet ?? null
      if (account === undefined || account.isProtected || account.disabled) continue
      if (changed === null || changed <= one.for) continue
      if ((await store.expected(one.account)) !== undefined) continue
      await put(deps, account, { group: null, why: 'changed-elsewhere' })
      await store.place({ account: one.account, group: null, for: changed }, null)
    }
    last = placed.at(-1)?.account ?? null
    if (placed.length < page) return
  }
}

interface Put {
  readonly group: string | null
  readonly why: 'length' | 'changed-elsewhere'
}

/** @throws {Fault} what stood against it, after it was written down. */
async function put({ directory, audit }: TiersDeps, account: Account, facts: Put): Promise<void> {
  const who = { account: { id: account.id, sid: account.sid }, origin: null }
  const announced = await audit.append({
    ...who,
    type: 'password.tier-setting',
    outcome: 'announced',
    facts: { ...facts },
  })
  try {
    const { dc, changed } = await directory.setTier(account.id, facts.group, announced)
    await audit.append({ ...who, type: 'password.tier-set', outcome: 'ok', facts: { ...facts, dc, changed } })
  } catch (cause) {
    const code = cause instanceof Fault ? cause.code : 'internal'
    const outcome = code === 'directory.unknown-outcome' ? 'unknown' : 'refused'
    await audit.append({ ...who, type: 'password.tier-failed', outcome, facts: { ...facts, fault: code } })
    throw cause
  }
}
