import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { startWorld, type KeyturnServer } from '@keyturn/e2e'
import { median, printFigures } from './figures.ts'

const goals = { memoryMb: 150, startSeconds: 3 }
const starts = 3
const idleMs = 15_000

/** What an idle server takes of the machine, and how long a start takes with the database it has. */
export async function benchServer(): Promise<void> {
  await using world = await startWorld({ hosts: ['mail'] })
  const { server } = world
  const times: number[] = []
  for (let i = 0; i < starts; i++) {
    await server.stop()
    times.push((await server.start()).startMs)
  }
  const [alice, bob] = [world.lab.person('alice'), world.lab.person('bob')]
  // Used once, so that what is loaded when it is first needed is there.
  for (const person of [alice, bob]) await world.enrol(person)
  await sleep(idleMs)
  const memory = memoryOf(server)
  const startSeconds = median(times) / 1000
  printFigures('Server', [
    {
      what: 'start to first answer, kept database',
      value: `${startSeconds.toFixed(1)} s`,
      beside: `median of ${times.map((time) => (time / 1000).toFixed(1)).join(', ')}; PostgreSQL’s start included`,
      goal: `≤ ${goals.startSeconds} s`,
      met: startSeconds <= goals.startSeconds,
    },
    {
      what: 'idle memory of the server (PSS)',
      value: `${memory.node.toFixed(0)} MB`,
      beside: `PostgreSQL beside it: ${memory.postgres.toFixed(0)} MB in ${memory.backends} processes`,
      goal: `≤ ${goals.memoryMb} MB`,
      met: memory.node <= goals.memoryMb,
    },
  ])
}

/** The program was started through others, which wait for it: of all that came of it, by name. */
function memoryOf(server: KeyturnServer) {
  const family = descendants(server.pid())
  const named = (name: string) => family.filter((pid) => programOf(pid) === name)
  const postgres = named('postgres')
  return {
    node: megabytes(named('node')),
    postgres: megabytes(postgres),
    backends: postgres.length,
  }
}

function descendants(pid: number): readonly number[] {
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
