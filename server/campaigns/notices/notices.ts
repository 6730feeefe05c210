import type { Directory } from '#directory'
import type { Clock, Log } from '#kernel'
import type { CampaignFacts, CampaignNotice, Notify } from '#notify'
import type { Policy } from '#policy'
import { workingDaysAfter } from '../ending/days.ts'
import type { CampaignPlan } from '../plan/schema.ts'
import type { OpenOffice } from '../claims/claims.ts'
import { dueNotices } from './due.ts'
import { noticesOf } from './kinds.ts'
import type { ClaimedNotice, NoticeBecame, NoticeStore } from './store.ts'

export interface NoticesDeps {
  readonly targets: NoticeStore
  readonly directory: Pick<Directory, 'read'>
  readonly policy: Pick<Policy, 'explain'>
  readonly notify: Notify
  readonly clock: Clock
  readonly log: Pick<Log, 'warn' | 'info'>
  /** The portal's own address. */
  readonly portal: string
  /** Can people help themselves there now? While not, they are told the way that is left. */
  readonly isOpen: () => Promise<boolean>
}

const atOnce = 100

/**
 * Mails to people about their turn, in the hours in which their office is open. Each is claimed before it is queued: a
 * server that dies between the two has left one mail out, and never sent two.
 */
export async function sendNotices(
  freeze: string,
  plan: CampaignPlan,
  open: readonly OpenOffice[],
  stopping: AbortSignal,
  deps: NoticesDeps,
): Promise<void> {
  const notices = noticesOf(plan)
  if (notices === null) return
  for (const office of open) {
    const due = dueNotices(office, notices, plan)
    while (!stopping.aborted) {
      const claimed = await deps.targets.claimNotices(freeze, due, deps.clock(), atOnce)
      if (claimed.length === 0) break
      const became = []
      for (const one of claimed) became.push({ ...one, became: await send(one, plan, deps) })
      await deps.targets.noticesBecame(freeze, became)
    }
  }
}

async function send(
  one: ClaimedNotice,
  plan: CampaignPlan,
  { directory, notify, clock, ...deps }: NoticesDeps,
): Promise<NoticeBecame> {
  const account = await directory.read(one.account)
  if (account === undefined) return 'gone'
  if (account.disabled || account.expired) return 'disabled'
  if (account.mail === null) return 'no-address'
  const { purposes } = await deps.policy.explain(account)
  const isHelpless = !purposes.reset.can && purposes.reset.why !== 'protected'
  const kind = noticeOf(one)
  // With no password that works nobody signs in to enrol any more.
  const couldEnrol = kind === 'campaign-before' || one.way === 'must-change'
  const isOpen = await deps.isOpen()
  const campaign: CampaignFacts = {
    way: one.way,
    day: dayOf(one, plan),
    enforce: plan.deadline?.enforce ?? null,
    page: isOpen ? deps.portal : null,
    enrolAt: isOpen && isHelpless && couldEnrol ? new URL('/me', deps.portal).href : null,
  }
  await notify.send({
    kind,
    account: account.id,
    to: [account.mail],
    name: account.displayName,
    at: clock(),
    address: null,
    campaign,
  })
  return 'sent'
}

function noticeOf({ kind }: ClaimedNotice): CampaignNotice {
  if (kind === 'at') return 'campaign-at'
  return kind.startsWith('before:') ? 'campaign-before' : 'campaign-after'
}

/** Of her turn, and at last of the deadline. */
function dayOf({ kind, due, written }: ClaimedNotice, { deadline, waves }: CampaignPlan): string {
  const isLast = kind.startsWith('after:') && deadline !== undefined
  return isLast ? workingDaysAfter(written ?? due, deadline.afterDays, waves) : due
}
