import { readdir, readFile } from 'node:fs/promises'
import { pause } from '../system/pause.ts'

const never = new AbortController().signal
/** What a program may do when its session ends (systemd's own usual is 90 s, which is long for an attacker). */
const politeMs = 3_000
const lookMs = 200
/** A program that starts others as fast as they are ended loses by then: each look stops what it sees at once. */
const looks = 50

/** Ids of all processes that run as this user, or that she started as another one (audit's login uid, proc(5)). */
export async function processesOf(uid: number): Promise<readonly number[]> {
  const all = (await readdir('/proc')).flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []))
  const hers = await Promise.all(all.map(async (pid) => ((await isOf(pid, uid)) ? [pid] : [])))
  return hers.flat().filter((pid) => pid !== process.pid && pid !== 1)
}

/** Has them end, and kills what is there afterwards. @returns how many there were, and are. */
export async function endProcesses(uid: number): Promise<{ readonly found: number; readonly left: number }> {
  const seen = new Set(await processesOf(uid))
  const found = seen.size
  if (found === 0) return { found, left: 0 }
  for (const signal of ['SIGHUP', 'SIGTERM', 'SIGCONT'] as const) send([...seen], signal)
  const end = performance.now() + politeMs
  while (performance.now() < end && (await processesOf(uid)).length > 0) await pause(lookMs, never)
  for (let i = 0; i < looks; i++) {
    const left = await processesOf(uid)
    if (left.length === 0) break
    // Stopped first, all of them: or they would start others while some are killed.
    send(left, 'SIGSTOP')
    send(left, 'SIGKILL')
    await pause(lookMs / 4, never)
  }
  return { found, left: (await processesOf(uid)).length }
}

async function isOf(pid: number, uid: number): Promise<boolean> {
  const [status, login] = await Promise.all([read(pid, 'status'), read(pid, 'loginuid')])
  if (/^State:\s+Z/m.test(status)) return false
  const [, ids = ''] = /^Uid:\s+(.+)$/m.exec(status) ?? []
  return ids.split(/\s+/).some((id) => Number(id) === uid && id !== '') || login.trim() === String(uid)
}

/** Empty for one that is gone meanwhile. */
async function read(pid: number, file: string): Promise<string> {
  return readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')
}

function send(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal)
    } catch {
      // It ended by itself.
    }
  }
}
