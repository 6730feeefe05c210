import type { InEntra } from '@keyturn/protocols/evidence'
import type { Principal } from '#directory'
import { whomOf, type Entra, type Found } from '#entra'
import { Fault, type AccountId } from '#kernel'

type Asked = Pick<Entra, 'find' | 'signIn' | 'tenant'> | undefined

/** Half a minute for 250 accounts, which is one call. */
const readMs = 60_000

/**
 * Whose tenant the evidence is about. Where people sign in by the domain, Entra ID has no passwords of its own to be
 * behind with, and is not asked.
 */
export function askedOf(entra: Asked): { readonly entra?: { readonly tenant: string } } {
  return entra?.signIn === 'password-hash-sync' ? { entra: { tenant: entra.tenant } } : {}
}

/** When the passwords of these people were changed in Entra ID; of nobody else it says anything. */
export async function entraDates(
  principals: readonly Principal[],
  entra: Asked,
): Promise<ReadonlyMap<AccountId, InEntra>> {
  if (entra?.signIn !== 'password-hash-sync') return new Map()
  const people = principals.filter(({ kind }) => kind === 'user').map(whomOf)
  try {
    const found = await entra.find(people, AbortSignal.timeout(readMs))
    return new Map([...found].map(([account, seen]) => [account, inEntra(seen)]))
  } catch (cause) {
    if (!(cause instanceof Fault) || !cause.code.startsWith('entra.')) throw cause
    return new Map(people.map(({ account }) => [account, { is: 'unread' }]))
  }
}

function inEntra(found: Found): InEntra {
  if (found.is === 'absent') return { is: 'absent' }
  if (found.is === 'mismatch') return { is: 'unread' }
  return { is: 'there', changed: found.user.lastPasswordChange?.toISOString() ?? null }
}
