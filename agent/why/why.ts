import { networkInterfaces } from 'node:os'
import { exchange, whatAnswered } from '../api/exchange.ts'
import type { Logons } from '../logons/index.ts'
import type { Reach } from '../reach/index.ts'
import type { Keyboard, Screen } from '../screen/index.ts'
import { pause } from '../system/pause.ts'
import { about, around, type Surroundings } from './diagnose.ts'

export interface WhyDeps {
  readonly server: string
  /** PEM: only certificates of this authority are believed. */
  readonly ca: string
  readonly wallClock: () => number
  readonly reach: Reach
  readonly logons: Pick<Logons, 'isCachingOn' | 'find' | 'nameOf' | 'connect' | 'ask' | 'prove'>
  readonly screen: Screen
  readonly keyboard: Keyboard
}

const serverMs = 8_000
/** As after a wrong password at a log-on screen. */
const afterWrongMs = 3_000

/**
 * Why can't she log on here? First what is in everybody's way at this computer, told to anybody; then what a log-on with
 * her name and password comes to, as at the log-on screen, where it counts as one.
 *
 * @param name who it is about; undefined: she is asked.
 * @returns whether she could log on.
 */
export async function why(name: string | undefined, deps: WhyDeps, signal: AbortSignal): Promise<boolean> {
  const { screen, keyboard } = deps
  screen.show({ what: 'looking' })
  const seen = await lookAround(deps, signal)
  for (const told of around(seen)) screen.show({ what: 'told', told })
  const who = name ?? (await keyboard.line('who'))
  if (who === undefined || who.trim() === '') return false
  const password = await keyboard.secret('usual-password')
  if (password === undefined || password.length === 0) return false
  try {
    const told = await tryIt(who.trim(), password, seen, deps, signal)
    screen.show({ what: 'told', told })
    return told.cause === 'works' || told.cause === 'works-here'
  } finally {
    password.fill(0)
  }
}

async function tryIt(
  who: string,
  password: Buffer,
  { isDcInReach }: Surroundings,
  deps: WhyDeps,
  signal: AbortSignal,
) {
  const { logons } = deps
  deps.screen.show({ what: 'looking' })
  const account = await logons.find(who)
  const name = account && (await logons.nameOf(account))
  if (name === undefined) {
    await pause(afterWrongMs, signal)
    return about({ result: isDcInReach ? 'wrong-password' : 'no-dc', refusal: undefined }, false)
  }
  // The daemon may not have noticed that the network is back.
  if (isDcInReach) await logons.connect(signal)
  const said = await logons.ask(name, password, signal)
  const isOpen = said.result === 'wrong-password' || said.result === 'no-dc'
  const told = about(said, isOpen && (await logons.prove(name, password, signal)))
  if (isOpen) await pause(afterWrongMs, signal)
  return told
}

async function lookAround(deps: WhyDeps, signal: AbortSignal): Promise<Surroundings> {
  const [asked, dc, isCachingOn] = await Promise.all([
    askServer(deps, signal),
    deps.reach.dc(signal),
    deps.logons.isCachingOn(),
  ])
  const now = new Date(deps.wallClock())
  return { ...asked, isLinked: isLinked(), isDcInReach: dc !== undefined, isCachingOn, now }
}

function isLinked(): boolean {
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ internal, address }) => !internal && !address.startsWith('fe80:')),
  )
}

async function askServer({ server, ca, wallClock }: WhyDeps, signal: AbortSignal) {
  const within = AbortSignal.any([signal, AbortSignal.timeout(serverMs)])
  try {
    const url = new URL('/api/health', server)
    const { date } = await exchange(url, { ca, minVersion: 'TLSv1.2', signal: within }, Buffer.alloc(0))
    const at = Date.parse(date ?? '')
    return { server: 'answers' as const, clockOffMs: Number.isNaN(at) ? undefined : wallClock() - at }
  } catch (error) {
    return { server: whatAnswered(error), clockOffMs: undefined } as const
  }
}
