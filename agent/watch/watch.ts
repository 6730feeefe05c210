import { spawn, type ChildProcess } from 'node:child_process'
import { networkInterfaces } from 'node:os'
import { begin, next, type Schedule, type ScheduleEvent } from './schedule.ts'

/**
 * The part of the agent that is always there, kept as small as Node lets it be: it sleeps until a link changes or its time
 * comes, and then has a process of its own do the rest. It imports nothing of the agent, holds no key and reads no file.
 */

export interface WatchDeps {
  /** Checks in once, and sends `{ nextSeconds }` to its parent when the server was reached. */
  readonly checkIn: readonly [string, ...string[]]
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}

const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' }
/** A check-in that takes so long hangs. */
const longestMs = 5 * 60_000
/** Timers take 31 bits. */
const longestWaitMs = 24 * 60 * 60_000

/** Until `signal` fires. */
export async function watch({ checkIn, signal, say }: WatchDeps): Promise<void> {
  let schedule = begin(performance.now())
  let woken = Promise.withResolvers<void>()
  const move = (event: ScheduleEvent) => {
    schedule = next(schedule, event, performance.now())
    woken.resolve()
    woken = Promise.withResolvers()
  }
  using links = openLinks(() => move({ type: 'link-changed' }), say)
  const stop = () => woken.resolve()
  signal.addEventListener('abort', stop)
  while (!signal.aborted) {
    if (!(await isDue(schedule, woken.promise))) continue
    if (signal.aborted) return
    // What changes from now on is news after this one.
    links.listen()
    if (!hasLink()) {
      move({ type: 'no-link' })
      continue
    }
    move({ type: 'begun' })
    const nextSeconds = await once(checkIn, signal)
    if (nextSeconds === undefined) move({ type: 'failed' })
    else move({ type: 'reached', nextSeconds })
  }
}

async function isDue({ due }: Schedule, woken: Promise<void>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => resolve(true), Math.min(Math.max(0, due - performance.now()), longestWaitMs))
  void woken.then(() => resolve(false))
  const isTime = await promise
  clearTimeout(timer)
  return isTime && performance.now() >= due - 1
}

/** Without an address there is nobody to reach, and nothing is started. */
function hasLink(): boolean {
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ internal, address }) => !internal && !address.startsWith('fe80:')),
  )
}

/** @returns when to come again; undefined: the server was not reached, or another agent is at work here. */
async function once(
  [program, ...args]: WatchDeps['checkIn'],
  signal: AbortSignal,
): Promise<number | undefined> {
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: environment })
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(() => child.kill('SIGKILL'), longestMs)
  const end = () => child.kill('SIGTERM')
  signal.addEventListener('abort', end)
  let nextSeconds: number | undefined
  child.on('message', (message) => (nextSeconds = nextSecondsIn(message)))
  child.on('error', () => resolve())
  child.on('close', () => resolve())
  await promise
  signal.removeEventListener('abort', end)
  clearTimeout(timer)
  return nextSeconds
}

function nextSecondsIn(message: unknown): number | undefined {
  if (typeof message !== 'object' || message === null || !('nextSeconds' in message)) return undefined
  const seconds = message.nextSeconds
  return typeof seconds === 'number' && seconds > 0 ? seconds : undefined
}

/**
 * Hears of links, addresses and routes from the kernel (rtnetlink(7)), by `ip monitor`. After one change it stops reading
 * until it is told to listen again: a link that flaps wakes nobody in between.
 */
function openLinks(onChange: () => void, say: WatchDeps['say']): Disposable & { listen(): void } {
  const argv = ['--pdeathsig', 'KILL', '--', 'ip', '-o', 'monitor', 'link', 'address', 'route']
  const monitor: ChildProcess = spawn('setpriv', argv, {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: environment,
  })
  const { stdout } = monitor
  monitor.on('error', () => say('"ip monitor" cannot be started: changes of the network are seen late'))
  stdout?.on('data', () => {
    stdout.pause()
    onChange()
  })
  return {
    listen: () => void stdout?.resume(),
    [Symbol.dispose]: () => void monitor.kill(),
  }
}
