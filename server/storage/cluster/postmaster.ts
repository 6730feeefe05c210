import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Place } from './place.ts'
import { settings } from './settings.ts'

const mostLogBytes = 10_000_000

/**
 * Starts `postgres` as the unprivileged account, in a session of its own: Ctrl-C must reach Keyturn alone, which
 * stops PostgreSQL last. `extra` is for tests that trade durability for speed.
 */
export function runPostmaster(place: Place, extra: Readonly<Record<string, string>>): ChildProcess {
  const all = {
    ...settings,
    unix_socket_directories: `"${place.socket}"`,
    hba_file: place.hba,
    ident_file: place.ident,
    ...extra,
  }
  const given = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const log = openLog(place.log)
  try {
    const child = spawn(join(place.binaries.directory, 'postgres'), ['-D', place.data, ...given], {
      ...place.account,
      cwd: place.directory,
      env: { LC_ALL: 'C' },
      detached: true,
      stdio: ['ignore', log, log],
    })
    // A program that cannot be started has no pid, and `hasEnded` says so.
    child.on('error', () => {})
    child.unref()
    return child
  } finally {
    closeSync(log)
  }
}

export function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null
}

/** One old log is kept. PostgreSQL writes little here: starts, stops and trouble. */
function openLog(path: string): number {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size > mostLogBytes) renameSync(path, `${path}.1`)
  return openSync(path, 'a', 0o600)
}
