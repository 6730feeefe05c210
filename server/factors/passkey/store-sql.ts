import { sql, type ColumnType, type Insertable, type Kysely, type Selectable } from 'kysely'
import { gathered, type AccountId } from '#kernel'
import { prepared } from '#storage'
import type { Passkey, PasskeyStore } from './store.ts'

interface PasskeyTable {
  id: string
  account: AccountId
  name: string
  credential_id: Uint8Array
  public_key: Uint8Array
  /** 32 bits without a sign, which `int` does not hold. */
  counter: ColumnType<string, number, number>
  transports: string[]
  backup_eligible: boolean
  backed_up: boolean
  aaguid: string
  attested: boolean
  enrolled_at: Date
  used_at: Date | null
  frozen_at: Date | null
}

export interface PasskeyTables {
  'factors.passkeys': PasskeyTable
  'factors.passkey_handles': { account: AccountId; handle: Uint8Array }
}

type PasskeyRow = Selectable<PasskeyTable> & { handle: Uint8Array }

export function createPasskeyStore(db: Kysely<PasskeyTables>): PasskeyStore {
  const passkeysOf = prepared<PasskeyRow>(db, reading)
  const passkeys = gathered(async (accounts: readonly AccountId[]) => {
    const { rows } = await passkeysOf(accounts)
    return Map.groupBy(rows.map(readPasskey), ({ account }) => account)
  })
  return {
    passkeys: async (account) => (await passkeys(account)) ?? [],

    async handle(account, fresh) {
      // The update changes nothing, and gives back what is there: of two at once, both get the same.
      const { handle } = await db
        .insertInto('factors.passkey_handles')
        .values({ account, handle: fresh })
        .onConflict((on) => on.column('account').doUpdateSet({ account }))
        .returning('handle')
        .executeTakeFirstOrThrow()
      return handle
    },

    async add(passkey) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('factors.passkeys')
        .values(writePasskey(passkey))
        .onConflict((on) => on.column('credential_id').doNothing())
        .executeTakeFirstOrThrow()
      return numInsertedOrUpdatedRows === 1n
    },

    ...changes(db),

    boundSince: (since) =>
      db.selectFrom('factors.passkeys').select(['account', 'id']).where('enrolled_at', '>=', since).execute(),

    among: (accounts) =>
      db
        .selectFrom('factors.passkeys')
        .select(['account', 'aaguid'])
        .distinct()
        .where('frozen_at', 'is', null)
        .where(sql<boolean>`account = any(${accounts}::uuid[])`)
        .execute(),
  }
}

/** To one passkey that is there. */
function changes(db: Kysely<PasskeyTables>): Pick<PasskeyStore, 'use' | 'freeze' | 'remove' | 'rename'> {
  const use = prepared(db, using)
  return {
    async use({ id, account, counter }, used, now) {
      const { numAffectedRows } = await use(id, account, counter, used.counter, used.backedUp, now)
      return numAffectedRows === 1n
    },

    async freeze({ id, account }, now) {
      await db
        .updateTable('factors.passkeys')
        .set({ frozen_at: now })
        .where('id', '=', id)
        .where('account', '=', account)
        .execute()
    },

    async remove(account, id) {
      const { numDeletedRows } = await db
        .deleteFrom('factors.passkeys')
        .where('account', '=', account)
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      return numDeletedRows === 1n
    },

    async rename(account, id, name) {
      const { numUpdatedRows } = await db
        .updateTable('factors.passkeys')
        .set({ name })
        .where('account', '=', account)
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n
    },
  }
}

const reading = `
  select p.*, h.handle from factors.passkeys p join factors.passkey_handles h on h.account = p.account
  where p.account = any($1::uuid[]) order by p.enrolled_at`
const using = `
  update factors.passkeys set counter = $4, backed_up = $5, used_at = $6
  where id = $1 and account = $2 and counter = $3 and frozen_at is null`

const readPasskey = (row: PasskeyRow): Passkey => ({
  id: row.id,
  account: row.account,
  name: row.name,
  credentialId: Buffer.from(row.credential_id).toString('base64url'),
  userHandle: Buffer.from(row.handle).toString('base64url'),
  publicKey: row.public_key,
  counter: Number(row.counter),
  transports: row.transports,
  backupEligible: row.backup_eligible,
  backedUp: row.backed_up,
  aaguid: row.aaguid,
  attested: row.attested,
  enrolled: row.enrolled_at,
  lastUsed: row.used_at,
  frozen: row.frozen_at,
})

const writePasskey = (passkey: Omit<Passkey, 'userHandle'>): Insertable<PasskeyTable> => ({
  id: passkey.id,
  account: passkey.account,
  name: passkey.name,
  credential_id: Buffer.from(passkey.credentialId, 'base64url'),
  public_key: passkey.publicKey,
  counter: passkey.counter,
  transports: [...passkey.transports],
  backup_eligible: passkey.backupEligible,
  backed_up: passkey.backedUp,
  aaguid: passkey.aaguid,
  attested: passkey.attested,
  enrolled_at: passkey.enrolled,
  used_at: passkey.lastUsed,
  frozen_at: passkey.frozen,
})
