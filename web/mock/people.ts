import type { Activity, Me, RouteAnswer, RouteBody } from '@keyturn/contract'
import { MockRefusal, type Visit } from './visit.ts'
import { directorySays, policy, rightAnswers, rightAnswerTo } from './stories.ts'

export const currentPassword = 'the password of today'
const seed = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const codes = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K'].map(
  (letter) => `${letter}7QK-M2XF-9TRA-W4EN`,
)

type Factor = Me['factors'][number]
const phone: Factor = {
  id: 'f1',
  factor: 'totp',
  name: 'My phone',
  enrolled: '2026-03-02T08:00:00Z',
  lastUsed: '2026-10-12T06:31:00Z',
  own: true,
}
const savedCodes: Factor = {
  id: 'f2',
  factor: 'recovery-code',
  name: 'Recovery codes',
  enrolled: '2026-03-02T08:05:00Z',
  lastUsed: null,
  own: true,
}

/** `new` has nothing set up yet; everybody else has a phone and recovery codes. `expired` must change the password. */
export function createPeople() {
  const people = createSignedIn()
  return { ...signingIn(people), ...proofs(people), ...password(people) }
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
      const isNew = identifier === 'new'
      return keep(visit, {
        name: 'anna',
        displayName: 'Anna Berg',
        mustChange: identifier === 'expired',
        mustProve: !isNew,
        factors: isNew ? [] : [phone, savedCodes],
        recoveryCodesLeft: isNew ? 0 : 9,
        enrollable: ['totp'],
        mustProveToChange: false,
        frozen: false,
        enrolBy: null,
        proved: [],
      })
    },
    'person.prove': (visit: Visit<RouteBody<'person.prove'>>): Me => {
      if (visit.body.answer !== rightAnswerTo(visit.body.factor)) throw new MockRefusal('factor.refused')
      return keep(visit, { ...find(visit), mustProve: false })
    },
    'person.sign-out': (visit: Visit): object => {
      forget(visit)
      return {}
    },
    'person.me': find,
    'person.activity': (visit: Visit): Activity => {
      find(visit)
      return { entries }
    },
  }
}

function proofs({ find, proved, keep }: SignedIn) {
  return {
    'person.offer-factor': (
      visit: Visit<RouteBody<'person.offer-factor'>>,
    ): RouteAnswer<'person.offer-factor'> => {
      const { name } = proved(visit)
      return {
        kind: 'totp',
        id: 'o1',
        seed,
        uri: `otpauth://totp/corp.example:${name}?secret=${seed}&issuer=corp.example`,
      }
    },
    'person.confirm-factor': (visit: Visit<RouteBody<'person.confirm-factor'>>): Me => {
      const me = find(visit)
      if (visit.body.answer !== rightAnswers.totp) throw new MockRefusal('factor.refused')
      const factor = { ...phone, id: `f${me.factors.length + 3}`, name: visit.body.name, lastUsed: null }
      return keep(visit, { ...me, factors: [factor, ...me.factors] })
    },
    'person.recovery-codes': (visit: Visit): RouteAnswer<'person.recovery-codes'> => {
      const me = proved(visit)
      const others = me.factors.filter((one) => one.factor !== 'recovery-code')
      keep(visit, { ...me, factors: [...others, savedCodes], recoveryCodesLeft: codes.length })
      return { codes }
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

const entries: Activity['entries'] = [
  entry('2026-11-20T18:04:10Z', 'device.refreshed', 'ok', '203.0.113.7', 'LAPTOP-7'),
  entry('2026-11-20T18:03:40Z', 'reset.done', 'ok', '203.0.113.7', 'LAPTOP-7'),
  entry('2026-11-20T18:03:39Z', 'reset.setting', 'announced', '203.0.113.7', 'LAPTOP-7'),
  entry('2026-11-20T18:02:55Z', 'reset.proved', 'ok', '203.0.113.7', 'LAPTOP-7'),
  entry('2026-11-20T18:02:31Z', 'reset.not-proved', 'refused', '203.0.113.7', 'LAPTOP-7'),
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
