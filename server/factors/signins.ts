import { setTimeout as delay } from 'node:timers/promises'
import type { Audit } from '#audit'
import type { Account, CheckPassword, Directory, Found } from '#directory'
import type { Origin, Secret } from '#kernel'
import type { Tries } from './tries/tries.ts'

/** `refused` is all that anybody hears, whatever the reason was. */
type SignedIn =
  | { readonly signedIn: true; readonly account: Account; readonly mustChange: boolean }
  | { readonly signedIn: false; readonly why: 'refused' | 'locked'; readonly retryAfterSeconds: number }

export interface SignIns {
  /**
   * Signs in with the current password, also an expired or must-change one. Unknown, wrong, locked, disabled and
   * expired all get the same answer at the same time.
   *
   * @throws {Fault} `directory.unavailable` if no DC answered.
   */
  signIn(identifier: string, password: Secret, origin: Origin): Promise<SignedIn>
}

export interface SignInDeps {
  readonly directory: Pick<Directory, 'find' | 'checkPassword'>
  readonly tries: Pick<Tries, 'count'>
  readonly audit: Audit
  /** When a refusal is answered, at the earliest: longer than a DC takes, or its time tells whether one was asked. */
  readonly refusalMs?: number
}

/** A bind takes a DC 10 to 40 ms (Samba 4.17), a slow one with several hops perhaps 200. */
const usualRefusalMs = 500

export function createSignIns(deps: SignInDeps): SignIns {
  const { directory, tries, audit, refusalMs = usualRefusalMs } = deps

  async function refuse(found: Found, because: string, origin: Origin): Promise<void> {
    await audit.append({
      type: 'person.not-signed-in',
      account: found.found ? idsOf(found.account) : null,
      origin,
      outcome: 'refused',
      facts: { why: because },
    })
  }

  return {
    async signIn(identifier, password, origin) {
      const evenly = delay(refusalMs, undefined, { ref: false })
      const found = await directory.find(identifier)
      const account = found.found ? found.account : null
      const counting = {
        counting: 'sign-in',
        account: account?.id ?? null,
        typed: identifier,
        origin,
      } as const
      const admission = await tries.count(counting)
      const { retryAfterSeconds } = admission
      if (!admission.admitted) {
        await refuse(found, 'too-many-tries', origin)
        await evenly
        return { signedIn: false, why: 'locked', retryAfterSeconds }
      }
      const checked = await check(deps, found, admission.look, password)
      if (account === null || !isRight(checked)) {
        await refuse(found, checked, origin)
        await evenly
        return { signedIn: false, why: 'refused', retryAfterSeconds }
      }
      await admission.right()
      const mustChange = checked !== 'right'
      const ids = idsOf(account)
      await audit.append({
        type: 'person.signed-in',
        account: ids,
        origin,
        outcome: 'ok',
        facts: { mustChange },
      })
      return { signedIn: true, account, mustChange }
    },
  }
}

type Checked = CheckPassword | 'unknown' | 'ambiguous' | 'too-many-tries'

async function check(
  { directory }: SignInDeps,
  found: Found,
  look: boolean,
  password: Secret,
): Promise<Checked> {
  if (!found.found) return found.why
  if (!look) return 'too-many-tries'
  const { account } = found
  if (account.disabled) return 'disabled'
  if (account.expired) return 'expired'
  return await directory.checkPassword(account.id, password)
}

const isRight = (checked: Checked) =>
  checked === 'right' || checked === 'must-change' || checked === 'expired-password'

const idsOf = ({ id, sid }: Account) => ({ id, sid })
