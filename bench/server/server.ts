import { setTimeout as sleep } from 'node:timers/promises'
import { startWorld } from '@keyturn/e2e'
import { median, printFigures } from '../figures.ts'
import { memoryOf } from './memory.ts'

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
