import type { PasswordProblem } from '@keyturn/contract'
import { checkPassword } from '@keyturn/protocols/ad'
import type { Directory, EffectivePolicy } from '#directory'
import type { AccountId, Secret } from '#kernel'

export interface Passwords {
  /** @throws {Fault} `directory.unavailable` */
  policyFor(account: AccountId): Promise<EffectivePolicy>
  /**
   * What our own check finds; empty: worth asking the DC. History and age are only known to the DC.
   *
   * @throws {Fault} `directory.unavailable`
   */
  check(account: AccountId, candidate: Secret): Promise<readonly PasswordProblem[]>
}

export interface PasswordsDeps {
  readonly directory: Pick<Directory, 'policyFor'>
}

export function createPasswords({ directory }: PasswordsDeps): Passwords {
  return {
    policyFor: (account) => directory.policyFor(account),
    async check(account, candidate) {
      return checkPassword(candidate.reveal(), await directory.policyFor(account))
    },
  }
}
