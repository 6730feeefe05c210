import { after } from './instant.ts'
import type { ResetState } from '../state.ts'

/** Whoever moved a reset gets this long to do the rest, before the sweeper does it in its place. */
export const handsOffSeconds = 10
const keptSeconds = 24 * 60 * 60

/** When the sweeper has something to do for a reset in this state, if nothing else happens. */
export function dueAt(now: ResetState): Date {
  switch (now.state) {
    case 'proving':
    case 'choosing':
    case 'told':
      return new Date(now.expires)
    case 'setting':
      return new Date(
        now.write.unanswered ? now.write.begun : after(new Date(now.write.begun), handsOffSeconds),
      )
    case 'done':
    case 'refused':
      return new Date(after(new Date(now.at), now.owed.length > 0 ? handsOffSeconds : keptSeconds))
  }
}
