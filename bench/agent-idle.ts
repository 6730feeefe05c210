import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { agentProgram, startWorld } from '@keyturn/e2e'
import { printFigures } from './figures.ts'
import { descendants, memoryUnder } from './server/memory.ts'

const laptopName = 'laptop1'
/** The first check-in is over, and its process gone. */
const settleMs = 45_000
const minutes = 2
const goal = { megabytes: 60, wakeUpsPerMinute: 1 }

/** What `keyturn-agent watch` takes of a laptop that is in the office and does nothing: memory, and how often it wakes up. */
export async function benchAgentIdle(): Promise<void> {
  await using world = await startWorld({ hosts: [laptopName] })
  const agent = await world.agent(laptopName)
  const argv = [agentProgram, 'watch', '--config', agent.configFile]
  const watch = await agent.host.spawn(argv, { name: 'watch' })
  await sleep(settleMs)
  const { devices } = JSON.parse(
    `{"devices":[${(await world.server.cli('device', 'logons', '--json')).stdout.trim().split('\n').join(',')}]}`,
  ) as { devices: { told: string | null }[] }
  if (devices[0]?.told == null) throw new Error(`it told nothing: ${await watch.log()}`)
  const before = wakeUps(watch.pid)
  await sleep(minutes * 60_000)
  const perMinute = (wakeUps(watch.pid) - before) / minutes
  const megabytes = memoryUnder([watch.pid])
  const resident = descendants(watch.pid)
    .map(residentMegabytes)
    .reduce((sum, one) => sum + one, 0)
  printFigures('The agent while nothing happens', [
    {
      what: 'memory (PSS)',
      value: `${megabytes.toFixed(1)} MB`,
      beside: `RSS ${resident.toFixed(1)} MB: what it comes to where no other Node runs`,
      goal: `≤ ${goal.megabytes} MB`,
      // The server of this lab shares Node's pages with it; a laptop has no other Node.
      met: resident <= goal.megabytes,
    },
    {
      what: 'wake-ups a minute',
      value: perMinute.toFixed(1),
      beside: `voluntary switches of all their threads in ${minutes} minutes`,
      goal: `≤ ${goal.wakeUpsPerMinute}`,
      met: perMinute <= goal.wakeUpsPerMinute,
    },
  ])
}

function residentMegabytes(pid: number): number {
  return Number(/^Rss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]) / 1024
}

/** Of a process and all that came of it: each time one of their threads had to wait (proc_pid_status(5)). */
function wakeUps(pid: number): number {
  const counts = descendants(pid).flatMap((one) =>
    readdirSync(`/proc/${one}/task`).map((task) => {
      const status = readFileSync(`/proc/${one}/task/${task}/status`, 'utf8')
      return Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1])
    }),
  )
  return counts.reduce((sum, one) => sum + one, 0)
}
