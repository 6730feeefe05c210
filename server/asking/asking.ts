import type { Audit } from '#audit'
import type { Account, Directory } from '#directory'
import type { Clock, Log } from '#kernel'
import type { Notify } from '#notify'
import type { Policy } from '#policy'
import type { Jobs } from '#storage'
import type { AskedStore } from './store.ts'

export interface AskingConfig {
  /** By name or SID; their members are asked, and nobody else. None: nobody. */
  readonly groups: readonly string[]
  readonly everyDays: number
  /** From then on whoever signs in enrols before she does anything else. */
  readonly deadline: Date | null
}

export interface Asking {
  /** Until when this account must enrol; null: it need not: nobody asks it, it could reset already, or it could not enrol now. */
  enrolBy(account: Account): Promise<Date | null>
}

export interface AskingDeps {
  readonly config: AskingConfig
  /** Where one signs in and enrols. */
  readonly page: string
  readonly store: AskedStore
  readonly policy: Pick<Policy, 'coverage' | 'explain'>
  /** Can anybody enrol at this moment? While not, nobody is asked to: a mail with a link to a closed page teaches people to believe the next one. */
  readonly isOpen: () => Promise<boolean>
  readonly directory: Pick<Directory, 'groupSid' | 'groupsOf'>
  readonly notify: Notify
  readonly audit: Audit
  readonly jobs: Pick<Jobs, 'handle' | 'every'>
  readonly clock: Clock
  readonly log: Pick<Log, 'info' | 'warn'>
}

const queue = 'asking.ask'
const dayMs = 24 * 60 * 60_000

/** Before `jobs.start`. */
export function createAsking(deps: AskingDeps): Asking {
  const { config, directory, policy, jobs } = deps
  if (config.groups.length > 0) {
    jobs.handle(queue, () => askAll(deps))
    // One of all servers runs it: the schedule is in the database.
    jobs.every('0 8 * * *', queue)
  }
  return {
    async enrolBy(account) {
      if (config.deadline === null || config.groups.length === 0) return null
      // Whoever had to enrol first would get to no page that is still open.
      if (!(await deps.isOpen())) return null
      const sids = await Promise.all(config.groups.map((name) => directory.groupSid(name)))
      const memberOf = await directory.groupsOf(account.id)
      if (!sids.some((sid) => sid !== undefined && memberOf.has(sid))) return null
      const { reset } = (await policy.explain(account)).purposes
      return canBeHelped(reset) ? config.deadline : null
    },
  }
}

/** Somebody whom enrolling would help: not one whose account is disabled, protected or frozen. */
function canBeHelped(one: { readonly can: boolean; readonly why?: string }): boolean {
  return !one.can && (one.why === 'nothing-enrolled' || one.why === 'not-enough')
}

async function askAll(deps: AskingDeps): Promise<void> {
  if (!(await deps.isOpen())) {
    deps.log.info({}, 'self-service is closed; nobody is asked to enrol')
    return
  }
  let asked = 0
  for (const group of deps.config.groups) {
    const coverage = await deps.policy.coverage(group, 'reset')
    if (coverage === undefined) {
      deps.log.warn({ group }, 'the directory knows no such group; its people are not asked to enrol')
      continue
    }
    for (const { account, why } of coverage.cannot) {
      if (canBeHelped({ can: false, why }) && (await ask(deps, account))) asked++
    }
  }
  const event = { type: 'enrolment.asked', account: null, origin: null, outcome: 'ok' } as const
  await deps.audit.append({ ...event, facts: { asked } })
}

/** Claimed before it is sent: a mail less after a crash, and never one more. */
async function ask(
  { store, notify, config, page, clock, isOpen }: AskingDeps,
  account: Account,
): Promise<boolean> {
  // Many mails take a while, and it may be closed meanwhile. Nobody is claimed then, so that she is asked when it is open.
  if (account.mail === null || !(await isOpen())) return false
  const now = clock()
  // An hour of grace: the schedule is not to the second.
  const notSince = new Date(now.getTime() - config.everyDays * dayMs + 3_600_000)
  if (!(await store.claim(account.id, now, notSince))) return false
  await notify.send({
    kind: 'enrol-please',
    account: account.id,
    to: [account.mail],
    name: account.displayName,
    at: now,
    address: null,
    invitation: { page, until: config.deadline?.toISOString() ?? null },
  })
  return true
}
