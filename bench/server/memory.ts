import { readdirSync, readFileSync } from 'node:fs'
import type { KeyturnServer } from '@keyturn/e2e'

/** USER_HZ, the same on every Linux that Node runs on. */
const tickMs = 10

/** In megabytes, proportional set size. The program was started through others, which wait for it: of all that came of it, by name. */
export function memoryOf(server: Pick<KeyturnServer, 'pid'>) {
  const family = descendants(server.pid())
  const named = (name: string) => family.filter((pid) => programOf(pid) === name)
  const postgres = named('postgres')
  return {
    node: megabytes(named('node')),
    postgres: megabytes(postgres),
    backends: postgres.length,
  }
}

/** Of these processes and all that came of them. */
export function memoryUnder(pids: readonly number[]): number {
  return megabytes(pids.flatMap(descendants))
}

/** Milliseconds of the processor that these processes and all that came of them have had: proc_pid_stat(5) utime, stime. */
export function processorMsUnder(pids: readonly number[]): number {
  return pids.flatMap(descendants).reduce((sum, pid) => sum + processorMsOf(pid), 0)
}

/** Of this process alone. */
export function processorMsOf(pid: number): number {
  const fields = readIfThere(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? []
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * tickMs
}

/** A process, and all that came of it. */
export function descendants(pid: number): readonly number[] {
  const children = readdirSync('/proc')
    .map(Number)
    .filter((other) => other > 0 && parentOf(other) === pid)
  return [pid, ...children.flatMap(descendants)]
}

/** The last ")" ends the name, which may hold anything; state and parent follow: proc_pid_stat(5). */
function parentOf(pid: number): number {
  return Number(readIfThere(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ')[1])
}

function programOf(pid: number): string {
  return (
    readIfThere(`/proc/${pid}/cmdline`)
      .split(/[\0: ]/)[0]
      ?.split('/')
      .at(-1) ?? ''
  )
}

/** Empty for a process that has ended meanwhile. */
function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function megabytes(pids: readonly number[]): number {
  const kilobytes = pids.map((pid) =>
    Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]),
  )
  return kilobytes.reduce((sum, one) => sum + one, 0) / 1024
}
