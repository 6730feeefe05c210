import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { stateFolder } from './site/folders.ts'
import { isAlive, type ProcessIdentity } from './site/process.ts'

/** The process that holds the lab of `npm run lab -- up`. */
export interface Keeper extends ProcessIdentity {
  readonly lab: string
}

export const keeperFile = join(stateFolder, 'keeper.json')
const logFile = join(stateFolder, 'keeper.log')

export async function findKeeper(): Promise<Keeper | undefined> {
  try {
    const keeper = JSON.parse(await readFile(keeperFile, 'utf8')) as Keeper
    return isAlive(keeper) ? keeper : undefined
  } catch {
    return undefined
  }
}

/** Resolves when the lab is ready; `say` hears what its log says on the way. */
export async function startKeeper(hosts: readonly string[], say: (line: string) => void): Promise<void> {
  await mkdir(stateFolder, { recursive: true })
  const log = openSync(logFile, 'w')
  const argv = [join(import.meta.dirname, 'keeper.ts'), ...hosts]
  const child = spawn(process.execPath, argv, { detached: true, stdio: ['ignore', log, log] })
  closeSync(log)
  let ended = false
  child.once('exit', () => (ended = true))
  child.unref()
  let seen = 0
  for (;;) {
    await sleep(100)
    const lines = readFileSync(logFile, 'utf8').split('\n').slice(0, -1)
    for (const line of lines.slice(seen)) say(line)
    seen = lines.length
    if (lines.includes('ready')) return
    if (ended) throw new Error(`the lab did not start; its log is ${logFile}`)
  }
}

export async function stopKeeper(keeper: Keeper): Promise<void> {
  process.kill(keeper.pid, 'SIGTERM')
  while (isAlive(keeper)) await sleep(50)
}
