import type { LockdownSetting, OwnLockdown, RouteAnswer, RouteBody } from '@keyturn/contract'
import { MockRefusal, type Visit } from '../visit.ts'

const open: LockdownSetting = { mode: 'open', distrustSince: null }
const frozen: LockdownSetting = { mode: 'frozen', distrustSince: '2026-11-20T00:00:00.000Z' }
const first = { at: '2026-11-27T18:00:00.000Z', until: '2026-11-27T19:00:00.000Z' }

/** Whoever signs in as `operator` is asked to be the second who closes it; as `first` nobody has said anything. */
export function createLockdown(nameOf: (visit: Pick<Visit, 'session'>) => string) {
  const states = new Map<string, OwnLockdown>()
  const find = (visit: Pick<Visit, 'session'>): OwnLockdown => {
    const name = nameOf(visit)
    if (name !== 'operator' && name !== 'first') throw new MockRefusal('request.not-found')
    return states.get(visit.session) ?? (name === 'operator' ? held : quiet)
  }
  return {
    'person.lockdown': find,
    'person.lockdown-wish': (
      visit: Visit<RouteBody<'person.lockdown-wish'>>,
    ): RouteAnswer<'person.lockdown-wish'> => {
      const { setting, answer } = visit.body
      const now = find(visit)
      if (answer === '222222') return { end: 'factor-distrusted', mode: now.mode }
      if (answer !== '123456') throw new MockRefusal('factor.refused')
      const isSecond = now.wishes.some(({ mine, setting: other }) => !mine && other.mode === setting.mode)
      if (isSecond) {
        states.set(visit.session, { ...now, mode: setting.mode, heldUntil: null, setting, wishes: [] })
        return { end: 'done', mode: setting.mode }
      }
      const mine = { setting, by: 'first', ...first, mine: true }
      const holds = setting.mode !== 'open'
      const heldUntil = holds ? first.until : null
      states.set(visit.session, { ...now, mode: holds ? 'frozen' : now.mode, heldUntil, wishes: [mine] })
      return holds ? { end: 'held', mode: 'frozen' } : { end: 'asked', mode: now.mode }
    },
    'person.lockdown-withdraw': (visit: Visit): RouteAnswer<'person.lockdown-withdraw'> => {
      const now = find(visit)
      states.set(visit.session, { ...now, wishes: now.wishes.filter(({ mine }) => !mine) })
      return { withdrawn: true, mode: now.mode }
    },
  }
}

const quiet: OwnLockdown = {
  mode: 'open',
  heldUntil: null,
  setting: open,
  since: null,
  wishes: [],
  passes: true,
}
const held: OwnLockdown = {
  ...quiet,
  mode: 'frozen',
  heldUntil: first.until,
  wishes: [{ setting: frozen, by: 'carol', ...first, mine: false }],
}
