import { run } from '../system/command.ts'
import type { LogonResult, Refusal } from './logons.ts'

/** What the PAM service says to a password: as at the log-on screen, with the cache's own module alone behind it. */
export interface PamAnswer {
  readonly accepted: boolean
  /** It came from the cache: the module says so. */
  readonly fromCache: boolean
  readonly message: string
}

/** `/etc/pam.d/keyturn`, see the guide. */
export const service = 'keyturn'
/** What is asked of PAM, one after the other, until it says no. */
export type Acts = readonly string[]
const justThePassword: Acts = ['authenticate']
/** As a log-on screen does: pam_sss says that a password has expired only when it is asked whether she may log on. */
export const asLogonScreen: Acts = ['authenticate', 'acct_mgmt']

/** PAM_MAX_RESP_SIZE - 1: misc_conv would cut what is longer. */
const mostBytes = 511
const timeoutMs = 45_000

/**
 * The password goes through standard input; the user's name is all that other users of the computer can see.
 *
 * @param user as the cache's module wants it.
 * @param cachedText what that module says when the cache answered.
 */
export async function authenticate(
  user: string,
  password: Buffer,
  cachedText: string,
  signal: AbortSignal,
  acts: Acts = justThePassword,
): Promise<PamAnswer> {
  if (password.length > mostBytes) return { accepted: false, fromCache: false, message: 'too long for PAM' }
  const secretInput = Buffer.alloc(password.length + 1, '\n')
  secretInput.set(password)
  const argv = ['pamtester', service, user, ...acts] as const
  const { code, stdout, stderr } = await run([...argv], { secretInput, timeoutMs, signal })
  const message = `${stdout}\n${stderr}`
  return { accepted: code === 0, fromCache: message.includes(cachedText), message }
}

/** pamtester prints pam_strerror(3) of Linux-PAM 1.5. */
export function resultOf({ accepted, fromCache, message }: PamAnswer): LogonResult {
  if (fromCache || message.includes('cannot retrieve authentication info')) return 'no-dc'
  if (accepted) return 'accepted'
  return message.includes('Authentication failure') ? 'wrong-password' : 'refused'
}

/** What pam_winbind (4.17) and pam_sss (2.8) say to the person, then pam_strerror(3); the first that is there. */
const refusals: readonly (readonly [text: string, refusal: Refusal])[] = [
  ['Your account has been locked', 'locked'],
  ['Your account is disabled', 'disabled'],
  ['Your account has expired', 'account-expired'],
  ['You need to change your password now', 'must-change'],
  ['Your password has expired', 'password-expired'],
  ['Password expired. Change your password now', 'password-expired'],
  ['You are not allowed to logon at this time', 'hours'],
  ['You are not allowed to logon from this workstation', 'workstation'],
  ['Have exhausted maximum number of retries', 'locked'],
  ['User account has expired', 'account-expired'],
  ['Authentication token is no longer valid', 'must-change'],
  ['Authentication token expired', 'password-expired'],
]

/** undefined: it says none. */
export function refusalOf({ message }: PamAnswer): Refusal | undefined {
  return refusals.find(([text]) => message.includes(text))?.[1]
}
