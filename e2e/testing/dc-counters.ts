import type { DcName } from '@keyturn/lab'
import type { World } from '../world/index.ts'

/** Versions in an account's replication metadata (MS-ADTS 3.1.1.3.2.4): one more with each write, whoever makes it. */
export interface Versions {
  readonly unicodePwd: number
  readonly pwdLastSet: number
}

/** By sAMAccountName. */
export type Counters = ReadonlyMap<string, Versions>

const sam = '/var/lib/samba/private/sam.ldb'

/** As that DC's own database has it. */
export async function countersOn({ lab }: World, dc: DcName, filter: string): Promise<Counters> {
  const wanted = ['sAMAccountName', 'replPropertyMetaData']
  const search = ['ldbsearch', '-H', sam, '--show-binary', '-b', lab.domain.baseDn, filter, ...wanted]
  const text = await lab.dc(dc).host.must(search)
  return new Map(
    text.split(/^# record /m).flatMap((entry) => {
      const who = /^sAMAccountName: (.*)$/m.exec(entry)?.[1]
      if (who === undefined) return []
      const of = (attribute: string) => versionOf(entry, attribute)
      return [[who, { unicodePwd: of('unicodePwd'), pwdLastSet: of('pwdLastSet') }] as const]
    }),
  )
}

/** In Samba's own drawing of it. */
function versionOf(entry: string, attribute: string): number {
  const pattern = new RegExp(`DRSUAPI_ATTID_${attribute} .*\\n\\s*version\\s*: 0x(\\w+)`)
  const [, version] = pattern.exec(entry) ?? []
  if (version === undefined)
    throw new Error(`there is no version of ${attribute} in ${entry.slice(0, 2_000)}`)
  return Number.parseInt(version, 16)
}
