import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { run } from '../../system/command.ts'

const dumpTries = 5
const dumpPauseMs = 100
const winbindTries = 6

/** winbind's files that matter here; `cache.ts` says what is in them. */
export interface WinbindFiles {
  readonly cache: string
  /** What winbind saves at its start, and goes back to if the cache is damaged. */
  readonly backup: string
  readonly netlogons: string
}

/** @throws when Samba does not say where they are: nothing may be told of a cache that was not looked at. */
export async function winbindFiles(): Promise<WinbindFiles> {
  const folders = [parameter('state directory'), parameter('cache directory')]
  const [state, caches] = await Promise.all(folders)
  if (!state || !caches) throw new Error('testparm does not say where winbind keeps its cache')
  const cache = `${state}/winbindd_cache.tdb`
  const netlogons = `${caches}/netsamlogon_cache.tdb`
  return { cache, backup: `${cache}.bak`, netlogons }
}

/** A setting of smb.conf as Samba itself understands it. */
export async function parameter(name: string): Promise<string | undefined> {
  return said(['testparm', '-s', `--parameter-name=${name}`])
}

/** What tdbdump prints of a file; nothing where there is none. */
export async function dump(file: string): Promise<string> {
  for (let tries = 0; tries < dumpTries && existsSync(file); tries++) {
    const text = await said(['tdbdump', file])
    if (text !== undefined) return text
    // It opens the file to read only, which fails while a transaction of somebody else is being committed.
    await sleep(dumpPauseMs)
  }
  if (existsSync(file)) throw new Error(`${file} cannot be read`)
  return ''
}

/**
 * What winbind answered to wbinfo. On a bad line it looks for a DC for half a minute and more before it answers from its
 * cache (seen on Samba 4.17), and whoever asks again then has the answer at once.
 */
export async function answered(argv: readonly [string, ...string[]]): Promise<string | undefined> {
  for (let tries = 0; tries < winbindTries; tries++) {
    const { code, stdout } = await run(argv)
    if (code !== null) return code === 0 ? stdout.trim() : undefined
  }
  return undefined
}

/** What a program printed, if it ended well. */
async function said(argv: readonly [string, ...string[]]): Promise<string | undefined> {
  const { code, stdout } = await run(argv)
  return code === 0 ? stdout.trim() : undefined
}
