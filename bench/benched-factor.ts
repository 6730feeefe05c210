import type { PortalClient } from '@keyturn/e2e'

/** What the bench needs to know of a factor. */
export interface BenchedFactor {
  readonly name: 'totp' | 'passkey'
  readonly goalAlone: number
  readonly checksAlone: number
  /** A right answer counts once in this time. */
  readonly restMs?: number
  /** Prepares the check of a right answer, without network and database. */
  readonly alone: () => Promise<() => Promise<void>>
  /** Somebody who signed in enrols it. @returns her next right answer; what comes before it is not measured. */
  enrol(client: PortalClient, portal: string): Promise<() => Promise<string>>
}
