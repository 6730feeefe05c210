import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import type { Place } from './place.ts'
import { settings } from './settings.ts'

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
  const log = openSync(place.log, 'a', 0o600)
  try {
    const child = spawn(join(place.binaries.directory, 'postgres'), ['-D', place.data, ...given], {
      ...place.account,
      cwd: place.directory,
      env: { LC_ALL: 'C' },
      detached: true,
      stdio: ['ignore', log, log],
    })
    // A program that cannot be started has no exit code; the caller sees that nobody answers.
    child.on('error', () => {})
    child.unref()
    return child
  } finally {
    closeSync(log)
  }
}
