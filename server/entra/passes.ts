import type { Audit, AuditEvent } from '#audit'
import type { Directory } from '#directory'
import type { AccountId, Origin, Secret } from '#kernel'
import type { Sid } from '@keyturn/protocols/ad'
import type { Entra } from './entra.ts'
import { lookUpWhom } from './whom.ts'

export interface PassWish {
  readonly account: string
  readonly minutes: number
  readonly by: string
  readonly origin: Origin
}

export type PassIssued =
  | {
      readonly made: true
      readonly account: string
      readonly pass: Secret
      readonly from: Date
      readonly minutes: number
    }
  | {
      readonly made: false
      readonly why:
        | 'not-configured'
        | 'unknown-account'
        | 'protected'
        | 'absent'
        | 'mismatch'
        | 'refused'
        | 'unavailable'
        | 'unknown'
      readonly said: string | null
    }

/** Temporary access passes of Entra ID, for whoever is at the server: for a person who has nothing else left there. */
export interface EntraPasses {
  /**
   * Announced and ended as `entra.pass-making`, which she sees in her activity. What is seen of the pass is this.
   *
   * @throws {Fault} `directory.unavailable`, `entra.unavailable`, `entra.refused`, `audit.unavailable`.
   */
  issue(wish: PassWish): Promise<PassIssued>
}

export interface EntraPassesDeps {
  /** undefined: it is not configured. */
  readonly entra: Entra | undefined
  readonly directory: Pick<Directory, 'find' | 'census'>
  readonly audit: Audit
}

const findMs = 60_000

export function createEntraPasses({ entra, directory, audit }: EntraPassesDeps): EntraPasses {
  return {
    async issue({ account: name, minutes, by, origin }) {
      if (entra === undefined) return none('not-configured')
      const seen = await directory.find(name)
      if (!seen.found) return none('unknown-account')
      const { id, sid, sAMAccountName: account } = seen.account
      const whom = (await lookUpWhom(directory.census, [id])).get(id)
      if (whom === undefined) return none('unknown-account')
      // Whoever holds such a pass is this person: nothing of Keyturn makes anybody an administrator.
      if (whom.isProtected) return none('protected')
      const found = (await entra.find([whom], AbortSignal.timeout(findMs))).get(id)
      if (found?.is !== 'there') return none(found?.is ?? 'absent')
      const event = eventFor({ id, sid }, origin, { by, minutes })
      const receipt = await audit.append(event('announced'))
      const made = await entra.createPass({ user: found.user, receipt }, minutes)
      await audit.append(event(made.was === 'made' ? 'ok' : made.was === 'unknown' ? 'unknown' : 'refused'))
      if (made.was === 'made') return { made: true, account, ...made }
      if (made.was === 'refused') return { ...none('refused'), said: made.said }
      return none(made.was === 'unsent' ? 'unavailable' : 'unknown')
    },
  }
}

function none(why: Extract<PassIssued, { made: false }>['why']) {
  return { made: false, why, said: null } as const
}

function eventFor(
  account: { readonly id: AccountId; readonly sid: Sid },
  origin: Origin,
  facts: AuditEvent['facts'],
): (outcome: AuditEvent['outcome']) => AuditEvent {
  return (outcome) => ({ type: 'entra.pass-making', account, origin, outcome, facts })
}
