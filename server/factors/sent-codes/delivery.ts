import type { Audit } from '#audit'
import type { Directory } from '#directory'
import { secret, type AccountId, type Clock, type Log, type Origin } from '#kernel'
import type { Jobs } from '#storage'
import type { Challenges } from '../challenges/challenges.ts'
import type { Asking } from '../factor.ts'
import type { Seal } from '../sealing/seal.ts'
import type { FloodGate } from '../tries/floods.ts'
import type { Channel } from './channel.ts'
import { codeMinutes } from './code.ts'
import type { Targets } from './targets.ts'

/** A code that was made in an attempt, as the challenge keeps it. */
export interface SentCode {
  /** Keyed hash of attempt and code. */
  readonly tag: string
  /** Was there somewhere to send it? null: nobody looked yet. */
  readonly reached: boolean | null
  readonly used: boolean
}

/** What a job holds; in the queue's table it lies sealed, since a code is in it. */
interface Errand {
  readonly account: AccountId | null
  readonly attempt: string
  readonly code: string
  /** The whole of what is sent to; null: to wherever this account is reached. */
  readonly to: string | null
  readonly at: string
  readonly origin: Origin
  readonly language: string
}

/** Sends codes after the answer was given, so that how long it takes tells nobody whether there is anybody to send to. */
export interface Delivery {
  /** Durable when it resolves. */
  send(
    asking: Pick<Asking, 'account' | 'attempt' | 'origin' | 'languages'>,
    code: string,
    to?: string,
  ): Promise<void>
}

export interface DeliveryDeps {
  readonly targets: Pick<Targets, 'of'>
  readonly challenges: Challenges<SentCode>
  readonly gate: FloodGate
  readonly directory: Pick<Directory, 'read'>
  readonly jobs: Pick<Jobs, 'handle' | 'send'>
  readonly seal: Pick<Seal, 'seal' | 'open'>
  readonly audit: Audit
  readonly clock: Clock
  readonly log: Pick<Log, 'warn'>
}

/** 5, 10, 20 … seconds: all within the life of a code. */
const retrying = { retries: 6, retrySeconds: 5, parallel: 4 }

/** Before `jobs.start`. */
export function createDelivery(channel: Channel, deps: DeliveryDeps): Delivery {
  const { jobs, seal, clock } = deps
  const queue = `factors.${channel.factor}`
  const place = `errand\0${queue}`

  const put = async (errand: Errand) => {
    const sealed = seal.seal(Buffer.from(JSON.stringify(errand)), place)
    await jobs.send(queue, { sealed: Buffer.from(sealed).toString('base64') })
  }

  jobs.handle<{ readonly sealed: string }>(
    queue,
    async ({ sealed }) => {
      const opened = seal.open(Buffer.from(sealed, 'base64'), place)
      if (opened === undefined) {
        deps.log.warn({ queue }, 'a code was sealed under another key file; it is not sent')
        return
      }
      const errand = JSON.parse(Buffer.from(opened).toString()) as Errand
      if (clock().getTime() - Date.parse(errand.at) > codeMinutes * 60_000) return
      // One errand for each target: what one server does not take is not sent to the others twice.
      if (errand.to === null) await address(deps, errand, put)
      else await carry(channel, deps, { ...errand, to: errand.to })
    },
    retrying,
  )

  return {
    send: ({ account, attempt, origin, languages }, code, to) =>
      put({
        account,
        attempt,
        code,
        to: to ?? null,
        at: clock().toISOString(),
        origin,
        language: languages[0] ?? 'en',
      }),
  }
}

async function address(
  { targets, challenges }: DeliveryDeps,
  errand: Errand,
  put: (errand: Errand) => Promise<void>,
): Promise<void> {
  const { account, attempt } = errand
  const all = account === null ? [] : await targets.of(account)
  const begun = await challenges.find({ account, attempt })
  if (begun === undefined) return
  // Before anything is sent: whoever has the code finds it as it will stay.
  await challenges.change({ attempt }, begun.data, { ...begun.data, reached: all.length > 0 })
  for (const to of all) await put({ ...errand, to })
}

async function carry(
  channel: Channel,
  { gate, directory, audit }: DeliveryDeps,
  { account: id, to, code, at, origin, language }: Errand & { readonly to: string },
): Promise<void> {
  const account = id === null ? undefined : await directory.read(id)
  if (account === undefined) return
  const mail = { to, name: account.displayName, at: new Date(at), origin, language, minutes: codeMinutes }
  const admitted = await gate.admit(to)
  const taken = admitted && (await channel.carry({ ...mail, code: secret(code) }))
  await audit.append({
    type: taken ? 'notice.sent' : 'notice.failed',
    account: { id: account.id, sid: account.sid },
    origin,
    outcome: taken ? 'ok' : 'refused',
    facts: {
      notice: channel.factor,
      to: channel.mask(to),
      why: taken ? null : admitted ? 'not-taken' : 'too-many-codes',
    },
  })
}
