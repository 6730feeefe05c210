import { readdirSync, readlinkSync } from 'node:fs'
import type { Host } from '@keyturn/lab'

/**
 * All processes of a machine of the lab but its first, as seen from here: a signal from here arrives within
 * microseconds, where a command that is started over there takes tens of milliseconds.
 */
export function processesOf(host: Host): readonly number[] {
  const namespace = readlinkSync(`/proc/${host.pid}/ns/pid`)
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && namespaceOf(name) === namespace)
    .map(Number)
    .filter((pid) => pid !== host.pid)
}

export function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    }
  }
}

function namespaceOf(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`)
  } catch {
    return undefined
  }
}
