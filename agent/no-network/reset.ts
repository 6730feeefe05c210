import type { NotRefreshedWhy } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import { formatChallenge, grouped, parseResponse, type DeviceChallenge } from '@keyturn/protocols/challenge'
import { isResponse, type Asked } from '@keyturn/protocols/no-network'
import { whyNotChanged, type AccountName, type Logons } from '../logons/index.ts'
import type { Keyboard, Screen } from '../screen/index.ts'
import type { LaunchBook } from '../state/launch-book.ts'
import type { Agreed } from './agreement.ts'
import { mostTries, type ChallengeBook, type OpenChallenge } from './challenge-book.ts'

export interface NoNetworkDeps {
  readonly agreed: Agreed
  readonly challenges: ChallengeBook
  /** What became of each challenge, for the server. */
  readonly book: Pick<LaunchBook, 'use' | 'settle'>
  readonly logons: Pick<Logons, 'isCachingOn' | 'cached' | 'nameOf' | 'changeLocally'>
  readonly screen: Screen
  readonly keyboard: Keyboard
}

interface Person {
  readonly account: Sid
  readonly name: AccountName
}

interface Typed {
  readonly response: string
  /** The caller's to overwrite. */
  readonly password: Buffer
}

/**
 * One reset at a computer that reaches nobody.
 *
 * @returns whether somebody's cached log-on was changed, with proof.
 */
export async function resetWithoutNetwork(deps: NoNetworkDeps, signal: AbortSignal): Promise<boolean> {
  const { challenges, screen } = deps
  const person = await whoIsIt(deps)
  if (person === undefined) return false
  let open = await challenges.open(person.account)
  for (;;) {
    if (open.tries >= mostTries) open = await giveAnother(open, person, deps)
    show(open, person, deps)
    const typed = await ask(deps)
    if (typed === undefined || signal.aborted) {
      screen.show({ what: 'challenge-kept' })
      return false
    }
    try {
      const asked = { challenge: open.challenge, account: person.account, password: typed.password }
      const begun = performance.now()
      // A computer that is switched off now must not have forgotten it.
      open = await challenges.count(person.account, open.challenge)
      if (await isResponse(typed.response, asked, deps.agreed.secret)) {
        return await obey(asked, { person, begun }, deps, signal)
      }
      screen.show({ what: 'wrong-response', left: mostTries - open.tries })
    } finally {
      typed.password.fill(0)
    }
  }
}

/** Whose log-on it is: the only one there is, or the one that she names. */
async function whoIsIt({ logons, screen, keyboard }: NoNetworkDeps): Promise<Person | undefined> {
  const cached = await logons.cached()
  const named = await Promise.all(
    cached.map(async ({ account }) => ({ account, name: await logons.nameOf(account) })),
  )
  const people = named.flatMap(({ account, name }) => (name === undefined ? [] : [{ account, name }]))
  if (people.length === 0) {
    screen.show({ what: (await logons.isCachingOn()) ? 'nobody-cached' : 'caching-off' })
    return undefined
  }
  if (people.length === 1) return people[0]
  for (;;) {
    const typed = await keyboard.line('who')
    if (typed === undefined) return undefined
    const found = people.find(({ name }) => isNamed(name, typed))
    if (found !== undefined) return found
    screen.show({ what: 'unknown-here', name: typed.trim() })
  }
}

/** `alice`, `CORP\alice` or `alice@corp.example`: of the last only the name counts, for nobody can be asked. */
function isNamed({ domain, netbios, name }: AccountName, typed: string): boolean {
  const wanted = typed.trim().toLowerCase()
  const own = name.toLowerCase()
  const domains = [domain, netbios ?? domain].map((one) => `${one.toLowerCase()}\\${own}`)
  return [own, ...domains, `${own}@${wanted.split('@')[1] ?? ''}`].includes(wanted)
}

/** After three wrong ones, also when the third was the last thing that this computer did. */
async function giveAnother(open: OpenChallenge, { account }: Person, deps: NoNetworkDeps) {
  // One that fitted and came to nothing has its outcome already.
  if (await deps.book.use(formatChallenge(open.challenge), account)) {
    await note(open.challenge, account, 'wrong-response', deps)
  }
  deps.screen.show({ what: 'new-challenge' })
  return deps.challenges.renew(account)
}

function show({ challenge }: OpenChallenge, { name }: Person, { agreed, screen }: NoNetworkDeps): void {
  const code = grouped(formatChallenge(challenge))
  const page = new URL('/no-network', agreed.portal)
  const picture = new URL(page)
  // After the hash: it reaches the page, and neither a server nor its log.
  picture.hash = code
  screen.show({ what: 'challenge', name: name.name, portal: page.href, picture: picture.href, code })
}

/** undefined: she does not go on now. A response that has a slip in its form costs no try. */
async function ask({ screen, keyboard }: NoNetworkDeps): Promise<Typed | undefined> {
  for (;;) {
    const line = await keyboard.line('response')
    if (line === undefined) return undefined
    const response = parseResponse(line)
    if (response === undefined) {
      screen.show({ what: 'incomplete-response' })
      continue
    }
    const password = await keyboard.secret('password')
    return password && { response, password }
  }
}

/** The response fits: the directory took this password for her. Doing it twice does no harm. */
async function obey(
  { challenge, account, password }: Asked & { readonly password: Buffer },
  { person, begun }: { readonly person: Person; readonly begun: number },
  deps: NoNetworkDeps,
  signal: AbortSignal,
): Promise<boolean> {
  const { book, challenges, logons, screen } = deps
  const launch = formatChallenge(challenge)
  await book.use(launch, account)
  screen.show({ what: 'trying', path: 'no-network' })
  const changed = await logons.changeLocally(account, password, signal)
  if (changed === 'changed') {
    const tookMs = Math.round(performance.now() - begun)
    const path = 'no-network'
    await book.settle({
      launch,
      account,
      outcome: { refreshed: true, path, tookMs, attempts: [{ path, came: 'done' }] },
    })
    await challenges.close(account)
    screen.show({ what: 'refreshed', name: person.name.name })
    return true
  }
  const why = signal.aborted ? 'interrupted' : whyNotChanged[changed]
  await note(challenge, account, why, deps)
  if (changed !== 'proof-failed') await challenges.close(account)
  screen.show({ what: 'not-refreshed', why, detail: null })
  return false
}

async function note(
  challenge: DeviceChallenge,
  account: Sid,
  why: NotRefreshedWhy,
  { book }: NoNetworkDeps,
): Promise<void> {
  const launch = formatChallenge(challenge)
  await book.use(launch, account)
  await book.settle({
    launch,
    account,
    outcome: { refreshed: false, why, tried: ['no-network'], attempts: [{ path: 'no-network', came: why }] },
  })
}
