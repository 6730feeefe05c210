import { sql, type Kysely } from 'kysely'
import type { AccountId } from '#kernel'

/**
 * Whom a campaign is about, for others who act on the same accounts. undefined: there is no such campaign, or nobody has
 * approved it, so that its accounts are not settled.
 */
export function createCampaignScope(
  db: Kysely<unknown>,
): (name: string) => Promise<readonly AccountId[] | undefined> {
  return async (name) => {
    const { rows } = await sql<{ freeze: string | null; account: AccountId | null }>`
      select c."freeze", t.account from campaigns.campaigns c
      left join campaigns.targets t on t."freeze" = c."freeze"
      where c.name = ${name} order by t.account`.execute(db)
    if (rows[0]?.freeze == null) return undefined
    return rows.flatMap(({ account }) => (account === null ? [] : [account]))
  }
}
