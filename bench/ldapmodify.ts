import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Lab } from '@keyturn/lab'
import { median } from './figures.ts'

/**
 * The peer: OpenLDAP's `ldapmodify` as the same service account over LDAPS, all writes on one connection, on the
 * machine that the server runs on. What it takes to start, connect and log on is not counted. It announces nothing,
 * reads nothing back and looks at nobody's protection.
 */
export interface Peer {
  /** @returns milliseconds for all of them. */
  resets(dns: readonly string[], steps: Steps): Promise<number>
  mustChange(dns: readonly string[]): Promise<number>
}

/** Writes of one reset: two where the policy keeps a history (random, then random → chosen), one where it does not. */
export type Steps = 1 | 2

/** @param dc its host name; by itself the first. */
export function ldapmodify(lab: Lab, dc?: string): Peer {
  const host = lab.host('server')
  const { serviceAccount, caFile, dcs } = lab.domain
  const url = dc === undefined ? (dcs[0] ?? '') : `ldaps://${dc}`
  const server = ['-H', url, '-x', '-D', serviceAccount.upn, '-y', serviceAccount.passwordFile]
  const env = { LDAPTLS_CACERT: caFile, LDAPTLS_REQCERT: 'demand' }
  const file = join(host.dataFolder, `peer-${dc ?? 'first'}.ldif`)

  async function timeOf(argv: readonly string[], timeoutMs = 120_000): Promise<number> {
    const began = performance.now()
    await host.must(argv, { env, timeoutMs })
    return performance.now() - began
  }

  async function modify(records: readonly string[]): Promise<number> {
    await host.write(file, records.join(''), 0o600)
    const connecting: number[] = []
    for (let i = 0; i < 3; i++)
      connecting.push(await timeOf(['ldapsearch', ...server, '-s', 'base', '-b', '', '1.1']))
    return (
      (await timeOf(['ldapmodify', ...server, '-f', file], 120_000 + records.length * 400)) -
      median(connecting)
    )
  }

  return {
    resets: (dns, steps) => modify(dns.map((dn) => resetRecords(dn, steps))),
    mustChange: (dns) => modify(dns.map((dn) => `${modificationOf(dn)}${replace('pwdLastSet: 0')}\n`)),
  }
}

const modificationOf = (dn: string) => `dn: ${dn}\nchangetype: modify\n`
const replace = (line: string) => `replace: ${line.split(':')[0]}\n${line}\n-\n`
const passwordLine = (password: string) =>
  `unicodePwd:: ${Buffer.from(`"${password}"`, 'utf16le').toString('base64')}`

/** Hexadecimal: no part of anybody's name comes about by chance. */
export function newPassword(): string {
  return `Kt-${randomBytes(12).toString('hex')}-9Z`
}

function resetRecords(dn: string, steps: Steps): string {
  const head = modificationOf(dn)
  const [first, second] = [passwordLine(newPassword()), passwordLine(newPassword())]
  if (steps === 1) return `${head}${replace(first)}\n`
  const change = `delete: unicodePwd\n${first}\n-\nadd: unicodePwd\n${second}\n-\n`
  return `${head}${replace(first)}${replace('pwdLastSet: 0')}\n${head}${change}\n`
}
