import { factorName, type Activity, type Me, type RouteAnswer, type RouteBody } from '@keyturn/contract'
import { createApprovals } from './approvals.ts'
import { createCampaigns } from './incident/campaigns.ts'
import { createLockdown } from './incident/lockdown.ts'
import { phone, savedCodes, whoIs } from './cast.ts'
import { createChallenges } from './challenges.ts'
import { isConfirmed, offerOf } from './offers.ts'
import { directorySays, policy } from './stories.ts'
import { MockRefusal, type Visit } from './visit.ts'

export const currentPassword = 'the password of today'
const codes = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K'].map(
  (letter) => `${letter}7QK-M2XF-9TRA-W4EN`,
)

/** Whoever signed in: see `cast.ts`. */
export function createPeople() {
  const people = createSignedIn()
  const asked = (visit: Pick<Visit, 'session'>) => people.find(visit).name === 'asked'
  return {
    ...signingIn(people),
    ...proving(people),
    ...proofs(people),
    ...password(people),
    ...createApprovals(asked),
    ...createCampaigns((visit) => people.find(visit).name),
    ...createLockdown((visit) => people.find(visit).name),
  }
}

function createSignedIn() {
  const people = new Map<string, Me>()
  const find = ({ session }: Pick<Visit, 'session'>): Me => {
    const me = people.get(session)
    if (me === undefined) throw new MockRefusal('session.missing')
    return me
  }
  return {
    find,
    proved: (visit: Pick<Visit, 'session'>): Me => {
      const me = find(visit)
      if (me.mustProve) throw new MockRefusal('session.unproved')
      return me
    },
    keep: ({ session }: Pick<Visit, 'session'>, me: Me): Me => {
      people.set(session, me)
      return me
    },
    forget: ({ session }: Pick<Visit, 'session'>) => people.delete(session),
  }
}

type SignedIn = ReturnType<typeof createSignedIn>

function signingIn({ find, keep, forget }: SignedIn) {
  return {
    'person.sign-in': (visit: Visit<RouteBody<'person.sign-in'>>): Me => {
      const { identifier, password: typed } = visit.body
      if (typed !== currentPassword) throw new MockRefusal('sign-in.refused')
      return keep(visit, whoIs(identifier))
    },
    'person.sign-out': (visit: Visit): object => {
      forget(visit)
      return {}
    },
    'person.not-me': (visit: Visit): RouteAnswer<'person.not-me'> => {
      forget(visit)
      return { frozen: true }
    },
    'alarm.raise': ({ body }: Visit<RouteBody<'alarm.raise'>>): RouteAnswer<'alarm.raise'> => ({
      frozen: body.code === 'GOOD-NOTICE',
    }),
    'person.me': find,
    'person.activity': (visit: Visit): Activity => {
      find(visit)
      return { entries }
    },
  }
}

function proving({ find, keep }: SignedIn) {
  const challenges = createChallenges()
  return {
    'person.challenge': (visit: Visit<RouteBody<'person.challenge'>>): RouteAnswer<'person.challenge'> => {
      find(visit)
      return challenges.begin(visit.session, visit.body.factor, visit.origin)
    },
    'person.challenge-state': ({ session }: Visit): RouteAnswer<'person.challenge-state'> =>
      challenges.ready(session),
    'person.prove': (visit: Visit<RouteBody<'person.prove'>>): Me => {
      const me = find(visit)
      const looked = challenges.look(visit.session, visit.body.factor, visit.body.answer)
      if (looked.right === 'more') return { ...me, challenge: looked.challenge }
      if (!looked.right) throw new MockRefusal('factor.refused')
      return keep(visit, { ...me, mustProve: false })
    },
  }
}

