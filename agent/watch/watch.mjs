import { spawn } from 'node:child_process'
import { networkInterfaces } from 'node:os'
import { begin, next } from './schedule.mjs'

/**
 * The part of the agent that is always there, kept as small as Node lets it be: it sleeps until a link changes or its time
 * comes, and then has a process of its own do the rest. It imports nothing of the agent, holds no key and reads no file. Plain
 * JavaScript, since Node's stripping of types stays in memory with 20 MB.
 *
 * @typedef {import('./resident.ts').Schedule} Schedule
 * @typedef {import('./resident.ts').ScheduleEvent} ScheduleEvent
 * @typedef {import('./resident.ts').WatchDeps} WatchDeps
 */

const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' }
/** A check-in that takes so long hangs. */
const longestMs = 5 * 60_000
/** Timers take 31 bits. */
const longestWaitMs = 24 * 60 * 60_000

/**
 * Until `signal` fires.
 *
 * @param {WatchDeps} deps
 * @returns {Promise<void>}
 */
export async function watch({ checkIn, signal, say }) {
  let schedule = begin(performance.now())
  let woken = Promise.withResolvers()
  /** @param {ScheduleEvent} event */
  const move = (event) => {
    schedule = next(schedule, event, performance.now())
    woken.resolve(undefined)
    woken = Promise.withResolvers()
  }
  using links = openLinks(() => move({ type: 'link-changed' }), say)
  signal.addEventListener('abort', () => woken.resolve(undefined))
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

/**
 * @param {Schedule} schedule
 * @param {Promise<unknown>} woken
 * @returns {Promise<boolean>} false: something happened before.
 */
async function isDue({ due }, woken) {
  /** @type {PromiseWithResolvers<boolean>} */
  const { promise, resolve } = Promise.withResolvers()
  const waitMs = Math.min(Math.max(0, due - performance.now()), longestWaitMs)
  const timer = setTimeout(() => resolve(true), waitMs)
  void woken.then(() => resolve(false))
  const isTime = await promise
  clearTimeout(timer)
  return isTime && performance.now() >= due - 1
}

/** Without an address there is nobody to reach, and nothing is started. */
function hasLink() {
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ internal, address }) => !internal && !address.startsWith('fe80:')),
  )
}

/**
 * @param {WatchDeps['checkIn']} checkIn
 * @param {AbortSignal} signal
 * @returns {Promise<number | undefined>} when to come again; undefined: the server was not reached, or another agent is at
 *   work here.
 */
async function once([program, ...args], signal) {
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env })
  const ended = Promise.withResolvers()
  const timer = setTimeout(() => child.kill('SIGKILL'), longestMs)
  const end = () => child.kill('SIGTERM')
  signal.addEventListener('abort', end)
  /** @type {number | undefined} */
  let nextSeconds
  child.on('message', (message) => {
    nextSeconds = nextSecondsIn(message)
  })
  child.on('error', ended.resolve)
  child.on('close', ended.resolve)
  await ended.promise
  signal.removeEventListener('abort', end)
  clearTimeout(timer)
  return nextSeconds
}

/**
 * @param {unknown} message
 * @returns {number | undefined}
 */
function nextSecondsIn(message) {
  if (typeof message !== 'object' || message === null || !('nextSeconds' in message)) return undefined
  const seconds = message.nextSeconds
  return typeof seconds === 'number' && seconds > 0 ? seconds : undefined
}

/**
 * Hears of links, addresses and routes from the kernel (rtnetlink(7)), by `ip monitor`. After one change it stops reading
 * until it is told to listen again: a link that flaps wakes nobody in between.
 *
 * @param {() => void} onChange
 * @param {WatchDeps['say']} say
 * @returns {Disposable & { listen(): void }}
 */
function openLinks(onChange, say) {
  const argv = ['--pdeathsig', 'KILL', '--', 'ip', '-o', 'monitor', 'link', 'address', 'route']
  const monitor = spawn('setpriv', argv, { stdio: ['ignore', 'pipe', 'ignore'], env })
  const { stdout } = monitor
  const tell = () => say('"ip monitor" does not run: changes of the network are seen late')
  monitor.on('error', tell)
  let isClosed = false
  monitor.on('exit', () => isClosed || tell())
  stdout.on('data', () => {
    stdout.pause()
    onChange()
  })
  return {
    listen: () => void stdout.resume(),
    [Symbol.dispose]() {
      isClosed = true
      monitor.kill()
    },
  }
}
