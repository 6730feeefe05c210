import type { AccountId, Log, Random } from '#kernel'
import type { Jobs } from '#storage'
import { isMailbox, maskAddress } from './addresses.ts'
import { deliver } from './delivery.ts'
import type { Mailer } from './mailer.ts'
import { composeMessage } from './message.ts'
import type { Notice, Notify } from './notify.ts'

export interface NotifyDeps {
  readonly mailer: Mailer
  readonly jobs: Pick<Jobs, 'handle' | 'send'>
  readonly random: Random
  readonly log: Pick<Log, 'info' | 'warn'>
  /** Whom to call when it was not you: a name and a number. */
  readonly helpDesk: string
  /** Where somebody types that it was not her, and the code that she types there, made when the mail is written. */
  readonly alarm?: {
    readonly page: string
    readonly codeFor: (account: AccountId) => Promise<string>
  }
  /** Hears how each mail ended; the address is masked. */
  readonly onEnd?: (end: NoticeEnd) => Promise<void>
}

export interface NoticeEnd {
  readonly kind: Notice['kind']
  readonly to: string
  readonly sent: boolean
}

/** One mail to one address, as it lies in the queue. No secret: nobody is told one by mail. */
interface Mail extends Omit<Notice, 'to' | 'at'> {
  readonly id: string
  readonly to: string
  readonly at: string
}

const queue = 'notify.mail'
/** 10 s, 20 s, 40 s, … : given up after about a day. */
const retrying = { retries: 13, retrySeconds: 10, parallel: 2 }

/** Before `jobs.start`. One job per address: what one mail server refuses does not send the others twice. */
export function createNotify({ mailer, jobs, random, log, helpDesk, alarm, onEnd }: NotifyDeps): Notify {
  async function end(kind: Notice['kind'], to: string, why: string | undefined): Promise<void> {
    const facts = { notice: kind, to: maskAddress(to) }
    if (why === undefined) log.info(facts, 'notice sent')
    else log.warn({ ...facts, why }, 'notice not sent, and not tried again')
    await onEnd?.({ kind, to: facts.to, sent: why === undefined })
  }

  jobs.handle<Mail>(
    queue,
    async ({ id, to, at, ...notice }) => {
      // Not in the queue, which lies in the database in the clear.
      const stop = alarm && notice.account && { page: alarm.page, code: await alarm.codeFor(notice.account) }
      const message = composeMessage({ ...notice, at: new Date(at) }, helpDesk, stop)
      const sent = await deliver(mailer, to, id, message)
      await end(notice.kind, to, sent.sent ? undefined : `refused by the mail server: ${sent.why}`)
    },
    retrying,
  )

  return {
    async send({ to, at, ...notice }) {
      const addresses = [...new Set(to.map((one) => one.trim()))]
      for (const address of addresses) {
        if (!isMailbox(address)) {
          await end(notice.kind, address, 'not a mail address')
          continue
        }
        const id = Buffer.from(random(16)).toString('hex')
        await jobs.send<Mail>(queue, { ...notice, id, to: address, at: at.toISOString() })
      }
    },
  }
}
