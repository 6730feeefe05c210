import { type JobWithMetadata, PgBoss } from 'pg-boss'
import type { Log } from '#kernel'
import type { Connection } from './connection.ts'
import { asFault } from './faults.ts'

/** Work that must happen though the server may die: at least once, so each handler is idempotent. */
export interface Jobs {
  /** Registers the handler of a queue. Before `start`. */
  handle<T extends object>(queue: string, handler: (data: T) => Promise<void>, options?: JobOptions): void
  /** Durable when it resolves. After `start`. */
  send<T extends object>(queue: string, data: T, options?: { readonly afterSeconds?: number }): Promise<void>
  /** Runs `queue` on this cron (minutes, UTC); one server of a cluster gets each run. Before `start`. */
  every(cron: string, queue: string): void
  start(): Promise<void>
}

export interface JobOptions {
  /** Tries after the first; each waits about twice as long as the one before. */
  readonly retries?: number
  readonly retrySeconds?: number
  readonly parallel?: number
}

interface Registered {
  readonly handler: (data: object) => Promise<void>
  readonly options: JobOptions
}

/** Where pg-boss puts jobs that failed for good. */
const graveyard = 'dead-jobs'
/** A server that died is noticed after this long, and its jobs go to another. The least that pg-boss takes. */
const heartbeatSeconds = 10
/** New jobs are announced; only those that waited (retries, `afterSeconds`) are found by asking. */
const pollSeconds = 2
const polling = { pollingIntervalSeconds: pollSeconds, notifyPollingIntervalSeconds: pollSeconds }
const stopMs = 10_000

export function createJobs(connection: Connection, log: Log): Jobs & { stop(): Promise<void> } {
  const queues = new Map<string, Registered>()
  const schedules = new Map<string, string>()
  let boss: PgBoss | undefined

  return {
    handle(queue, handler, options = {}) {
      queues.set(queue, { handler: handler as Registered['handler'], options })
    },
    every(cron, queue) {
      schedules.set(queue, cron)
    },
    async send(queue, data, { afterSeconds } = {}) {
      if (boss === undefined) throw new Error(`job for ${queue} before jobs.start()`)
      await faulting(boss.send(queue, data, afterSeconds === undefined ? {} : { startAfter: afterSeconds }))
    },
    async start() {
      boss = createBoss(connection, log)
      await faulting(boss.start())
      await faulting(bury(boss, log))
      for (const [queue, registered] of queues) await faulting(work(boss, queue, registered, log))
      await faulting(schedule(boss, schedules))
    },
    async stop() {
      // Without a database there is nothing to hand back; the rest must be closed all the same.
      await boss?.stop({ graceful: true, timeout: stopMs }).catch((error: unknown) => {
        log.warn({ err: error }, 'jobs did not stop in order; they go on elsewhere or at the next start')
      })
      boss = undefined
    },
  }
}

function createBoss(connection: Connection, log: Log): PgBoss {
  const boss = new PgBoss({
    ...connection,
    schema: 'jobs',
    max: 4,
    useListenNotify: true,
    superviseIntervalSeconds: heartbeatSeconds,
    monitorIntervalSeconds: heartbeatSeconds,
  })
  boss.on('error', (error) => log.warn({ err: error }, 'jobs: database trouble'))
  boss.on('warning', ({ message }) => log.warn(`jobs: ${message}`))
  return boss
}

async function work(boss: PgBoss, queue: string, { handler, options }: Registered, log: Log): Promise<void> {
  const { retries = 8, retrySeconds = 5, parallel = 4 } = options
  const settings = {
    retryLimit: retries,
    retryDelay: retrySeconds,
    retryBackoff: true,
    heartbeatSeconds,
    notify: true,
    deadLetter: graveyard,
  }
  await boss.createQueue(queue, settings)
  await boss.updateQueue(queue, settings)
  // Not `transactional`: it would hold a transaction open while the handler talks to a DC or a mail server.
  const ways = { ...polling, batchSize: parallel, burstWhenBatchFull: true, perJobResults: true } as const
  await boss.work<object, object, typeof ways>(queue, ways, (jobs) =>
    Promise.all(jobs.map((job) => settle(job.id, () => handler(job.data), log.child({ queue })))),
  )
}

async function settle(id: string, run: () => Promise<void>, log: Log) {
  try {
    await run()
    return { id, status: 'completed' as const }
  } catch (error) {
    log.warn({ err: error, job: id }, 'a job failed; it is tried again')
    return { id, status: 'failed' as const, output: {} }
  }
}

/** Jobs that are given up are said aloud, and their data, which may name people, is not. */
async function bury(boss: PgBoss, log: Log): Promise<void> {
  await boss.createQueue(graveyard, { notify: true })
  await boss.work(graveyard, { ...polling, includeMetadata: true }, async (jobs: JobWithMetadata[]) => {
    for (const job of jobs) {
      log.error({ queue: job.sourceName, job: job.sourceId }, 'a job failed for good; nobody will do it')
    }
  })
}

async function schedule(boss: PgBoss, schedules: ReadonlyMap<string, string>): Promise<void> {
  for (const { name } of await boss.getSchedules()) {
    if (!schedules.has(name)) await boss.unschedule(name)
  }
  for (const [queue, cron] of schedules) await boss.schedule(queue, cron, {}, { tz: 'UTC' })
}

async function faulting<T>(doing: Promise<T>): Promise<T> {
  try {
    return await doing
  } catch (error) {
    throw asFault(error)
  }
}
