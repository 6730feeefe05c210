import type { Audit, AuditEvent, Receipt } from '#audit'
import { Fault, type Clock, type Origin } from '#kernel'
import { next, type ResetEvent, type ResetState } from '../state.ts'
import type { Moved, Reset, ResetStore } from '../store.ts'

export interface StepsDeps {
  readonly store: ResetStore
  readonly audit: Audit
  readonly clock: Clock
}

/** What every use case does with a reset: find it, move it, write it down. */
export interface Steps {
  /**
   * As it stands now: one that became late while nobody looked is refused first.
   *
   * @throws {Fault} `reset.expired` if there is none.
   */
  find(id: string): Promise<Reset>
  /** Begins with the reset as it was seen, and again if it is no longer like that. */
  move(seen: Reset, event: ResetEvent): Promise<Moved>
  /** Resolves when the entry about this reset is durable. */
  note(reset: Reset, entry: Entry): Promise<Receipt>
}

interface Entry {
  readonly type: AuditEvent['type']
  readonly outcome: AuditEvent['outcome']
  readonly facts?: AuditEvent['facts']
  /** null: the server did it by itself. */
  readonly origin: Origin | null
}

export function createSteps({ store, audit, clock }: StepsDeps): Steps {
  const move = (seen: Reset, event: ResetEvent) => store.update(seen, (now) => next(now, event, clock()))
  return {
    move,
    async find(id) {
      const reset = await store.find(id)
      if (reset === undefined) throw new Fault('reset.expired', `there is no reset ${id}`)
      const isLate = next(reset.now, { type: 'looked' }, clock()) !== reset.now
      return isLate ? (await move(reset, { type: 'looked' })).reset : reset
    },
    note: ({ id, account, now }, { type, outcome, facts, origin }) =>
      audit.append({ type, account, origin, outcome, facts: { reset: id, purpose: now.purpose, ...facts } }),
  }
}

/** For a step that the state does not allow, or that another request has taken. */
export function stepRefused({ id, now }: Reset, wanted: ResetState['state']): Fault {
  return new Fault('reset.step-refused', `reset ${id} is ${now.state}, not ${wanted}`)
}
