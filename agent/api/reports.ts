import type { RouteBody } from '@keyturn/contract'
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

type Report = RouteBody<'device.report'>

async function tell(body: Report, api: Pick<ServerApi, 'call'>, signal: AbortSignal): Promise<void> {
  try {
    await api.call('device.report', { body, signal })
  } catch (error) {
    const { attempts, ...outcome } = body.outcome
    // A server older than this agent knows no attempts, and takes no report that has them.
    if (attempts === undefined || !(error instanceof Refused && error.status === 400)) throw error
    await api.call('device.report', { body: { ...body, outcome }, signal })
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
      await tell(body, api, signal)
      await book.reported(body.launch)
    } catch (error) {
      const isFinal = error instanceof Refused && [409, 410].includes(error.status)
      if (isFinal) await book.reported(body.launch)
      else all = false
    }
  }
  return all
}
