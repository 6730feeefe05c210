import type { Host } from '../site/host.ts'

/** A workstation of the domain with off-line log-on, PAM services `keyturn` and `login`. */
export interface Member {
  readonly host: Host
  /** Until people of the domain are known, away from it from the cache. */
  start(): Promise<void>
  stop(): Promise<void>
  /** Told that there is a network, it looks for a DC. Waits some seconds; one that is down is for the test to see. */
  connect(): Promise<void>
}
