import type { PasswordProblem } from '@keyturn/contract'
import type { Audit, AuditEvent } from '#audit'
import type { Account, ChangePassword, Directory, Written } from '#directory'
import type { Sessions } from '#http'
import { Fault, type AccountId, type Clock, type Log, type Origin, type Secret } from '#kernel'
import type { Notify } from '#notify'
import type { Passwords } from './passwords.ts'

/**
 * Counts a try of the old password, durably, before anybody looks at it: the same count as for signing in, since
 * both guess the same password. Resolves when it may be looked at, with what to call if it was right.
 *
 * @throws {Fault} `factor.locked`, with the seconds to wait; nothing may be looked at.
 */
export type SpendTry = (account: Account, origin: Origin) => Promise<() => Promise<void>>

/** What was sealed for her computers, before it was hers. */
export interface Following {
  release(written: Pick<Written, 'dc' | 'pwdLastSet'>, origin: Origin): Promise<void>
  discard(): Promise<void>
}

export interface ChangesDeps {
  readonly passwords: Pick<Passwords, 'check'>
  readonly directory: Pick<Directory, 'read' | 'changePassword' | 'passwordState'>
  readonly spendTry: SpendTry
  /** For her computers, which are to follow; undefined: none is. */
  readonly hold: (account: Account, password: Secret) => Promise<Following | undefined>
  readonly audit: Audit
  readonly sessions: Pick<Sessions, 'endOf'>
  readonly notify: Notify
  readonly clock: Clock
  readonly log: Pick<Log, 'error'>
}

export interface Change {
  readonly account: AccountId
  readonly old: Secret
  readonly password: Secret
  readonly origin: Origin
  readonly language: string
  /** The id of the session that asks for it. */
  readonly session: string
}

export type Changed =
  | { readonly changed: true; readonly at: Date }
  | { readonly changed: false; readonly problems: readonly PasswordProblem[] }

export interface Changes {
  /**
   * Changes a password that the person knows, and ends her other sessions: somebody else may have signed in with the
   * old one. If they cannot be ended just then, they end by themselves in minutes. Touches no reset.
   *
   * @throws {Fault} `directory.unknown-outcome`: sent and not answered, and reading back did not show the change;
   *   it may still come. `directory.unavailable`: nothing was sent.
   */
  change(change: Change): Promise<Changed>
}

export function createChanges(deps: ChangesDeps): Changes {
  const { directory, passwords, audit } = deps

  return {
    async change(change) {
      if (change.old.reveal() === change.password.reveal()) return refused(['same-as-old'])
      const account = await directory.read(change.account)
      if (account === undefined) throw new Fault('session.missing', `account ${change.account} is gone`)
      const problems = await passwords.check(account.id, change.password)
      if (problems.length > 0) return refused(problems)
      const wasRight = await deps.spendTry(account, change.origin)

      const note = noteFor(audit, account, change.origin)
      const following = await hold(deps, account, change.password)
      let took: Took | undefined
      try {
        const announced = await note('password.changing', 'announced', {})
        const answer = await directory.changePassword(account.id, change.old, change.password, announced)
        if (answer.outcome === 'changed') await wasRight()
        took = await conclude(deps, { change, account, note, answer })
      } finally {
        // Killed before it: what was sealed is erased unreleased, by time.
        await letFollow(deps, following, took, change.origin)
      }
      return took.changed ? { changed: true, at: took.at } : took
    },
  }
}

/** `written`: where and when the directory took it. */
type Took =
  | (Extract<Changed, { changed: true }> & { readonly written: Pick<Written, 'dc' | 'pwdLastSet'> })
  | Extract<Changed, { changed: false }>

/** What is for later must not keep her from a new password now. */
async function hold(deps: ChangesDeps, account: Account, password: Secret): Promise<Following | undefined> {
  try {
    return await deps.hold(account, password)
  } catch (cause) {
    deps.log.error({ err: cause, account: account.id }, 'no computer will follow this password change')
    return undefined
  }
}

async function letFollow(
  { log }: ChangesDeps,
  following: Following | undefined,
  took: Took | undefined,
  origin: Origin,
): Promise<void> {
  try {
    if (took?.changed === true) await following?.release(took.written, origin)
    else await following?.discard()
  } catch (cause) {
    log.error({ err: cause }, 'no computer will follow this password change')
  }
}

interface Answered {
  readonly change: Change
  readonly account: Account
  readonly note: Note
  readonly answer: ChangePassword
}

async function conclude(deps: ChangesDeps, { change, account, note, answer }: Answered): Promise<Took> {
  if (answer.outcome === 'refused') {
    await note('password.rejected', 'refused', { why: answer.problems.join(' ') })
    return refused(answer.problems)
  }
  if (answer.outcome === 'unknown') {
    await note('password.unknown', 'unknown', { dc: answer.dc })
  }
  const written = answer.outcome === 'changed' ? answer.written : await writtenAt(deps, account, answer.dc)
  if (written === undefined) {
    throw new Fault(
      'directory.unknown-outcome',
      `a DC did not answer a change of ${account.id} that was sent`,
    )
  }
  await note('password.changed', 'ok', { dc: written.dc, readBack: answer.outcome === 'unknown' })
  await endOthers(deps, change)
  const at = deps.clock()
  await tell(deps, change, account, at)
  return { changed: true, at, written }
}

/** No answer came. If the DC now has a later `pwdLastSet` than before, it did what was asked. */
async function writtenAt({ directory, log }: ChangesDeps, before: Account, dc: string) {
  try {
    const { pwdLastSet } = await directory.passwordState(before.id, dc)
    return pwdLastSet !== null && pwdLastSet > (before.pwdLastSet ?? new Date(0))
      ? { dc, pwdLastSet }
      : undefined
  } catch (cause) {
    log.error({ err: cause, dc }, 'could not read back a password change without an answer')
    return undefined
  }
}

/** Like the notice below: the password is changed, whether or not this works. */
async function endOthers({ sessions, log }: ChangesDeps, { account, session }: Change): Promise<void> {
  try {
    await sessions.endOf('person', account, session)
  } catch (cause) {
    log.error({ err: cause, account }, 'could not end the other sessions after a password change')
  }
}

/** The password is changed, whether or not a notice can be queued: that failure is the log's, not the person's. */
async function tell({ notify, log }: ChangesDeps, change: Change, account: Account, at: Date): Promise<void> {
  try {
    await notify.send({
      kind: 'password-changed',
      account: account.id,
      to: account.mail === null ? [] : [account.mail],
      name: account.displayName,
      at,
      address: change.origin.address,
      language: change.language,
    })
  } catch (cause) {
    log.error({ err: cause, account: account.id }, 'could not queue the notice of a password change')
  }
}

type Note = ReturnType<typeof noteFor>

function noteFor(audit: Audit, account: Account, origin: Origin) {
  const who = { id: account.id, sid: account.sid }
  return (type: AuditEvent['type'], outcome: AuditEvent['outcome'], facts: AuditEvent['facts']) =>
    audit.append({ type, account: who, origin, outcome, facts })
}

function refused(problems: readonly PasswordProblem[]): Extract<Changed, { changed: false }> {
  return { changed: false, problems }
}
