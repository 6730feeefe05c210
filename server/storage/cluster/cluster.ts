import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { Fault, type Log } from '#kernel'
import { type Connection, type SocketConnection, socketConnection } from '../connection.ts'
import { prepareFiles, type Place } from './place.ts'
import { hasEnded, runPostmaster } from './postmaster.ts'
import { isPostgresIn, postgresIn, postmasterPid, removeStaleLocks } from './processes.ts'

/**
 * PostgreSQL for Keyturn alone, in one directory, reachable by its Unix socket only. It outlives a killed Keyturn,
 * whose next start takes it over; a killed PostgreSQL is started again, and meanwhile connections are refused.
 */
export interface Cluster {
  connect(database: string): SocketConnection
  /** Stops PostgreSQL, unless another process is connected to it. */
  stop(): Promise<void>
}

export interface ClusterDeps {
  readonly log: Log
  /** Marks our connections among all. */
  readonly name: string
  readonly settings: Readonly<Record<string, string>>
}

const tickMs = 50
const patienceTicks = 600
const orphanTicks = 100
const mostFailures = 3
const watchMs = 250
const longestBackoffMs = 10_000

/** @throws {Fault} `storage.unavailable` with what to do in its message. */
export async function startCluster(directory: string, deps: ClusterDeps): Promise<Cluster> {
  const place = await prepareFiles(directory, deps.log)
  const connect = (database: string) => socketConnection(place.socket, database, deps.name)
  let pid = await ensureRunning(place, deps)
  const stopping = new AbortController()
  const watching = watch()

  async function watch() {
    let backoffMs = watchMs
    while (await pause(backoffMs, stopping.signal)) {
      try {
        if (!(await isPostgresIn(place.data, pid))) {
          deps.log.error('PostgreSQL is gone; starting it again')
          pid = await ensureRunning(place, deps)
          deps.log.info('PostgreSQL is back')
        }
        backoffMs = watchMs
      } catch (error) {
        backoffMs = Math.min(backoffMs * 2, longestBackoffMs)
        deps.log.error({ err: error }, 'PostgreSQL does not start')
      }
    }
  }

  return {
    connect,
    async stop() {
      stopping.abort()
      await watching
      if (await isSomebodyElseHere(connect('postgres'))) return
      await shutDown(place, pid)
    },
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => {})
  return !signal.aborted
}

/** Takes over the PostgreSQL that runs there, or starts one; after a kill it first waits until the old is gone. */
async function ensureRunning(place: Place, { name, settings }: ClusterDeps): Promise<number> {
  const connection = socketConnection(place.socket, 'postgres', name)
  let child: ReturnType<typeof runPostmaster> | undefined
  let failures = 0
  for (let tick = 0; tick < patienceTicks; tick++) {
    const pids = await postgresIn(place.data)
    const pid = await postmasterPid(place.data)
    if (pid !== undefined && pids.includes(pid) && (await answers(connection))) return pid
    if (pids.length === 0 && (child === undefined || hasEnded(child))) {
      if (child !== undefined && ++failures === mostFailures) break
      if (child !== undefined) await removeStaleLocks(place)
      child = runPostmaster(place, settings)
    }
    // Back-ends that outlived their postmaster end by themselves; one that hangs must not keep us out.
    if (tick > orphanTicks && (pid === undefined || !pids.includes(pid))) signalAll(pids, 'SIGQUIT')
    await sleep(tickMs)
  }
  const said = (await readFile(place.log, 'utf8').catch(() => '')).trimEnd().split('\n').slice(-3).join(' | ')
  throw new Fault('storage.unavailable', `PostgreSQL in ${place.directory} does not start: ${said}`)
}

async function answers(connection: Connection): Promise<boolean> {
  return (await ask(connection, 'select 1')) !== undefined
}

async function isSomebodyElseHere(connection: Connection): Promise<boolean> {
  const others = await ask(
    connection,
    `select 1 from pg_stat_activity where backend_type = 'client backend' and application_name <> $1`,
    [connection.application_name],
  )
  return others !== undefined && others > 0
}

/** @returns the number of rows; undefined when there is no answer. */
async function ask(connection: Connection, question: string, values: string[] = []) {
  const client = new pg.Client(connection)
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.query(question, values)).rows.length
  } catch {
    return undefined
  } finally {
    await client.end().catch(() => {})
  }
}

/** `SIGINT` is PostgreSQL's fast shut-down; `SIGQUIT` the one that recovers at the next start. */
async function shutDown(place: Place, pid: number): Promise<void> {
  for (const [signal, ticks] of [['SIGINT', 200] as const, ['SIGQUIT', 100] as const]) {
    if (await isPostgresIn(place.data, pid)) signalAll([pid], signal)
    for (let tick = 0; tick < ticks; tick++) {
      if ((await postgresIn(place.data)).length === 0) return
      await sleep(tickMs)
    }
  }
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal)
    } catch {
      // Gone meanwhile, which is what we want.
    }
  }
}
