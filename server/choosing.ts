import type { FactorName } from '@keyturn/contract'
import type { Asking } from '#asking'
import type { Devices } from '#devices'
import type { Factors } from '#factors'
import type { Sessions } from '#http'
import { Fault, type AccountId, type Clock } from '#kernel'
import type { Notify } from '#notify'
import { createChanges, createSuggestions, passwordRoutes, type Passwords } from '#passwords'
import type { Policy } from '#policy'
import type { Resets } from '#reset'
import { holdForChange } from './computers.ts'
import { effects, type Ground } from './ground.ts'

/** The part of the composition root that is about choosing a new password. */

interface Choosing {
  readonly factors: Factors
  readonly notify: Notify
  readonly policy: Policy
  readonly asking: Asking
  readonly passwords: Passwords
  readonly sessions: Sessions
  readonly resets: Resets
  readonly devices: Pick<Devices, 'orders'>
}

export function choosingRoutes(ground: Ground, parts: Choosing) {
  const { factors, policy, notify, asking, passwords, sessions, resets, devices } = parts
  const changes = createChanges({
    ...ground,
    notify,
    ...effects,
    passwords,
    sessions,
    spendTry: (account, origin) => factors.spendPasswordTry(account, origin),
    hold: holdForChange(devices),
  })
  return passwordRoutes({
    ...effects,
    passwords,
    suggestions: createSuggestions({ ...effects, passwords }),
    changes,
    chooserOf: (reset) => resets.chooser(reset),
    mayChange: createMayChange({ ...effects, ...ground, factors, policy, asking }),
  })
}

interface MayChangeDeps {
  readonly directory: Pick<Ground['directory'], 'read'>
  readonly factors: { readonly freezes: Pick<Factors['freezes'], 'frozenAmong'> }
  readonly asking: Asking
  readonly policy: Pick<Policy, 'enough'>
  readonly clock: Clock
}

/**
 * Whether what she proved is enough to change a password that she knows.
 *
 * @throws {Fault} `factor.frozen`; `factor.enrol-first`: the day until which she was asked to enrol is over.
 */
export function createMayChange(deps: MayChangeDeps) {
  const { directory, factors, asking, policy, clock } = deps
  return async (id: AccountId, proofs: readonly string[]): Promise<boolean> => {
    const account = await directory.read(id)
    if ((await factors.freezes.frozenAmong([id])).size > 0) {
      throw new Fault('factor.frozen', 'she said that it was not her')
    }
    const enrolBy = account && (await asking.enrolBy(account))
    if (enrolBy && enrolBy < clock()) throw new Fault('factor.enrol-first', 'the deadline is over')
    return account !== undefined && policy.enough(account, 'change', proofs as readonly FactorName[])
  }
}
