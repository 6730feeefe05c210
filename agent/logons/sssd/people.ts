import type { Sid } from '@keyturn/protocols/ad'
import { run } from '../../system/command.ts'
import type { AccountName, CachedLogon } from '../logons.ts'
import { attributes, readCachedUsers, withVerifier, type CachedUser } from './cache.ts'
import { escapeFilter, fileOf, search } from './ldb.ts'
import { readSettings, type Settings } from './settings.ts'
import type { SssdPlace } from './verifiers.ts'

export interface PeopleDeps {
  /** DNS name of the domain. SSSD may serve others as well. */
  readonly domain: string
  /**
   * Whom SSSD knows by name only, as with `id_provider = proxy`: it has no SID of them, and a person may not be guessed
   * from a name. In lower case.
   */
  readonly accounts: ReadonlyMap<string, Sid>
  readonly wallClock: () => number
}

/** Who is who in SSSD's databases, read afresh each time. */
export interface People {
  /** @throws {Error} where SSSD does not serve the domain. */
  readonly settings: () => Promise<Settings>
  readonly cached: () => Promise<readonly CachedPerson[]>
  readonly nameOf: (account: Sid) => Promise<AccountName | undefined>
  readonly find: (name: string) => Promise<Sid | undefined>
  /** Where her entry is, also of one that has a shape which is not known here. */
  readonly placeOf: (account: Sid) => Promise<SssdPlace>
}

export interface CachedPerson extends CachedLogon {
  /** Moves when a DC answers a log-on, and with nothing else. */
  readonly lastOnlineAuth: string | null
}

export function createPeople({ domain, accounts, wallClock }: PeopleDeps): People {
  async function settings(): Promise<Settings> {
    const found = readSettings(await search('config.ldb', '(cn=*)', []), domain)
    if (found === undefined) throw new Error(`SSSD serves no domain ${domain} here`)
    return found
  }

  async function users(filter: string, known?: Settings): Promise<readonly CachedUser[]> {
    const here = known ?? (await settings())
    const entries = await search(`cache_${here.domain}.ldb`, filter, attributes)
    return readCachedUsers(entries, here, wallClock())
  }

  const sidOf = ({ sid, name }: CachedUser) => sid ?? accounts.get(name.toLowerCase())

  return {
    settings,

    async cached() {
      const found = await users(withVerifier)
      return found.flatMap((user) => {
        const account = sidOf(user)
        const { lastOnlineAuth, logon } = user
        return account === undefined ? [] : [{ ...logon, lastOnlineAuth, account }]
      })
    },

    async nameOf(account) {
      const here = await settings()
      const [all, netbios] = await Promise.all([users('(objectCategory=user)', here), netbiosOf(here.domain)])
      const found = all.find((user) => sidOf(user) === account)
      return found && { domain: here.domain, name: found.name, netbios }
    },

    async find(name) {
      // Makes SSSD look for whom it does not know yet, and says what it calls her.
      const { code, stdout } = await run(['getent', '--service=sss', 'passwd', name])
      const [user = ''] = stdout.split(':')
      if (code !== 0) return undefined
      const full = `${user.replace(/@[^@]*$/, '')}@${(await settings()).domain}`
      const [found] = await users(
        `(&(objectCategory=user)(|${named('name', full)}${named('nameAlias', full)}))`,
      )
      return found && sidOf(found)
    },

    async placeOf(account) {
      const { domain: here } = await settings()
      const [name] = [...accounts].find(([, sid]) => sid === account) ?? []
      const hers = name === undefined ? named('objectSIDString', account) : named('name', `${name}@${here}`)
      return { file: fileOf(`cache_${here}.ldb`), filter: `(&(objectCategory=user)${hers})` }
    },
  }
}

/** SSSD asks a DC for it, and only where it knows people from there (`id_provider = ad`). */
async function netbiosOf(domain: string): Promise<string | null> {
  const domains = await search(`cache_${domain}.ldb`, '(flatName=*)', ['flatName'])
  const own = domains.find(({ dn }) => dn.toLowerCase() === `cn=${domain.toLowerCase()},cn=sysdb`)
  return own?.values.get('flatname')?.toString() ?? null
}

const named = (attribute: string, value: string) => `(${attribute}=${escapeFilter(value)})`
