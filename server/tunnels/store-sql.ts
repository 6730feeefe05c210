import type { Selectable } from 'kysely'
import type { Storage } from '#storage'
import type { Issued, TunnelStore } from './store.ts'

interface CertificateTable {
  launch: string
  device: string
  key: string
  certificate: string
  expires_at: Date
}

interface Tables {
  'tunnels.certificates': CertificateTable
}

export function createSqlStore(storage: Pick<Storage, 'tables'>): TunnelStore {
  const db = storage.tables<Tables>()

  async function find(launch: string): Promise<Issued | undefined> {
    const rows = db.selectFrom('tunnels.certificates').selectAll().where('launch', '=', launch)
    const row = await rows.executeTakeFirst()
    return row && issuedOf(row)
  }

  return {
    find,
    async keep({ expires, ...issued }) {
      await db
        .insertInto('tunnels.certificates')
        .values({ ...issued, expires_at: expires })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      return (await find(issued.launch)) ?? { expires, ...issued }
    },
    async forget(before) {
      await db.deleteFrom('tunnels.certificates').where('expires_at', '<', before).execute()
    },
  }
}

function issuedOf({ expires_at: expires, ...row }: Selectable<CertificateTable>): Issued {
  return { ...row, expires }
}
