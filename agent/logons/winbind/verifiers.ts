import { randomBytes } from 'node:crypto'
import { ntHash } from '@keyturn/protocols/breached'
import type { Sid } from '@keyturn/protocols/ad'
import type { Verifiers } from '../local-change.ts'
import { passwordLastSetOf } from './cache.ts'
import { forPassword, formatCredential, parseCredential, takes } from './credential.ts'
import { winbindFiles } from './settings.ts'
import { changeRecord, readRecord } from './tdb.ts'

/** The record of winbindd_cache.tdb that says how the others look (winbindd_cache.c, WINBINDD_CACHE_VERSION). */
const versionKey = 'WINBINDD_CACHE_VERSION\0'
const knownVersion = 2

/** A verifier is the whole record, in Base64. */
export function createWinbindVerifiers(): Verifiers {
  return {
    async read(account) {
      const { cache, netlogons } = await winbindFiles()
      const record = await readRecord(cache, keyOf(account))
      if (record === undefined) return 'not-cached'
      if (!(await isKnown(cache)) || parseCredential(record) === undefined) return 'unknown-format'
      return { verifier: record.toString('base64'), dcSaid: await dcSaid(netlogons, account) }
    },

    async takes(verifier, password) {
      const credential = parseCredential(Buffer.from(verifier, 'base64'))
      return credential !== undefined && takes(credential, ntHash(password.toString()))
    },

    async write(account, old, password) {
      const { cache } = await winbindFiles()
      let written = false
      const has = await changeRecord(cache, keyOf(account), (record) => {
        const credential = parseCredential(record)
        if (credential === undefined || record.toString('base64') !== old) return 'keep'
        written = true
        return formatCredential(forPassword(credential, ntHash(password.toString()), randomBytes(16)))
      })
      return written && has
    },

    async putBack(account, old) {
      const { cache } = await winbindFiles()
      const has = await changeRecord(cache, keyOf(account), () => Buffer.from(old, 'base64'))
      if (!has) throw new Error(`the old cached log-on of ${account} could not be put back into ${cache}`)
    },
  }
}

/** @returns whether neither the cache nor what winbind would go back to has the log-on. */
export async function removeCredential(account: Sid): Promise<boolean> {
  const { cache, backup } = await winbindFiles()
  for (const file of [cache, backup]) {
    if ((await readRecord(file, keyOf(account))) === undefined) continue
    if (!(await changeRecord(file, keyOf(account), () => 'remove'))) return false
  }
  return true
}

function keyOf(account: Sid): string {
  return `CRED/${account}`
}

async function isKnown(cache: string): Promise<boolean> {
  const version = await readRecord(cache, versionKey)
  return version?.length === 4 && version.readUInt32LE() === knownVersion
}

/** `pwdLastSet` at the last log-on that a DC answered. */
async function dcSaid(netlogons: string, account: Sid): Promise<string | null> {
  const record = await readRecord(netlogons, `${account}\0`)
  return record === undefined ? null : (passwordLastSetOf(record)?.toISOString() ?? null)
}
