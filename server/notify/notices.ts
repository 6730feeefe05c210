import { createHash } from 'node:crypto'
import type { AccountId, Log, Random } from '#kernel'
import type { Jobs } from '#storage'
import { everyMailbox, isMailbox, maskAddress } from './addresses.ts'
import { deliver } from './delivery.ts'
import type { Mailer } from './mailer.ts'
import { composeMessage } from './message.ts'
import { happenings, type Contacts, type Notice, type Notify } from './notify.ts'

export interface NotifyDeps {
  readonly mailer: Mailer
  readonly jobs: Pick<Jobs, 'handle' | 'send'>
  /** Addresses that people added are sealed where they are kept, and lie no more readable in the queue. */
  readonly seal: Sealing
  /**
   * All that is known of a person, whoever wrote it and when: a notice is no proof.
   *
   * @throws {Error} when it may be known later.
   */
  readonly contactsOf: (account: AccountId) => Promise<Contacts>
  /** For whom no language is known. */
  readonly language: string
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

/** `boundTo` names the queue: what lies in one opens in no other. */
interface Sealing {
  seal(plain: Uint8Array, boundTo: string): Uint8Array
  open(sealed: Uint8Array, boundTo: string): Uint8Array | undefined
}

export interface NoticeEnd {
  readonly kind: Notice['kind']
  readonly to: string
  readonly sent: boolean
}

/** A notice whose addresses are still to be found. */
interface Errand extends Omit<Notice, 'at'> {
  readonly id: string
  readonly at: string
}

/** One mail to one address. No secret: nobody is told one by mail. */
interface Mail extends Omit<Errand, 'to' | 'language'> {
  readonly to: string
  readonly language: string
}

/** 10 s, 20 s, 40 s, … : given up after about a day. */
const retrying = { retries: 13, retrySeconds: 10, parallel: 2 }

/**
 * Before `jobs.start`.
 *
 *     send ──▶ one sealed job ──▶ (later) addresses looked up ──▶ one sealed job for each ──▶ mail server
 *
 * What one mail server refuses, or a DC that is away, does not send the others twice.
 */
export function createNotify(deps: NotifyDeps): Notify {
  const mails = sealedQueue<Mail>('notify.mail', deps, (mail) => carry(deps, mail))
  const errands = sealedQueue<Errand>('notify.notice', deps, async (errand) => {
    for (const mail of await addressed(deps, errand)) await mails(mail)
  })
  return {
    async send({ at, ...notice }) {
      for (const one of notice.to) {
        if (!isMailbox(one.trim())) await end(deps, { ...notice, to: one }, 'not a mail address')
      }
      const id = Buffer.from(deps.random(16)).toString('hex')
      await errands({ ...notice, id, at: at.toISOString() })
    },
  }
}

/** @returns what leaves a job; durable when it resolves. */
function sealedQueue<T extends object>(
  queue: string,
  { jobs, seal, log }: NotifyDeps,
  act: (job: T) => Promise<void>,
): (job: T) => Promise<void> {
  jobs.handle<{ readonly sealed: string }>(
    queue,
    async ({ sealed }) => {
      const opened = seal.open(Buffer.from(sealed, 'base64'), queue)
      if (opened !== undefined) return await act(JSON.parse(Buffer.from(opened).toString()) as T)
      log.warn({ queue }, 'a notice was sealed under another key file; it is not sent')
    },
    retrying,
  )
  return async (job) => {
    const sealed = seal.seal(Buffer.from(JSON.stringify(job)), queue)
    await jobs.send(queue, { sealed: Buffer.from(sealed).toString('base64') })
  }
}

const isHappening = (kind: Notice['kind']) => happenings.some((one) => one === kind)

async function addressed(
  { contactsOf, language: usual }: NotifyDeps,
  { to, language, ...errand }: Errand,
): Promise<readonly Mail[]> {
  const isEverywhere = isHappening(errand.kind)
  const asks = isEverywhere || language === undefined
  const contacts = asks ? await contactsOf(errand.account) : { addresses: [], language: null }
  const all = everyMailbox([...to, ...(isEverywhere ? contacts.addresses : [])])
  return all.map((address) => ({
    ...errand,
    // The same when this runs again: mail servers and programs see that it is the same mail.
    id: createHash('sha256').update(`${errand.id}\0${address}`).digest('hex').slice(0, 32),
    to: address,
    language: language ?? contacts.language ?? usual,
  }))
}

async function carry(deps: NotifyDeps, { id, to, at, ...notice }: Mail): Promise<void> {
  const { alarm, mailer, helpDesk } = deps
  const { kind, account } = notice
  // Made here, and for this mail alone: in no queue, not even sealed.
  const stop = alarm && isHappening(kind) && { page: alarm.page, code: await alarm.codeFor(account) }
  const message = composeMessage({ ...notice, at: new Date(at) }, helpDesk, stop === false ? undefined : stop)
  const sent = await deliver(mailer, to, id, message)
  await end(deps, { kind, to }, sent.sent ? undefined : `refused by the mail server: ${sent.why}`)
}

async function end(
  { log, onEnd }: NotifyDeps,
  { kind, to }: Pick<Mail, 'kind' | 'to'>,
  why: string | undefined,
): Promise<void> {
  const facts = { notice: kind, to: maskAddress(to) }
  if (why === undefined) log.info(facts, 'notice sent')
  else log.warn({ ...facts, why }, 'notice not sent, and not tried again')
  await onEnd?.({ kind, to: facts.to, sent: why === undefined })
}
