import { readFile, rm } from 'node:fs/promises'
import { z } from 'zod'
import { replaceFile } from '../../state/files.ts'
import { pause } from '../../system/pause.ts'

/** A process and when it began (clock ticks since the computer did), since ids are used again. */
const noted = z.object({ pid: z.int().positive(), began: z.string() })

const never = new AbortController().signal
const endMs = 5_000

/** Notes what runs, for the agent that comes after a killed one. */
export async function remember(note: string, pid: number): Promise<void> {
  const began = await beginning(pid)
  if (began !== undefined) await replaceFile(note, JSON.stringify({ pid, began }))
}

export async function forget(note: string): Promise<void> {
  await rm(note, { force: true })
}

/** Ends the noted process with all its group, if it still is that process. */
export async function closeRemembered(note: string): Promise<void> {
  const text = await readFile(note, 'utf8').catch(() => undefined)
  const known = noted.safeParse(text === undefined ? undefined : JSON.parse(text))
  if (known.success) {
    const { pid, began } = known.data
    const runs = async () => (await beginning(pid)) === began
    // OpenVPN puts routes and DNS back on SIGTERM, which `timeout` hands on; a stopped process would not hear it.
    for (const signal of ['SIGTERM', 'SIGCONT'] as const) if (await runs()) process.kill(-pid, signal)
    for (let waited = 0; (await runs()) && waited < endMs; waited += 100) await pause(100, never)
    if (await runs()) process.kill(-pid, 'SIGKILL')
  }
  await forget(note)
}

/** Field 22 of proc(5) stat; the command's name before it may hold anything. Gone or a zombie: undefined. */
async function beginning(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' ? undefined : fields[19]
}
