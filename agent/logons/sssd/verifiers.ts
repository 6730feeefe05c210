import { randomBytes } from 'node:crypto'
import type { Sid } from '@keyturn/protocols/ad'
import { run } from '../../system/command.ts'
import type { Verifiers } from '../local-change.ts'
import {
  cachedPasswordOf,
  knownSysdbVersion,
  removal,
  replacement,
  type CachedPassword,
} from './cached-password.ts'
import { parseLdif, type Entry } from './ldif.ts'
import { isCryptOf, saltFrom, sha512Crypt } from './sha512-crypt.ts'

/** Where an account's entry is to be looked for. */
export interface SssdPlace {
  /** `cache_DOMAIN.ldb`, with its folder. */
  readonly file: string
  /** For ldbsearch, finding this account's entry alone. */
  readonly filter: string
}
/** undefined: nobody here is that account. */
export type FindPlace = (account: Sid) => Promise<SssdPlace | undefined>

const base = 'cn=sysdb'

/** A verifier is a `CachedPassword` as JSON. */
export function createSssdVerifiers(find: FindPlace, wallClock: () => number): Verifiers {
  async function replace(account: Sid, from: string, to: CachedPassword): Promise<boolean> {
    const place = await find(account)
    const [entry] = place === undefined ? [] : await entriesAt(place)
    return (
      place !== undefined && entry !== undefined && modify(place.file, replacement(dnOf(entry), from, to))
    )
  }

  return {
    async read(account) {
      const place = await find(account)
      const [entry, another] = place === undefined ? [] : await entriesAt(place)
      if (place === undefined || entry === undefined) return 'not-cached'
      const found = cachedPasswordOf(entry)
      if (found === 'not-cached') return found
      const isKnown = another === undefined && (await versionOf(place.file)) === knownSysdbVersion
      if (!isKnown || found === 'unknown-format') return 'unknown-format'
      return { verifier: JSON.stringify(found), dcSaid: entry.get('lastOnlineAuth')?.[0] ?? null }
    },

    async takes(verifier, password) {
      return isCryptOf(parse(verifier).cachedPassword, password)
    },

    async write(account, old, password) {
      const to = {
        cachedPassword: sha512Crypt(password, saltFrom(randomBytes(16))),
        lastCachedPasswordChange: String(Math.floor(wallClock() / 1000)),
        failedLoginAttempts: '0',
      }
      return replace(account, parse(old).cachedPassword, to)
    },

    async putBack(account, old) {
      const place = await find(account)
      const [entry] = place === undefined ? [] : await entriesAt(place)
      const now = entry?.get('cachedPassword')?.[0]
      if (now === undefined || (await replace(account, now, parse(old)))) return
      throw new Error(`the old cached log-on of ${account} could not be put back into SSSD's cache`)
    },
  }
}

/** @returns whether the cache has no password of the account. */
export async function removeCachedPassword(account: Sid, find: FindPlace): Promise<boolean> {
  const place = await find(account)
  if (place === undefined) return true
  const isThere = (entry: Entry) => entry.has('cachedPassword')
  for (const entry of (await entriesAt(place)).filter(isThere)) await modify(place.file, removal(dnOf(entry)))
  return !(await entriesAt(place)).some(isThere)
}

/** Verifiers go through standard input, since a command line is for everyone to see. */
async function modify(file: string, ldif: string): Promise<boolean> {
  const { code } = await run(['ldbmodify', '-H', file], { secretInput: Buffer.from(ldif) })
  return code === 0
}

function entriesAt({ file, filter }: SssdPlace): Promise<readonly Entry[]> {
  return search(file, ['-b', base, filter])
}

async function versionOf(file: string): Promise<string | undefined> {
  const [entry] = await search(file, ['-b', base, '-s', 'base', 'version'])
  return entry?.get('version')?.[0]
}

/** @throws when the file cannot be read: nothing may be told of a cache that was not looked at. */
async function search(file: string, args: readonly string[]): Promise<readonly Entry[]> {
  const { code, stdout, stderr } = await run(['ldbsearch', '-H', file, ...args])
  if (code !== 0) throw new Error(`${file} cannot be read: ${stderr.trim()}`)
  return parseLdif(stdout)
}

function dnOf(entry: Entry): string {
  return entry.get('dn')?.[0] ?? ''
}

function parse(verifier: string): CachedPassword {
  return JSON.parse(verifier) as CachedPassword
}
