import type { LaunchBook } from '../state/launch-book.ts'
import { pause } from '../system/pause.ts'
import { Refused } from './exchange.ts'
import type { ServerApi } from './server-api.ts'

/**
 * Tells the server what became of launches, until it knows all or `signal` fires. What it refuses for good (the launch is
 * unknown to it by now) is not told again.
 *
 * @returns whether the server knows all.
 */
export async function report(
  book: LaunchBook,
  api: Pick<ServerApi, 'call'>,
  atWork: string | null,
  signal: AbortSignal,
): Promise<boolean> {
  for (let waitMs = 1_000; ; waitMs = Math.min(waitMs * 2, 15_000)) {
    if (await isAllTold(book, api, atWork, signal)) return true
    if (signal.aborted) return false
    await pause(waitMs, signal)
  }
}

async function isAllTold(
  book: LaunchBook,
  api: Pick<ServerApi, 'call'>,
  atWork: string | null,
  signal: AbortSignal,
): Promise<boolean> {
  let all = true
  for (const body of await book.unreported(atWork)) {
    try {
      await api.call('device.report', { body, signal })
      await book.reported(body.launch)
    } catch (error) {
      const isFinal = error instanceof Refused && [409, 410].includes(error.status)
      if (isFinal) await book.reported(body.launch)
      else all = false
    }
  }
  return all
}
