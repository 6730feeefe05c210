import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readSync } from 'node:fs'
import { mkdtemp, open, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { createLog, secret, systemClock } from '../../server/kernel/index.ts'
import { openBreached } from '../../server/passwords/breached/index.ts'
import {
  median,
  perSecond,
  printFigures,
  rate,
  sayNoise,
  spread,
  type Figure,
  type Spread,
} from '../figures.ts'
import { knownPassword, knownRows, notListed, writeRows } from './rows.ts'

const rows = 10_000_000
const rounds = 3
const lookUps = 200_000
const coldLookUps = 500
const program = join(import.meta.dirname, '../../bin/keyturn.mjs')

/** The list of breached passwords: built by the command, asked through the server's door. */
export async function benchBreached(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-bench-'))
  try {
    const text = join(folder, 'ntlm.txt')
    await writeRows(text, rows)
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...keyturn('key'),
      'bench',
      join(folder, 'key'),
    ])
    const builds = await measureBuilds(folder, text)
    const list = join(folder, `list-${rounds - 1}`)
    printFigures(`Breached passwords, ${rows.toLocaleString('en')} of them`, [
      ...buildFigures(builds, (await stat(list)).size),
      ...(await lookUpFigures(list, stdout.trim(), folder)),
      await memoryFigure(list, stdout.trim(), folder),
    ])
    sayNoise(builds.map(({ sortMs }) => sortMs))
  } finally {
    await rm(folder, { recursive: true })
  }
}

interface Build {
  readonly ms: number
  readonly peakKb: number
  /** The peer: coreutils' sort, with as much memory, of the same text to nowhere. */
  readonly sortMs: number
}

const keyturn = (verb: string) => [program, 'breached', verb]

async function measureBuilds(folder: string, text: string): Promise<readonly Build[]> {
  const builds: Build[] = []
  for (let round = 0; round < rounds; round++) {
    const out = join(folder, `list-${round}`)
    const words = ['--from', text, '--out', out, '--signing-key', join(folder, 'key')]
    const began = performance.now()
    const peakKb = await peakOf([...keyturn('build'), ...words])
    const ms = performance.now() - began
    const sorting = performance.now()
    const sort = ['--parallel=1', '-S', '200M', '-T', folder, '-o', '/dev/null', text]
    execFileSync('sort', sort, { env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' } })
    builds.push({ ms, peakKb, sortMs: performance.now() - sorting })
  }
  return builds
}

/** The most memory that it ever had at once, as the kernel counts it. */
async function peakOf(argv: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, argv, { stdio: 'ignore' })
  let peakKb = 0
  const look = async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
    peakKb = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? peakKb)
  }
  const timer = setInterval(() => void look(), 50)
  const [code] = await once(child, 'exit')
  clearInterval(timer)
  if (code !== 0) throw new Error(`keyturn breached build ended with ${code}`)
  return peakKb
}

function buildFigures(builds: readonly Build[], size: number): readonly Figure[] {
  const perSecondNow = perSecond(rows, median(builds.map(({ ms }) => ms)))
  const theirs = perSecond(rows, median(builds.map(({ sortMs }) => sortMs)))
  const peakMb = Math.max(...builds.map(({ peakKb }) => peakKb)) / 1024
  return [
    {
      what: 'build, rows',
      value: rate(perSecondNow),
      beside: `coreutils sort with as much memory: ${rate(theirs)}`,
      goal: '≥ 1,000,000/s',
      met: perSecondNow >= 1e6,
    },
    {
      what: 'build, most memory',
      value: `${peakMb.toFixed(0)} MB`,
      beside: '',
      goal: '≤ 256 MB',
      met: peakMb <= 256,
    },
    {
      what: 'bytes a row',
      value: (size / rows).toFixed(2),
      beside: 'the text: 37 or 38',
      goal: '≤ 5',
      met: size / rows <= 5,
    },
  ]
}

