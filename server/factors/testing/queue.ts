import type { Jobs } from '#storage'

/** Jobs that wait until a test has them done. */
export function aQueue() {
  const waiting: { readonly queue: string; readonly data: object }[] = []
  const handlers = new Map<string, (data: object) => Promise<void>>()
  const jobs: Pick<Jobs, 'handle' | 'send'> = {
    handle: (queue, handler) => void handlers.set(queue, handler as (data: object) => Promise<void>),
    send: async (queue, data) => void waiting.push({ queue, data }),
  }
  return {
    jobs,
    waiting,
    /** A job that fails stays, as it would in the database. */
    async drain() {
      const failed: typeof waiting = []
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
        const data = JSON.parse(JSON.stringify(job.data)) as object
        try {
          await handlers.get(job.queue)?.(data)
        } catch {
          failed.push(job)
        }
      }
      waiting.push(...failed)
    },
  }
}
