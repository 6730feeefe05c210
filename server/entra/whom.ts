import type { Census, CensusWish, Principal } from '#directory'
import type { AccountId } from '#kernel'
import type { Whom } from './users.ts'

export interface KnownWhom extends Whom {
  readonly isProtected: boolean
}

/** One object, so that the census reads what goes with it once. */
const nothingElse: CensusWish = { groups: [], attributes: [] }

/**
 * What of these accounts Entra ID knows them by, as the domain has it now; who is gone is not among them.
 *
 * @throws {Fault} `directory.unavailable`, `directory.refused`.
 */
export async function lookUpWhom(
  census: Pick<Census, 'principals'>,
  accounts: readonly AccountId[],
): Promise<ReadonlyMap<AccountId, KnownWhom>> {
  const known = new Map<AccountId, KnownWhom>()
  for await (const found of census.principals({ in: 'accounts', accounts }, nothingElse)) {
    for (const one of found) known.set(one.id, { ...whomOf(one), isProtected: one.isProtected })
  }
  return known
}

export function whomOf({ id: account, sid, consistencyGuid }: Principal): Whom {
  return { account, sid, consistencyGuid }
}