function proofs({ find, proved, keep }: SignedIn) {
  return {
    'person.readiness': (visit: Visit): RouteAnswer<'person.readiness'> => readinessOf(find(visit)),
    'person.offer-factor': (
      visit: Visit<RouteBody<'person.offer-factor'>>,
    ): RouteAnswer<'person.offer-factor'> => offerOf(visit.body, proved(visit).name, visit.origin),
    'person.confirm-factor': (visit: Visit<RouteBody<'person.confirm-factor'>>): Me => {
      const me = find(visit)
      if (!isConfirmed(visit.body)) throw new MockRefusal('factor.refused')
      const { factor: kind, name } = visit.body
      const factor = { ...phone, id: `f${me.factors.length + 3}`, factor: kind, name, lastUsed: null }
      return keep(visit, { ...me, factors: [factor, ...me.factors] })
    },
    'person.recovery-codes': (visit: Visit): RouteAnswer<'person.recovery-codes'> => {
      const me = proved(visit)
      const others = me.factors.filter((one) => one.factor !== 'recovery-code')
      keep(visit, { ...me, factors: [...others, savedCodes], recoveryCodesLeft: codes.length })
      return { codes }
    },
    'person.rename-factor': (visit: Visit<RouteBody<'person.rename-factor'>>): Me => {
      const me = proved(visit)
      const named = me.factors.map((one) => (one.id === visit.id ? { ...one, name: visit.body.name } : one))
      return keep(visit, { ...me, factors: named })
    },
    'person.remove-factor': (visit: Visit): Me => {
      const me = proved(visit)
      return keep(visit, { ...me, factors: me.factors.filter((one) => one.id !== visit.id) })
    },
  }
}

function password({ find }: SignedIn) {
  return {
    'person.policy': (visit: Visit): RouteAnswer<'person.policy'> => {
      find(visit)
      return { policy }
    },
    'person.change': (visit: Visit<RouteBody<'person.change'>>): RouteAnswer<'person.change'> => {
      const { oldPassword, newPassword } = visit.body
      if (newPassword.includes('nobody answers')) throw new MockRefusal('directory.unknown-outcome')
      const problems = directorySays(newPassword)
      if (oldPassword !== currentPassword) return { changed: false, problems: ['wrong-old-password'] }
      if (problems.length > 0) return { changed: false, problems: [...problems] }
      return { changed: true, at: '2026-11-21T09:00:00Z' }
    },
  }
}

/** One thing alone, and that on paper, is not enough. */
function readinessOf({ factors }: Me): RouteAnswer<'person.readiness'> {
  const ready = [...new Set(factors.map(({ factor }) => factor))]
  const need = { factors: [...factorName.options], different: 1, required: [], kinds: 1, weight: 0 }
  const can =
    ready.length > 1
      ? ({ can: true, need, ready } as const)
      : ({ can: false, why: 'not-enough', need, ready } as const)
  return { purposes: { reset: can, unlock: can, why: can, change: can, enrol: can, 'help-desk': can } }
}

const entries: Activity['entries'] = [
  entry('2026-11-20T18:04:10Z', 'device.refreshed', 'ok', '203.0.113.7', 'LAPTOP-7'),
  entry('2026-11-20T18:03:40Z', 'reset.done', 'ok', '203.0.113.7', 'LAPTOP-7'),
  entry('2026-11-20T18:03:39Z', 'reset.setting', 'announced', '203.0.113.7', 'LAPTOP-7'),
  entry('2026-11-20T18:02:55Z', 'reset.proved', 'ok', '203.0.113.7', 'LAPTOP-7'),
  entry('2026-11-20T18:02:31Z', 'reset.not-proved', 'refused', '203.0.113.7', 'LAPTOP-7'),
  {
    ...entry('2026-10-02T07:13:30Z', 'device.not-refreshed', 'refused', '203.0.113.7', 'LAPTOP-7'),
    why: 'vpn-did-not-open',
  },
  entry('2026-10-02T07:12:00Z', 'reset.unknown', 'unknown', '2001:db8:17::51', null),
  entry('2026-03-02T08:00:00Z', 'factor.enrolled', 'ok', '10.1.4.23', null),
]

function entry(
  at: string,
  type: string,
  outcome: string,
  address: string,
  device: string | null,
): Activity['entries'][number] {
  return { at, type, outcome, address, device }
}
