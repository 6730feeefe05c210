import type { Approvals, RouteBody } from '@keyturn/contract'
import { inMinutes } from './challenges.ts'
import type { Visit } from './visit.ts'

type Request = Approvals['requests'][number]

/** Two people ask whoever signs in as `asked`; nobody asks anybody else. */
export function createApprovals(asked: (visit: Pick<Visit, 'session'>) => boolean) {
  const states = new Map<string, Approvals>()
  const find = (visit: Pick<Visit, 'session'>): Approvals =>
    states.get(visit.session) ?? { requests: asked(visit) ? [ben(), margarete()] : [], mutedUntil: null }
  const keep = ({ session }: Pick<Visit, 'session'>, now: Approvals): Approvals => {
    states.set(session, now)
    return now
  }
  return {
    'person.approvals': find,
    'person.approve': (visit: Visit<RouteBody<'person.approve'>>): Approvals => {
      const now = find(visit)
      return keep(visit, { ...now, requests: now.requests.filter(({ id }) => id !== visit.body.id) })
    },
    'person.mute-approvals': (visit: Visit<RouteBody<'person.mute-approvals'>>): Approvals => {
      const { hours } = visit.body
      return keep(visit, { ...find(visit), mutedUntil: hours === 0 ? null : inMinutes(hours * 60) })
    },
  }
}

const ben = (): Request => ({
  id: 'a1',
  factor: 'manager-approval',
  name: 'ben',
  displayName: 'Ben Sommer',
  number: '47',
  asked: inMinutes(-1),
  expires: inMinutes(9),
  address: '203.0.113.7',
  device: 'LAPTOP-7',
})

const margarete = (): Request => ({
  ...ben(),
  id: 'a2',
  factor: 'colleague-approval',
  name: 'margarete.wolkenstein-rodenegg',
  displayName: 'Margarete Wolkenstein-Rodenegg',
  number: '08',
  address: '2001:db8:17:4a00:91ff:fe02:1c3d:51',
  device: null,
})
