import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median, perSecond, printFigures, rate, sayNoise, timed, type Figure } from './figures.ts'
import { openLedger, type Ledger } from './inside/site.ts'

const rounds = 5
const entries = 300

/** Durable entries of the tree, beside a plain row and commit in the same PostgreSQL on the same disk. */
export async function benchAudit(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-bench-'))
  try {
    // PostgreSQL never runs as root, and has to pass through.
    await chmod(folder, 0o711)
    await using ledger = await openLedger(join(folder, 'state'))
    const plainRow = await createPlainTable(ledger)
    const figures: Figure[] = []
    const plain: number[] = []
    for (const parallel of [1, 16]) {
      const times = await measure(ledger, plainRow, parallel)
      if (parallel === 1) plain.push(...times.plain)
      figures.push(figureOf(parallel, times))
    }
    printFigures('Audit log', figures)
    sayNoise(plain)
  } finally {
    await rm(folder, { recursive: true })
  }
}

type Write = () => Promise<void>

interface Tables {
  'public.plain': { leaf: string }
}

/** As long as the entries of the other side. */
const leaf = 'x'.repeat(200)

async function createPlainTable({ storage }: Ledger): Promise<Write> {
  const db = storage.tables<Tables>()
  await db.schema.createTable('public.plain').addColumn('leaf', 'text').execute()
  return async () => void (await db.insertInto('public.plain').values({ leaf }).execute())
}

async function measure({ audit }: Ledger, plainRow: Write, parallel: number) {
  const entry: Write = async () =>
    void (await audit.append({
      type: 'server.started',
      account: null,
      origin: null,
      outcome: 'ok',
      facts: { version: 'bench' },
    }))
  const all = Array.from({ length: entries })
  const ours: number[] = []
  const plain: number[] = []
  for (let round = 0; round < rounds; round++) {
    ours.push((await timed(all, parallel, entry)).totalMs)
    plain.push((await timed(all, parallel, plainRow)).totalMs)
  }
  return { ours, plain }
}

interface Times {
  readonly ours: readonly number[]
  readonly plain: readonly number[]
}

function figureOf(parallel: number, { ours, plain }: Times): Figure {
  const ratio = median(ours.map((time, i) => (plain[i] ?? NaN) / time))
  return {
    what: `entries, ${parallel} in parallel`,
    value: `${rate(perSecond(entries, median(ours)))}, ratio ${ratio.toFixed(2)}`,
    beside: `one row and commit each: ${rate(perSecond(entries, median(plain)))}`,
    goal: '',
    met: undefined,
  }
}
