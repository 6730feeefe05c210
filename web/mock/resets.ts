import {
  factorName,
  type FactorName,
  type Purpose,
  type RefreshView,
  type ResetView,
  type RouteAnswer,
  type RouteBody,
} from '@keyturn/contract'
import { createChallenges, inMinutes, type Challenges } from './challenges.ts'
import { MockRefusal, type Visit } from './visit.ts'
import { directorySays, looksUntilKnown, policy, stories, wrongTries, type Story } from './stories.ts'

interface Reset {
  view: ResetView
  readonly story: Story
  readonly launch: string | undefined
  readonly device: { device?: string }
  /** Its computer has no network. */
  readonly answers: boolean
  tries: number
  looks: number
}

const usual: readonly FactorName[] = ['totp', 'recovery-code']
const answer = 'G4CKEPCMV3S4BGM8'
const account = { name: 'anna', displayName: 'Anna Berg' }

export function createResets() {
  const resets = new Map<string, Reset>()
  const challenges = createChallenges()

  function find({ session }: Pick<Visit, 'session'>, state?: ResetView['state']): Reset {
    const reset = resets.get(session)
    if (reset === undefined) throw new MockRefusal('session.missing')
    if (state !== undefined && reset.view.state !== state) throw new MockRefusal('reset.step-refused')
    if (state !== undefined && reset.story.expires) throw new MockRefusal('reset.expired')
    return reset
  }

  return {
    'reset.start': ({ session, body }: Visit<RouteBody<'reset.start'>>): ResetView => {
      const story = stories[body.identifier.toLowerCase()] ?? {}
      const device = isWaiting(body.launch, resets.get(session)) ? { device: 'LAPTOP-7' } : {}
      const view = {
        state: 'proving',
        purpose: body.purpose,
        factors: story.every === true ? factorName.options : [...usual],
        proved: [],
        wrong: false,
        expires: inMinutes(15),
        ...device,
      } satisfies ResetView
      const answers = body.deviceChallenge !== undefined
      resets.set(session, { view, story, launch: body.launch, device, answers, tries: 0, looks: 0 })
      return view
    },
    'reset.view': (visit: Visit): ResetView => look(find(visit)),
    'reset.challenge': (visit: Visit<RouteBody<'reset.challenge'>>): RouteAnswer<'reset.challenge'> => {
      find(visit, 'proving')
      return challenges.begin(visit.session, visit.body.factor, visit.origin)
    },
    'reset.challenge-state': ({ session }: Visit): RouteAnswer<'reset.challenge-state'> =>
      challenges.ready(session),
    'reset.prove': (visit: Visit<RouteBody<'reset.prove'>>): ResetView => {
      const { factor, answer } = visit.body
      return prove(find(visit, 'proving'), factor, challenges.look(visit.session, factor, answer))
    },
    'reset.choose': (visit: Visit<RouteBody<'reset.choose'>>): ResetView =>
      choose(find(visit, 'choosing'), visit.body.password),
    'reset.unlock': (visit: Visit): ResetView => finish(find(visit, 'choosing')),
    'reset.go-on': (visit: Visit<RouteBody<'reset.go-on'>>): ResetView => {
      const reset = find(visit, 'told')
      return (reset.view = choosing(reset, visit.body.purpose))
    },
    'reset.cancel': (visit: Visit): RouteAnswer<'reset.cancel'> => {
      const reset = find(visit)
      return (reset.view = { state: 'refused', purpose: reset.view.purpose, why: 'cancelled' })
    },
  }
}

/** A computer waits for one reset at a time, and for the next when that was left before anything was proved. */
function isWaiting(launch: string | undefined, before: Reset | undefined): boolean {
  return launch !== undefined && (before?.launch !== launch || before.view.state !== 'proving')
}

