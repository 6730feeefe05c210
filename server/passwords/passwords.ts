import type { PasswordProblem } from '@keyturn/contract'
import type { EffectivePolicy } from '#directory'
import type { AccountId, Secret } from '#kernel'

export interface Passwords {
  policyFor(account: AccountId): Promise<EffectivePolicy>
  /** What our own check finds; empty: worth asking the DC. History and age are only known to the DC. */
  check(account: AccountId, candidate: Secret): Promise<readonly PasswordProblem[]>
}
