import { unicodePwd, withFlag } from '@keyturn/protocols/ad'
import { Fault, type Secret } from '#kernel'
import type { Change } from './dcs/connection.ts'
import type { Target } from './targets.ts'

/** What the service account needs for a reset, as the delegation wizards call it. */
export const resetRight = 'Reset Password; write pwdLastSet and lockoutTime'

/** A reset: knows nothing of the old password, and no history. */
export function replacing(password: Secret): Change {
  return { operation: 'replace', attribute: 'unicodePwd', value: unicodePwd(password.reveal()) }
}

/** A change (MS-ADTS 3.1.1.3.1.5): the old value is deleted and the new one added, in one modify. */
export function changing(old: Secret, password: Secret): readonly Change[] {
  return [
    { operation: 'delete', attribute: 'unicodePwd', value: unicodePwd(old.reveal()) },
    { operation: 'add', attribute: 'unicodePwd', value: unicodePwd(password.reveal()) },
  ]
}

export const unlocking: Change = { operation: 'replace', attribute: 'lockoutTime', value: '0' }

/** The DC counts the password as expired from now on. */
export const expiring: Change = { operation: 'replace', attribute: 'pwdLastSet', value: '0' }

/** Also one whose lockout has run out: the DC's clock decides that, not ours. */
export function unlockingIfLocked({ lockoutTime }: Target): readonly Change[] {
  return lockoutTime === 0n ? [] : [unlocking]
}

/**
 * Nobody logs on with it any more. The value that was read goes and the new one comes in one modify, so a bit that
 * somebody else sets meanwhile is not lost: then the DC refuses.
 *
 * @throws {Fault} `directory.refused`: it cannot be read.
 */
export function disabling(control: number | undefined): readonly Change[] {
  if (control === undefined) throw new Fault('directory.refused', 'userAccountControl cannot be read')
  const attribute = 'userAccountControl'
  return [
    { operation: 'delete', attribute, value: String(control) },
    { operation: 'add', attribute, value: String(withFlag(control, 'disabled')) },
  ]
}