async function lookUpFigures(file: string, key: string, folder: string): Promise<readonly Figure[]> {
  const settings = { file, key, dangerouslyAllowOlder: false }
  const deps = { clock: systemClock, log: createLog('silent'), newestFile: join(folder, 'newest') }
  await using list = await openBreached(settings, deps)
  const ask = (password: string) => {
    const candidate = secret(password)
    const began = performance.now()
    const found = list.contains(candidate)
    return { found, us: (performance.now() - began) * 1000 }
  }
  const listed = Array.from({ length: knownRows }, (_, i) => ask(knownPassword(i)))
  const others = Array.from({ length: lookUps }, (_, i) => ask(notListed(i)))
  const warm = spread(others.map(({ us }) => us))
  const raw = spread(await rawReads(file, lookUps))
  await using pages = pagesOf(file)
  const cold: number[] = []
  for (let i = 0; i < coldLookUps; i++) {
    await pages.drop()
    cold.push(ask(notListed(-1 - i)).us)
  }
  const rawCold = spread(await rawReads(file, coldLookUps, () => pages.drop()))
  const missed = listed.filter(({ found }) => !found).length
  const wrong = others.filter(({ found }) => found).length
  return [
    {
      what: `listed ones not found, of ${knownRows.toLocaleString('en')}`,
      value: String(missed),
      beside: '',
      goal: '0',
      met: missed === 0,
    },
    {
      what: `others found, of ${lookUps.toLocaleString('en')}`,
      value: String(wrong),
      beside: `by the format: 1 in ${(2 ** (32 + 23) / rows).toExponential(1)}`,
      goal: '≤ 1 in 1e9',
      met: wrong === 0,
    },
    timeFigure('look-up, in the page cache', warm, 50, `one read of 4 KiB alone: ${both(raw)}`),
    timeFigure('look-up, from the disk', spread(cold), 1000, `one read of 4 KiB alone: ${both(rawCold)}`),
  ]
}

/** Of a process that asks this list, beside one that asks a list a hundred times shorter. */
async function memoryFigure(list: string, key: string, folder: string): Promise<Figure> {
  const [text, short] = [join(folder, 'short.txt'), join(folder, 'short')]
  await writeRows(text, rows / 100)
  const words = ['--from', text, '--out', short, '--signing-key', join(folder, 'key')]
  execFileSync(process.execPath, [...keyturn('build'), ...words], { stdio: 'ignore' })
  const inside = join(import.meta.dirname, '../inside/breached-memory.ts')
  const [long, little] = [list, short].map((file) => {
    const argv = [inside, file, key, join(folder, `newest-of-${basename(file)}`)]
    return Number(execFileSync(process.execPath, argv, { encoding: 'utf8' })) / 1024
  })
  return {
    what: 'memory of a process after 100,000 look-ups',
    value: `${long?.toFixed(0)} MB`,
    beside: `with a list a hundred times shorter: ${little?.toFixed(0)} MB`,
    goal: 'the same',
    met: (long ?? Infinity) - (little ?? 0) < 8,
  }
}

function timeFigure(
  what: string,
  { p50, p99 }: Pick<Spread, 'p50' | 'p99'>,
  goalUs: number,
  beside: string,
): Figure {
  return { what, value: both({ p50, p99 }), beside, goal: `p99 ≤ ${goalUs} µs`, met: p99 <= goalUs }
}

const both = ({ p50, p99 }: Pick<Spread, 'p50' | 'p99'>) =>
  `p50 ${p50.toFixed(0)} µs, p99 ${p99.toFixed(0)} µs`

/**
 * What the kernel has of the file in memory is dropped; the disk's own cache is out of reach. By a shell that is there
 * already: our own process is slow for a while after each fork.
 */
function pagesOf(file: string) {
  const script = `while read -r _; do dd of="$0" oflag=nocache conv=notrunc,fdatasync count=0 2>&-; echo; done`
  const shell = spawn('sh', ['-c', script, file], { stdio: ['pipe', 'pipe', 'ignore'] })
  return {
    async drop() {
      shell.stdin.write('\n')
      await once(shell.stdout, 'data')
    },
    async [Symbol.asyncDispose]() {
      shell.stdin.end()
      await once(shell, 'exit')
    },
  }
}

/** What the disk, or the kernel's memory, gives by itself at places spread over the file. */
async function rawReads(
  file: string,
  count: number,
  before?: () => Promise<void>,
): Promise<readonly number[]> {
  await using opened = await open(file)
  const { size } = await opened.stat()
  const bytes = Buffer.alloc(4_096)
  const each: number[] = []
  for (let i = 0; i < count; i++) {
    if (before !== undefined) await before()
    const began = performance.now()
    readSync(opened.fd, bytes, 0, bytes.length, (i * 7_919 * 4_096) % (size - bytes.length))
    each.push((performance.now() - began) * 1000)
  }
  return each
}
