import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Lab } from '@keyturn/lab'

/**
 * The peer: OpenLDAP's `ldapmodify` as the same service account over LDAPS, all writes on one connection, from the
 * same machine. Two writes for each reset where the policy keeps a history (random, then random → chosen), one
 * where it does not.
 */
export interface Peer {
  /** @returns milliseconds for all of them. */
  resets(dns: readonly string[], steps: 1 | 2): Promise<number>
  mustChange(dns: readonly string[]): Promise<number>
  /** As most web tools do it: for each reset a new process, TLS connection and bind, and one more bind to try it. */
  resetsEachOnItsOwn(dns: readonly string[], steps: 1 | 2): Promise<number>
}

const unicodePwd = (password: string) => Buffer.from(`"${password}"`, 'utf16le').toString('base64')
const newPassword = () => `Kt-${randomBytes(12).toString('base64url')}-9z`

function resetRecords(dn: string, steps: 1 | 2): string {
  const [first, second] = [newPassword(), newPassword()]
  const head = `dn: ${dn}\nchangetype: modify\n`
  const set = `${head}replace: unicodePwd\nunicodePwd:: ${unicodePwd(first)}\n-\n`
  if (steps === 1) return `${set}\n`
  const change = `${head}delete: unicodePwd\nunicodePwd:: ${unicodePwd(first)}\n-\nadd: unicodePwd\nunicodePwd:: ${unicodePwd(second)}\n-\n`
  return `${set}replace: pwdLastSet\npwdLastSet: 0\n-\n\n${change}\n`
}

export function ldapmodify(lab: Lab): Peer {
  const host = lab.host('server')
  const { serviceAccount, caFile, dcs } = lab.domain
  const url = dcs[0] ?? ''
  const bind = ['-x', '-H', url, '-D', serviceAccount.upn, '-y', serviceAccount.passwordFile]
  const env = { LDAPTLS_CACERT: caFile, LDAPTLS_REQCERT: 'demand' }
  let count = 0

  async function modify(ldif: string): Promise<number> {
    const file = join(host.dataFolder, `peer-${++count}.ldif`)
    await host.write(file, ldif, 0o600)
    const began = performance.now()
    await host.must(['ldapmodify', ...bind, '-f', file], { env, timeoutMs: 600_000 })
    return performance.now() - began
  }

  return {
    resets: (dns, steps) => modify(dns.map((dn) => resetRecords(dn, steps)).join('')),
    mustChange: (dns) =>
      modify(
        dns.map((dn) => `dn: ${dn}\nchangetype: modify\nreplace: pwdLastSet\npwdLastSet: 0\n-\n\n`).join(''),
      ),
    async resetsEachOnItsOwn(dns, steps) {
      let total = 0
      for (const dn of dns) {
        total += await modify(resetRecords(dn, steps))
        const began = performance.now()
        await host.must(['ldapwhoami', ...bind], { env })
        total += performance.now() - began
      }
      return total
    },
  }
}
