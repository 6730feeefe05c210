/**
 * The guard of one tunnel, in a process and a session of its own: opens it, watches it, and closes it when its standard
 * input ends. That is when the agent says so, and also when the agent is killed, however.
 *
 *     node guard/program.ts
 *     in   {"plan": …, "note": "/path"}        one line; the end of the input means close
 *     out  open | lost | missing PROGRAM
 *     exits with 0 when nothing of the tunnel is left
 */
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { pause } from '../../system/pause.ts'
import { closeAll, forget } from './note.ts'
import { plan as planShape, type Plan } from './plan.ts'
import { holds, Missing, ran } from './step.ts'

const order = z.object({ plan: planShape, note: z.string() })

const lookMs = 300
const watchMs = 5_000
const closeTries = 3

const over = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => over.abort())
// Nobody reads any more when the agent was killed.
process.stdout.on('error', () => {})

const lines = createInterface({ input: process.stdin })
const first = Promise.withResolvers<string | undefined>()
lines.once('line', first.resolve)
lines.once('close', () => {
  over.abort()
  first.resolve(undefined)
})
const said = await first.promise
process.exitCode = said === undefined ? 0 : await guard(said)
lines.close()
process.stdin.destroy()

async function guard(line: string): Promise<number> {
  const { plan, note } = order.parse(JSON.parse(line))
  const limit = setTimeout(() => over.abort(), plan.mostSeconds * 1000)
  let isClosed = true
  try {
    if (await holds(plan.taken)) say('taken')
    else isClosed = await openAndClose(plan)
  } catch (error) {
    if (!(error instanceof Missing)) throw error
    say(`missing ${error.message}`)
    isClosed = await close(plan)
  } finally {
    clearTimeout(limit)
  }
  // Else the next start tries again.
  if (isClosed) await forget(note)
  else process.stderr.write('keyturn-agent: what closes the VPN was run, and the VPN is still open\n')
  return isClosed ? 0 : 1
}

async function openAndClose(plan: Plan): Promise<boolean> {
  if (await open(plan)) {
    say('open')
    await watch(plan)
  }
  return close(plan)
}

/** A step that runs is not cut short by us: it knows best how to undo half of its work, and its time is bounded. */
async function open({ open: steps, isUp, openSeconds }: Plan): Promise<boolean> {
  const end = performance.now() + openSeconds * 1000
  for (const step of steps) if (over.signal.aborted || !(await ran(step))) return false
  while (!over.signal.aborted && performance.now() < end) {
    if (await holds(isUp)) return true
    await pause(lookMs, over.signal)
  }
  return false
}

/** Until we are to close, or it ended by itself. One look that fails may be bad luck. */
async function watch({ isUp }: Plan): Promise<void> {
  for (let failed = 0; !over.signal.aborted && failed < 2;) {
    await pause(watchMs, over.signal)
    if (over.signal.aborted) return
    failed = (await holds(isUp)) ? 0 : failed + 1
    if (failed === 2) say('lost')
  }
}

async function close({ close: steps, taken }: Plan): Promise<boolean> {
  for (let tries = 0; tries < closeTries; tries++) {
    await closeAll(steps)
    if (!(await holds(taken).catch(() => false))) return true
  }
  return false
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
