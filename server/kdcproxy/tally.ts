import type { AuditLog } from '#audit'
import type { Log } from '#kernel'

export type Refusal = 'malformed' | 'realm' | 'tooMany' | 'busy' | 'closed' | 'noKdc'

/**
 * What the audit log gets to know of the proxy: one entry for each minute in which something was refused, with how often
 * and why, whatever a stranger sends. Who logs on, and with what, the DC's own log says.
 */
export interface Tally extends AsyncDisposable {
  passed(): void
  refused(why: Refusal): void
}

const minuteMs = 60_000

export function createTally({ audit, log }: { audit: Pick<AuditLog, 'append'>; log: Log }): Tally {
  let counts: Partial<Record<Refusal, number>> = {}
  let passed = 0
  let minute: NodeJS.Timeout | undefined

  async function close(): Promise<void> {
    clearTimeout(minute)
    minute = undefined
    if (Object.keys(counts).length === 0) return
    const facts = { ...counts, passed }
    counts = {}
    passed = 0
    log.warn(facts, 'the KDC proxy refused requests in the last minute')
    await audit.append({ type: 'kdc-proxy.refused', account: null, origin: null, outcome: 'refused', facts })
  }

  return {
    // Counted only beside refusals, for the proportion.
    passed() {
      if (minute !== undefined) passed++
    },
    refused(why) {
      counts[why] = (counts[why] ?? 0) + 1
      minute ??= setTimeout(() => {
        close().catch((error: unknown) => log.error({ err: error }, 'refusals are not in the audit log'))
      }, minuteMs).unref()
    },
    [Symbol.asyncDispose]: close,
  }
}
