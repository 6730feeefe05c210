import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { simulate, type Simulated } from '../../server/campaigns/simulation/simulate.ts'
import { ms, printFigures, say, type Figure } from '../figures.ts'
import type { PlanRun, PlanTask } from './planner.ts'

const run = promisify(execFile)
/** The last one alone takes the better part of ten minutes: `KEYTURN_ACCOUNTS=1000000`. */
const sizes = [1_000, 10_000, 100_000, 1_000_000].filter(
  (size) => size <= Math.max(100_000, Number(process.env['KEYTURN_ACCOUNTS'] ?? 0)),
)
const goals = { at: 100_000, planMs: 60_000, planMiB: 400, simulateMs: 10_000 }
const simulatedPeople = 1_000_000

/** Planning a campaign over a double of the directory, at growing sizes, and a simulation of a million people. */
export async function benchCampaign(): Promise<void> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'kt-bench-'))
  const files = { key: join(folder.path, 'key.pem'), certificate: join(folder.path, 'certificate.pem') }
  await certify(files)
  const figures: Figure[] = []
  for (const size of sizes) {
    const double = await startDouble(size, files)
    try {
      const ask = (what: PlanTask['what']) => plan({ what, port: double.port, caFile: files.certificate })
      const raw = await ask('read')
      const ours = await ask('plan')
      if (ours.accounts !== size || raw.accounts !== size)
        throw new Error(`${ours.accounts} of ${size} were counted`)
      figures.push(figureOf(size, ours, raw))
    } finally {
      double.process.kill()
    }
  }
  printFigures('A campaign: planning over a double of the directory', [...figures, simulation()])
  say('processor time is of the planner alone; the double takes as much again on another core')
}

function figureOf(size: number, ours: PlanRun, raw: PlanRun): Figure {
  const isGoal = size === goals.at
  return {
    what: `${size} accounts in their segments`,
    value: `${ms(ours.tookMs)}, ${ours.peakMiB.toFixed(0)} MiB`,
    beside: `cpu ${ms(ours.cpuMs)}; the library alone ${ms(raw.tookMs)}, ${raw.peakMiB.toFixed(0)} MiB, cpu ${ms(raw.cpuMs)}`,
    goal: isGoal ? `< ${ms(goals.planMs)}, < ${goals.planMiB} MiB` : '',
    met: isGoal ? ours.tookMs < goals.planMs && ours.peakMiB < goals.planMiB : undefined,
  }
}

function simulation(): Figure {
  const crowd = { office: '', timeZone: 'Europe/Berlin' }
  const working = { hours: '08:00-17:00', days: ['mon', 'tue', 'wed', 'thu', 'fri'] }
  const wish: Simulated = {
    people: [
      { ...crowd, segment: 'on-site', people: simulatedPeople * 0.75, way: 'must-change' },
      { ...crowd, segment: 'remote-password-vpn', people: simulatedPeople * 0.25, way: 'random-reset' },
    ],
    start: '2026-11-30',
    size: 'auto',
    freezes: [],
    working,
    desk: { ...working, agents: 300, minutesPerCall: 8, timeZone: 'Europe/Berlin', waitMinutes: 10 },
    enrolled: 0.6,
    selfService: 0.85,
    stumble: 0.08,
    absent: 0.1,
    seed: 1,
  }
  const began = performance.now()
  const cpu = process.cpuUsage()
  const { runs, waves } = simulate(wish)
  const tookMs = performance.now() - began
  const { user, system } = process.cpuUsage(cpu)
  return {
    what: `a simulation of ${simulatedPeople} people`,
    value: ms(tookMs),
    beside: `cpu ${ms((user + system) / 1_000)}; ${waves.length} waves, ${runs} runs`,
    goal: `< ${ms(goals.simulateMs)}`,
    met: tookMs < goals.simulateMs,
  }
}

async function certify({
  key,
  certificate,
}: {
  readonly key: string
  readonly certificate: string
}): Promise<void> {
  const names = 'subjectAltName=DNS:dc1.corp.example'
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
  const out = ['-keyout', key, '-out', certificate]
  await run('openssl', [
    'req',
    '-x509',
    '-noenc',
    ...ec,
    '-days',
    '1',
    '-subj',
    '/CN=dc1',
    '-addext',
    names,
    ...out,
  ])
}

async function startDouble(
  size: number,
  { key, certificate }: { readonly key: string; readonly certificate: string },
): Promise<{ readonly process: ChildProcess; readonly port: number }> {
  const program = join(import.meta.dirname, 'directory/program.ts')
  const child = spawn(process.execPath, [program, String(size), key, certificate], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { process: child, port: Number(line) }
}

async function plan(task: PlanTask): Promise<PlanRun> {
  const program = join(import.meta.dirname, 'planner.ts')
  const { stdout } = await run(process.execPath, [program, JSON.stringify(task)])
  return JSON.parse(stdout) as PlanRun
}
