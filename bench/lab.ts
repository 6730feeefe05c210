import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Lab } from '@keyturn/lab'
import { median, printFigures, sayNoise, spread, type Figure } from './figures.ts'

type Options = Parameters<typeof Lab.start>[0]

const goals = { warmMs: 15_000, coldMs: 60_000 }
const rounds = 3
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`

/** What every test pays that needs a domain, beside what Samba takes of it by itself. */
export async function benchLab(): Promise<void> {
  printFigures('Start of the lab, warm', [
    await warm('the usual machines', {}, true),
    await warm('DC and server alone', { hosts: ['server'] }, false),
  ])
  printFigures('Start of the lab, cold', [await cold()])
}

async function warm(what: string, options: Options, tellsNoise: boolean): Promise<Figure> {
  const ours: Started[] = []
  const alone: number[] = []
  for (let round = 0; round < rounds; round++) {
    await using started = await start(options)
    ours.push(started)
    const dc = started.lab.dc('dc1')
    await dc.stop()
    alone.push(await took(() => dc.start()))
  }
  if (tellsNoise) sayNoise(alone)
  const times = ours.map(({ ms }) => ms)
  return {
    what,
    value: `${seconds(median(times))}, at most ${seconds(spread(times).p99)}`,
    beside: `Samba, until it answers ${seconds(median(alone))}; ${partsOf(ours.at(-1))}`,
    goal: `≤ ${seconds(goals.warmMs)}`,
    met: median(times) <= goals.warmMs,
  }
}

async function cold(): Promise<Figure> {
  const provisioned = await mkdtemp('/var/tmp/keyturn-bench-')
  try {
    await using started = await start({ provisioned })
    const { ms, lab } = started
    const alone = await took(() => bareProvision(lab))
    return {
      what: 'the usual machines',
      value: seconds(ms),
      beside: `samba-tool domain provision ${seconds(alone)}; ${partsOf(started)}`,
      goal: `≤ ${seconds(goals.coldMs)}`,
      met: ms <= goals.coldMs,
    }
  } finally {
    await rm(provisioned, { recursive: true })
  }
}

/** A domain without anybody in it, which nobody starts. */
async function bareProvision(lab: Lab): Promise<void> {
  const server = lab.host('server')
  const domain = ['--realm=BARE.EXAMPLE', '--domain=BARE', '--server-role=dc', '--dns-backend=SAMBA_INTERNAL']
  const at = ['--host-name=first', '--host-ip=10.20.0.99', `--targetdir=${join(server.dataFolder, 'bare')}`]
  await server.must(['samba-tool', 'domain', 'provision', '--use-rfc2307', ...domain, ...at], {
    timeoutMs: 180_000,
  })
}

interface Started extends AsyncDisposable {
  readonly lab: Lab
  readonly ms: number
  /** What it said that it did, and when. */
  readonly parts: readonly { readonly what: string; readonly ms: number }[]
}

async function start(options: Options): Promise<Started> {
  const said: { what: string; at: number }[] = []
  const say = (what: string) => void said.push({ what, at: performance.now() })
  const began = performance.now()
  const lab = await Lab.start({ ...options, say })
  const end = performance.now()
  const parts = said.map(({ what, at }, i) => ({ what, ms: (said[i + 1]?.at ?? end) - at }))
  return { lab, ms: end - began, parts, [Symbol.asyncDispose]: () => lab[Symbol.asyncDispose]() }
}

function partsOf(started: Started | undefined): string {
  return (started?.parts ?? []).map(({ what, ms }) => `${what} ${seconds(ms)}`).join(', ')
}

async function took(work: () => Promise<void>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
