import type { Audit } from '#audit'
import type { Account, Directory } from '#directory'
import { Fault, type AccountId, type Clock } from '#kernel'
import type { TierStore } from './store.ts'

export interface PlacingDeps {
  readonly store: TierStore
  readonly directory: Pick<Directory, 'read' | 'passwordState' | 'policyFor' | 'setTier'>
  readonly audit: Audit
  readonly clock: Clock
}

/** By then a write without an answer has been read back, or never happened. */
const givenUpMs = 2 * 60 * 60 * 1000
const page = 500

/**
 * Puts the account where the password that was announced belongs, once the DC shows that it was written. `later`: it
 * does not yet.
 *
 * @throws {Fault} what stood against it; to be tried again.
 */
export async function placeExpected(deps: PlacingDeps, id: AccountId): Promise<'over' | 'later'> {
  const { store, directory, clock } = deps
  const expected = await store.expected(id)
  if (expected === undefined) return 'over'
  const account = await directory.read(id)
  if (account === undefined || account.isProtected || account.disabled) {
    await store.forget(id, expected.attempt)
    return 'over'
  }
  const { pwdLastSet } = await directory.passwordState(id)
  if (pwdLastSet === null || pwdLastSet <= (expected.before ?? new Date(0))) {
    const isOver = clock().getTime() - expected.at.getTime() > givenUpMs
    if (isOver) await store.forget(id, expected.attempt)
    return isOver ? 'over' : 'later'
  }
  await put(deps, account, { group: expected.group, why: 'length' })
  await store.place({ account: id, group: expected.group, for: pwdLastSet }, expected.attempt)
  return 'over'
}

/** A password that was changed elsewhere has a length that nobody here knows: it lives as long as AD says. */
export async function checkAll(deps: PlacingDeps): Promise<void> {
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
async function put({ directory, audit }: PlacingDeps, account: Account, facts: Put): Promise<void> {
  const who = { account: { id: account.id, sid: account.sid }, origin: null }
  const announced = await audit.append({
    ...who,
    type: 'password.tier-setting',
    outcome: 'announced',
    facts: { ...facts },
  })
  try {
    const { dc, changed } = await directory.setTier(account.id, facts.group, announced)
    // What the DC makes of it now, which is what counts: a PSO may be missing, or another one come first.
    const policy = await directory.policyFor(account.id).catch(() => undefined)
    const done = { ...facts, dc, changed, maxAgeDays: policy?.maxAgeDays ?? null }
    await audit.append({ ...who, type: 'password.tier-set', outcome: 'ok', facts: done })
  } catch (cause) {
    const code = cause instanceof Fault ? cause.code : 'internal'
    const outcome = code === 'directory.unknown-outcome' ? 'unknown' : 'refused'
    await audit.append({ ...who, type: 'password.tier-failed', outcome, facts: { ...facts, fault: code } })
    throw cause
  }
}