function prove(reset: Reset, factor: FactorName, looked: ReturnType<Challenges['look']>): ResetView {
  const { view, story } = reset
  if (view.state !== 'proving') return view
  if (story.tooMany) throw new MockRefusal('factor.locked', 290)
  const purpose = view.purpose
  if (looked.right === 'more') return { ...view, wrong: false, challenge: looked.challenge }
  if (story.nobody || !looked.right) {
    const more = ++reset.tries < wrongTries
    return (reset.view = more
      ? { ...view, wrong: true }
      : { state: 'refused', purpose, why: 'too-many-tries' })
  }
  if (story.notAllowed && purpose !== 'why')
    return (reset.view = { state: 'refused', purpose, why: 'not-allowed' })
  const proved = [...view.proved, factor]
  if (story.needsTwo && proved.length < 2) {
    const factors = view.factors.filter((one) => one !== factor)
    return (reset.view = { ...view, factors, proved, wrong: false })
  }
  return (reset.view = purpose === 'why' ? told(reset) : choosing(reset, purpose))
}

function told({ story }: Reset): ResetView {
  const locked = story.locked ? [{ what: 'locked' } as const] : []
  return {
    state: 'told',
    purpose: 'why',
    account,
    hindrances: [...locked, ...(story.hindrances ?? [])],
    onward: story.hindrances?.[0]?.what === 'disabled' || story.notAllowed ? [] : ['reset', 'unlock'],
    expires: inMinutes(15),
  }
}

function choosing(reset: Reset, purpose: Purpose): ResetView {
  const { story } = reset
  return {
    state: 'choosing',
    purpose,
    account,
    policy,
    problems: [],
    interrupted: false,
    locked: story.locked ?? false,
    expires: inMinutes(15),
    ...reset.device,
    ...(reset.answers && (story.strange ? { challengeUnknown: true } : { device: 'LAPTOP-9' })),
  }
}

function choose(reset: Reset, password: string): ResetView {
  const { view, story } = reset
  if (view.state !== 'choosing') return view
  if (password.includes('nobody answers')) throw new MockRefusal('directory.unavailable')
  const half = story.half === true && !view.interrupted
  const problems = half ? (['in-history'] as const) : directorySays(password)
  if (problems.length === 0) return finish(reset)
  return (reset.view = { ...view, problems: [...problems], interrupted: half || view.interrupted })
}

function finish(reset: Reset): ResetView {
  const purpose = reset.view.purpose
  reset.looks = 0
  reset.view = reset.story.slow ? { state: 'setting', purpose } : done(reset)
  return reset.view
}

const resources = [
  { name: 'Files', answers: true },
  { name: 'Mail', answers: false },
]

/** Each look at something that takes time brings it nearer to its end. */
function look(reset: Reset): ResetView {
  const { view, story } = reset
  if (story.expires && reset.looks++ > 0) throw new MockRefusal('session.missing')
  if (view.state === 'setting' && ++reset.looks > looksUntilKnown) reset.view = done(reset)
  if (view.state === 'done' && view.refresh.state === 'waiting' && ++reset.looks > looksUntilKnown) {
    const device = view.refresh.device
    const why = story.notRefreshed
    reset.view = {
      ...view,
      refresh:
        why === undefined
          ? { state: 'refreshed', device, resources }
          : { state: 'not-refreshed', device, why },
    }
  }
  if (view.state === 'done' && view.refresh.state === 'response') {
    reset.view = { ...view, refresh: { ...view.refresh, response: answer } }
  }
  return reset.view
}

function refreshed({ view: { purpose }, device: { device }, answers, story }: Reset): RefreshView {
  if (answers && !story.strange) return { state: 'response', device: 'LAPTOP-9', response: null }
  return device === undefined || purpose === 'unlock' ? { state: 'none' } : { state: 'waiting', device }
}

function done(reset: Reset): ResetView {
  const { purpose } = reset.view
  return {
    state: 'done',
    purpose,
    at: inMinutes(0),
    notified: ['a•••@corp.example', 'a•••@mail.example'],
    refresh: refreshed(reset),
  }
}
