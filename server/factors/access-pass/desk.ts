import type { RouteAnswer } from '@keyturn/contract'
import type { Audit, AuditEvent } from '#audit'
import type { Account, Directory } from '#directory'
import { Fault, type AccountId, type Clock, type Secret } from '#kernel'
import type { Notify } from '#notify'
import type { Distrust } from '../freezing/distrust.ts'
import type { AccessPasses, PassWish } from './access-passes.ts'
import { passNotice } from './notice.ts'

/** Who gives or takes a pass. */
export interface Issuer {
  /** null: at the server's local socket, where nobody has an account of AD; then `name` is all that is known. */
  readonly account: AccountId | null
  readonly name: string
}

export type Issued =
  | { readonly issued: true; readonly account: Account; readonly pass: Secret; readonly expires: Date }
  | { readonly issued: false; readonly why: 'unknown' | 'ambiguous' | 'protected' | 'oneself' }

/** What the help desk does with passes. Both sides of each are in the audit log, and the person is told. */
export interface PassDesk {
  /** @param wish with `why`: what the help desk saw of the person, for those who ask later. */
  issue(name: string, wish: PassWish & { readonly why: string }, issuer: Issuer): Promise<Issued>
  /** @returns false: this account has none. */
  revoke(name: string, issuer: Issuer): Promise<boolean>
  list(): Promise<RouteAnswer<'admin.passes'>>
}

export interface PassDeskDeps {
  readonly passes: Pick<AccessPasses, 'issue' | 'list' | 'enrolled' | 'remove'>
  readonly directory: Pick<Directory, 'find' | 'read'>
  readonly audit: Audit
  readonly notify: Notify
  readonly clock: Clock
  readonly distrust: Distrust
}

export function createPassDesk(deps: PassDeskDeps): PassDesk {
  const { passes, directory, audit, notify, clock } = deps
  return {
    async issue(name, { why, ...wish }, issuer) {
      const found = await directory.find(name)
      if (!found.found) return { issued: false, why: found.why }
      const { account } = found
      const refusal = refusalOf(account, issuer)
      const facts = {
        by: issuer.name,
        why,
        minutes: wish.minutes,
        once: wish.isOnce,
        refused: refusal ?? null,
      }
      const outcome = refusal === undefined ? 'announced' : 'refused'
      await audit.append({ ...eventOf('factor.pass-issued', account), outcome, facts })
      if (refusal !== undefined) return { issued: false, why: refusal }
      const given = await passes.issue(account.id, wish)
      await audit.append({ ...eventOf('factor.pass-issued', account), outcome: 'ok', facts })
      await notify.send(passNotice(account, clock()))
      return { issued: true, account, ...given }
    },

    async revoke(name, issuer) {
      const found = await directory.find(name)
      if (!found.found) throw new Fault('request.not-found', 'no account of this name')
      const [pass] = await passes.enrolled(found.account.id)
      const event = { ...eventOf('factor.pass-revoked', found.account), facts: { by: issuer.name } }
      if (pass === undefined) return false
      await audit.append({ ...event, outcome: 'announced' })
      const done = await passes.remove(found.account.id, pass.id)
      if (done) await deps.distrust(found.account.id)
      await audit.append({ ...event, outcome: done ? 'ok' : 'refused' })
      return done
    },

    async list() {
      const rows = await Promise.all(
        (await passes.list()).map(async ({ account, isOnce, issued, expires, lastUsed }) => ({
          // Of an account that is gone the pass stays until it is over, and counts for nobody.
          account: (await directory.read(account))?.sAMAccountName ?? account,
          once: isOnce,
          issued: issued.toISOString(),
          expires: expires.toISOString(),
          lastUsed: lastUsed?.toISOString() ?? null,
        })),
      )
      return { passes: rows }
    },
  }
}

function refusalOf({ id, isProtected }: Account, { account }: Issuer): 'protected' | 'oneself' | undefined {
  if (isProtected) return 'protected'
  return id === account ? 'oneself' : undefined
}

const eventOf = (type: AuditEvent['type'], { id, sid }: Account) =>
  ({ type, account: { id, sid }, origin: null }) as const
