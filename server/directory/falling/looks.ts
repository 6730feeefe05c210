import type { Filter } from 'ldapts'
import { dateFromFiletime, guidBytes, hasFlag } from '@keyturn/protocols/ad'
import type { AccountId } from '#kernel'
import { idOf, isUser } from '../accounts/accounts.ts'
import type { Domain } from '../accounts/domain.ts'
import { equals } from '../accounts/names.ts'
import { protectionAttributes, type Protection } from '../accounts/protection.ts'
import { integer, large, text, texts, type Entry } from '../dcs/attributes.ts'
import type { Controllers } from '../dcs/controllers.ts'
import { inParts } from '../people/membership.ts'
import type { FallingLook } from './falling.ts'

interface LookDeps {
  readonly controllers: Pick<Controllers, 'readOn'>
  readonly domain: () => Promise<Domain>
  readonly protection: Protection
}

const lookAttributes = [
  'objectGUID',
  'sAMAccountType',
  'pwdLastSet',
  'userAccountControl',
  'msDS-ResultantPSO',
  'msDS-PSOApplied',
  ...protectionAttributes,
]

export async function look(
  { controllers, domain, protection }: LookDeps,
  ids: readonly AccountId[],
  dc: string,
) {
  const { base } = await domain()
  const found = new Map<AccountId, FallingLook>()
  const named: readonly Filter[] = ids.map((id) => equals('objectGUID', guidBytes(id) ?? ''))
  for (const filter of inParts(named)) {
    const search = { base, filter, attributes: lookAttributes }
    for (const entry of await controllers.readOn(dc, (connection) => connection.search(search))) {
      const id = idOf(entry)
      if (id === undefined || !isUser(entry)) continue
      const source = text(entry, 'msDS-ResultantPSO') ?? null
      const pwdLastSet = dateFromFiletime(large(entry, 'pwdLastSet') ?? 0n)
      found.set(id, { source, pwdLastSet, barred: await barredBy(entry, protection) })
    }
  }
  return found
}

async function barredBy(entry: Entry, protection: Protection): Promise<FallingLook['barred']> {
  const control = integer(entry, 'userAccountControl')
  // Who cannot be told is not touched.
  if (control === undefined || (await protection.isProtected(entry))) return 'protected'
  if (hasFlag(control, 'disabled')) return 'disabled'
  if (hasFlag(control, 'dontExpirePassword')) return 'never-expires'
  // One that is linked to her and not to a group beats that of any group (MS-ADTS 3.1.1.4.5.36).
  return texts(entry, 'msDS-PSOApplied').length > 0 ? 'own-pso' : null
}
