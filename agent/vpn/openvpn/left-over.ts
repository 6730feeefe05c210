import { readFile, rm } from 'node:fs/promises'
import { replaceFile } from '../../state/files.ts'
import { pause } from '../../system/pause.ts'
import { identify, processId, runs } from '../process-id.ts'

const never = new AbortController().signal
const endMs = 5_000

/** Notes what runs, for the agent that comes after a killed one. */
export async function remember(note: string, pid: number): Promise<void> {
  const running = await identify(pid)
  if (running !== undefined) await replaceFile(note, JSON.stringify(running))
}

export async function forget(note: string): Promise<void> {
  await rm(note, { force: true })
}

/** Ends the noted process with all its group, if it still is that process. */
export async function closeRemembered(note: string): Promise<void> {
  const text = await readFile(note, 'utf8').catch(() => undefined)
  const noted = processId.safeParse(text === undefined ? undefined : JSON.parse(text))
  if (noted.success) {
    const { pid } = noted.data
    const isThere = () => runs(noted.data)
    // OpenVPN puts routes and DNS back on SIGTERM, which `timeout` hands on to it and not to its scripts.
    if (await isThere()) process.kill(pid, 'SIGTERM')
    // A stopped process would not hear it.
    if (await isThere()) process.kill(-pid, 'SIGCONT')
    for (let waited = 0; (await isThere()) && waited < endMs; waited += 100) await pause(100, never)
    if (await isThere()) process.kill(-pid, 'SIGKILL')
  }
  await forget(note)
}
