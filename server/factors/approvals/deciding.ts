import type { Approvals, FactorName, RouteBody } from '@keyturn/contract'
import type { Audit, AuditEvent } from '#audit'
import type { Account, Directory } from '#directory'
import { Fault, type AccountId, type Clock, type Origin } from '#kernel'
import type { Notify } from '#notify'
import type { EnrolledFactor } from '../factor.ts'
import type { ApprovalRequest, ApprovalStore } from './store.ts'

/** Somebody who signed in and is asked to vouch. */
export interface Approver {
  readonly account: Account
  readonly origin: Origin
  /** Enough for her own factors. */
  readonly proved: boolean
  /** What she proved in this session. */
  readonly proofs: readonly FactorName[]
}

/**
 * Each throws `session.unproved` until she proved a factor of her own: her password alone vouches for nobody; and
 * `approval.too-early` while what she proved by is newer than `afterHours`: whoever has the password of somebody who
 * enrolled nothing enrols what he likes, and she needs the time to read the notice of it.
 */
export interface Deciding {
  list(approver: Approver): Promise<Approvals>
  /** @throws {Fault} `request.not-found`: not hers, decided already, or late. */
  decide(approver: Approver, decided: RouteBody<'person.approve'>): Promise<void>
  mute(approver: Approver, hours: number): Promise<void>
}

export interface DecidingDeps {
  readonly store: ApprovalStore
  readonly enrolled: (account: AccountId) => Promise<readonly EnrolledFactor[]>
  /** So long an approver must have had what she proves by. */
  readonly afterHours: number
  readonly directory: Pick<Directory, 'read'>
  readonly audit: Audit
  readonly notify: Notify
  readonly clock: Clock
}

export function createDeciding(deps: DecidingDeps): Deciding {
  const { store, clock } = deps
  return {
    async list(approver) {
      await requireProof(deps, approver)
      const requests = await store.waitingFor(approver.account.id, clock())
      const shown = await Promise.all(requests.map((request) => describe(deps, request)))
      const mutedUntil = await store.mutedUntil(approver.account.id, clock())
      return { requests: shown.flat(), mutedUntil: mutedUntil?.toISOString() ?? null }
    },

    async decide(approver, { id, decision }) {
      await requireProof(deps, approver)
      const request = (await store.waitingFor(approver.account.id, clock())).find((one) => one.id === id)
      const person = request && (await deps.directory.read(request.account))
      // Her own is never there; somebody who made one would find it here.
      if (request === undefined || person === undefined || person.id === approver.account.id)
        throw new Fault('request.not-found', 'nothing of this kind waits for this approver')
      await settle(deps, approver, { person, request, isApproved: decision === 'approve' })
    },

    async mute(approver, hours) {
      await requireProof(deps, approver)
      await store.mute(approver.account.id, new Date(clock().getTime() + hours * 3_600_000))
    },
  }
}

interface Settling {
  readonly person: Account
  readonly request: ApprovalRequest
  readonly isApproved: boolean
}

/** The log knows before it counts, on both sides; then the person hears who vouched for her. */
async function settle(
  { store, audit, notify, clock }: DecidingDeps,
  { account: approver, origin }: Approver,
  { person, request, isApproved }: Settling,
): Promise<void> {
  const type = isApproved ? 'approval.given' : 'approval.refused'
  const facts = { factor: request.factor, person: person.sid, approver: approver.sid }
  const event = ({ id, sid }: Account, outcome: AuditEvent['outcome']): AuditEvent => ({
    type,
    account: { id, sid },
    origin,
    outcome,
    facts,
  })
  await audit.append(event(approver, 'announced'))
  const state = isApproved ? 'approved' : 'refused'
  const decided = await store.decide(request.id, approver.id, state, clock())
  await audit.append(event(approver, decided === undefined ? 'refused' : 'ok'))
  if (decided === undefined) throw new Fault('request.not-found', 'it was decided in the meantime')
  await audit.append(event(person, 'ok'))
  await notify.send({
    kind: isApproved ? 'approval-given' : 'approval-refused',
    account: person.id,
    to: person.mail === null ? [] : [person.mail],
    name: person.displayName,
    other: { name: approver.displayName },
    at: clock(),
    address: request.origin.address,
  })
}

/** Whom only others vouched for does not vouch: a chain would be as strong as its most careless link. */
async function requireProof(
  { enrolled, afterHours, clock }: DecidingDeps,
  { account, proved, proofs }: Approver,
): Promise<void> {
  const own: readonly FactorName[] = proofs.filter(
    (one) => one !== 'manager-approval' && one !== 'colleague-approval',
  )
  if (!proved || own.length === 0) {
    throw new Fault('session.unproved', `${account.id} has proved no factor of her own`)
  }
  const latest = new Date(clock().getTime() - afterHours * 3_600_000)
  const isOldEnough = (one: EnrolledFactor) => own.includes(one.factor) && one.enrolled <= latest
  if ((await enrolled(account.id)).some(isOldEnough)) return
  throw new Fault(
    'approval.too-early',
    `${account.id} proved by nothing that she had ${afterHours} hours ago`,
  )
}

/** Nothing for an account that is gone. */
async function describe(
  { directory }: DecidingDeps,
  { account, asked, expires, origin, id, factor, number }: ApprovalRequest,
): Promise<Approvals['requests']> {
  const person = await directory.read(account)
  if (person === undefined) return []
  const { sAMAccountName: name, displayName } = person
  const times = { asked: asked.toISOString(), expires: expires.toISOString() }
  return [{ id, factor, number, name, displayName, ...times, ...origin }]
}
