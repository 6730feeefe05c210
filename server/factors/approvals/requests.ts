import type { Audit } from '#audit'
import type { Account, Directory } from '#directory'
import type { AccountId, Clock, Log, Origin } from '#kernel'
import type { Notify } from '#notify'
import type { Jobs } from '#storage'
import type { Challenges } from '../challenges/challenges.ts'
import type { Seal } from '../sealing/seal.ts'
import type { FloodGate } from '../tries/floods.ts'
import type { Approvers } from './approvers.ts'
import type { ApprovalStore } from './store.ts'

/** What was begun in an attempt, as the challenge keeps it. */
export interface Begun {
  /** Of the request, if there is one. */
  readonly id: string
  /** Is there anybody to ask? null: nobody looked yet. */
  readonly reached: boolean | null
}

/** What a job holds; in the queue's table it lies sealed: people type passwords where a name belongs. */
export interface Wish {
  readonly id: string
  readonly number: string
  readonly account: AccountId | null
  readonly attempt: string
  readonly whom: string | null
  readonly asked: string
  readonly expires: string
  readonly origin: Origin
}

export interface RequestsDeps {
  readonly approvers: Approvers
  readonly store: Pick<ApprovalStore, 'ask' | 'mutedUntil'>
  readonly challenges: Challenges<Begun>
  readonly gate: FloodGate
  readonly directory: Pick<Directory, 'read'>
  readonly jobs: Pick<Jobs, 'handle' | 'send'>
  readonly seal: Pick<Seal, 'seal' | 'open'>
  readonly audit: Audit
  readonly notify: Notify
  readonly clock: Clock
  readonly log: Pick<Log, 'warn'>
}

/** 5, 10, 20 … seconds: a DC that is away comes back, or nobody waits any more. */
const retrying = { retries: 8, retrySeconds: 5 }

/**
 * Asks after the answer was given, so that how long it takes tells nobody whether there is anybody to ask. Before
 * `jobs.start`.
 *
 * @returns what leaves a wish; durable when it resolves.
 */
export function createRequests(deps: RequestsDeps): (wish: Wish) => Promise<void> {
  const { jobs, seal, clock, log } = deps
  const queue = `factors.${deps.approvers.factor}`
  const place = `wish\0${queue}`

  jobs.handle<{ readonly sealed: string }>(
    queue,
    async ({ sealed }) => {
      const opened = seal.open(Buffer.from(sealed, 'base64'), place)
      if (opened === undefined) {
        log.warn({ queue }, 'a request was sealed under another key file; nobody is asked')
        return
      }
      const wish = JSON.parse(Buffer.from(opened).toString()) as Wish
      if (clock() < new Date(wish.expires)) await grant(deps, wish)
    },
    retrying,
  )

  return async (wish) => {
    const sealed = seal.seal(Buffer.from(JSON.stringify(wish)), place)
    await jobs.send(queue, { sealed: Buffer.from(sealed).toString('base64') })
  }
}

async function grant(deps: RequestsDeps, wish: Wish): Promise<void> {
  const { approvers, challenges, directory, gate, store } = deps
  const { account: id, attempt, whom } = wish
  const person = id === null ? undefined : await directory.read(id)
  const approver = person && (await approvers.find(person.id, whom ?? undefined))
  const begun = await challenges.find({ account: id, attempt })
  // Another one was begun in the meantime.
  if (begun === undefined || begun.data.id !== wish.id) return
  await challenges.change({ attempt }, begun.data, { ...begun.data, reached: approver !== undefined })
  if (person === undefined || approver === undefined) return
  const isMuted = (await store.mutedUntil(approver.id, deps.clock())) !== null
  const why = isMuted ? 'muted' : (await gate.admit(approver.id)) ? null : 'too-many-requests'
  await announce(deps, wish, { person, approver, why })
  if (why === null) await tell(deps, wish, { person, approver })
}

interface Both {
  readonly person: Account
  readonly approver: Account
}

/** On both sides: each finds it under "recent activity". */
async function announce(
  { audit, approvers: { factor } }: RequestsDeps,
  { origin }: Wish,
  { person, approver, why }: Both & { readonly why: string | null },
): Promise<void> {
  const outcome = why === null ? 'ok' : 'refused'
  const facts = { factor, person: person.sid, approver: approver.sid, why }
  for (const { id, sid } of [person, approver]) {
    await audit.append({ type: 'approval.asked', account: { id, sid }, origin, outcome, facts })
  }
}

async function tell(
  { store, notify, approvers: { factor } }: RequestsDeps,
  wish: Wish,
  { person, approver }: Both,
): Promise<void> {
  const { id, attempt, number, origin } = wish
  const asked = new Date(wish.asked)
  const expires = new Date(wish.expires)
  const who = { account: person.id, approver: approver.id }
  await store.ask({ id, factor, attempt, ...who, number, origin, asked, expires })
  await notify.send({
    kind: 'approval-asked',
    account: approver.id,
    to: approver.mail === null ? [] : [approver.mail],
    name: approver.displayName,
    other: { name: `${person.displayName} (${person.sAMAccountName})`, number },
    at: asked,
    address: origin.address,
  })
}
