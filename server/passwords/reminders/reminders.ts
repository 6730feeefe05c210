import { dateFromFiletime, hasFlag, largeInteger } from '@keyturn/protocols/ad'
import type { Audit } from '#audit'
import type { Directory, Listed } from '#directory'
import type { Clock, Log } from '#kernel'
import type { Notify } from '#notify'
import type { Jobs } from '#storage'
import { daysBetween, reachedOf, wallClock, type Day } from './due.ts'
import type { ReminderStore } from './store.ts'

export interface RemindersDeps {
  /** Days before a password expires on which its owner is told; none: nobody is. */
  readonly days: readonly number[]
  /** Not before this time of day, `07:30`, there. */
  readonly at: string
  readonly timeZone: string
  /** Distinguished names below which people are told; none: the whole domain. */
  readonly within: readonly string[]
  /** For whom the directory knows no language. */
  readonly language: string
  /** Where a password is changed. */
  readonly page: string
  /**
   * Can a password be changed at the page now? While not, nobody is sent there: it would teach people to follow mails
   * while somebody else may be writing them.
   */
  readonly isOpen: () => Promise<boolean>
  readonly store: ReminderStore
  readonly directory: Pick<Directory, 'peopleIn'>
  readonly notify: Notify
  readonly audit: Audit
  readonly jobs: Pick<Jobs, 'handle' | 'every'>
  readonly clock: Clock
  readonly log: Pick<Log, 'info' | 'warn'>
}

const queue = 'passwords.reminders'
/** How often a server looks whether today's are due: one that was down at that time makes up for it. */
const everyFiveMinutes = '*/5 * * * *'
/** Longer than a run takes (5,000 accounts: seconds), shorter than a working day. */
const staleMs = 15 * 60 * 1000
/** Longer than any chosen day. */
const keptDays = 400

const expiry = 'msDS-UserPasswordExpiryTimeComputed'
const language = 'preferredLanguage'
const control = 'userAccountControl'
const attributes = [expiry, language, control]

/** A person whose password expires on that day, and the chosen day that this has reached. */
interface Due {
  readonly expiresOn: Day
  readonly daysLeft: number
  readonly daysBefore: number
}

/** Mails before a password expires, at most one a day for each. Before `jobs.start`. */
export function createReminders(deps: RemindersDeps): void {
  if (deps.days.length === 0) return
  deps.jobs.handle(queue, () => remind(deps), { retries: 3, retrySeconds: 60 })
  deps.jobs.every(everyFiveMinutes, queue)
}

async function remind(deps: RemindersDeps): Promise<void> {
  const { store, clock, audit, log } = deps
  const now = clock()
  const { day, time } = wallClock(now, deps.timeZone)
  if (time < deps.at || !(await store.begin(day, now, staleMs))) return
  if (!(await deps.isOpen())) {
    // That day is over: whoever opens the portal again does not have mails go out at the same moment.
    await store.finish(day, clock())
    log.info({ day }, 'self-service is closed; nobody is reminded today')
    return
  }
  let looked = 0
  let sent = 0
  for (const base of deps.within.length === 0 ? [undefined] : deps.within) {
    for await (const page of deps.directory.peopleIn(base, { attributes })) {
      looked += page.length
      for (const listed of page) if (await tell(deps, listed, now)) sent++
    }
  }
  await store.finish(day, clock())
  await store.forgetBefore(wallClock(new Date(now.getTime() - keptDays * 86_400_000), 'UTC').day)
  const facts = { day, looked, sent }
  await audit.append({ type: 'reminders.sent', account: null, origin: null, outcome: 'ok', facts })
  log.info(facts, 'reminders of expiring passwords sent')
}

/** Claimed first, queued then: a server that dies between the two has left one mail out, and never sent two. */
async function tell(deps: RemindersDeps, listed: Listed, now: Date): Promise<boolean> {
  const { account } = listed
  const due = dueOf(deps, listed, now)
  if (due === undefined || account.mail === null) return false
  // It may be closed while many are told. Nobody is claimed then, so that she is told on a later day.
  if (!(await deps.isOpen())) return false
  const { expiresOn, daysLeft: days, daysBefore } = due
  const { day } = wallClock(now, deps.timeZone)
  if (!(await deps.store.claim({ account: account.id, day, expiresOn, daysBefore }))) return false
  await deps.notify.send({
    kind: 'password-expires',
    account: account.id,
    to: [account.mail],
    name: account.displayName,
    at: now,
    address: null,
    language: listed.attributes.get(language)?.[0] ?? deps.language,
    expiry: { day: expiresOn, days, page: deps.page },
  })
  return true
}

/** undefined: nothing to be told. The directory says 0 for must-change, and the end of time for what never expires. */
function dueOf({ days, timeZone }: RemindersDeps, listed: Listed, now: Date): Due | undefined {
  const { account, attributes: values } = listed
  const flags = Number(values.get(control)?.[0] ?? 0)
  if (account.disabled || account.expired || account.mail === null) return undefined
  if (hasFlag(flags, 'dontExpirePassword') || hasFlag(flags, 'smartcardRequired')) return undefined
  const expires = dateFromFiletime(largeInteger(values.get(expiry)?.[0] ?? '') ?? 0n)
  if (expires === null || expires <= now) return undefined
  const expiresOn = wallClock(expires, timeZone).day
  const daysLeft = daysBetween(wallClock(now, timeZone).day, expiresOn)
  const daysBefore = reachedOf(days, daysLeft)
  return daysBefore === undefined ? undefined : { expiresOn, daysLeft, daysBefore }
}
