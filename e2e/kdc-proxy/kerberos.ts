import type { Host, Ran } from '@keyturn/lab'

/** MIT Kerberos on a machine of the lab, with a configuration and a ticket cache of its own. */
export interface Kerberos {
  /** Logs on. `change`: the new password, if the KDC asks for one. */
  kinit(name: string, password: string, change?: string): Promise<Ran>
  kpasswd(name: string, old: string, password: string): Promise<Ran>
  /** A ticket for that service, with the one that `kinit` got. */
  kvno(service: string): Promise<Ran>
}

const realm = 'CORP.EXAMPLE'

/** @param how lines for the realm in krb5.conf: where its KDC is. `byDns`: it is looked up there. */
export async function kerberosOn(
  host: Host,
  name: string,
  { how = '', byDns = false }: { how?: string; byDns?: boolean },
): Promise<Kerberos> {
  const conf = `/etc/krb5-${name}.conf`
  const cache = `FILE:${host.dataFolder}/krb5-${name}`
  const defaults = `default_realm = ${realm}\ndns_lookup_kdc = ${byDns}\ndns_lookup_realm = false\nrdns = false\n`
  // The first message of a TCP client that tries UDP before would get no answer from a relay.
  const tcp = 'udp_preference_limit = 1\n'
  await host.write(conf, `[libdefaults]\n${defaults}${tcp}[realms]\n${realm} = {\n${how}\n}\n`)
  const run = (argv: readonly string[], input = '') =>
    host.run(['env', `KRB5_CONFIG=${conf}`, `KRB5CCNAME=${cache}`, 'timeout', '30', ...argv], { input })
  return {
    kinit: (who, password, change) =>
      run(['kinit', who], [password, ...(change === undefined ? [] : [change, change])].join('\n') + '\n'),
    kpasswd: (who, old, password) => run(['kpasswd', who], `${old}\n${password}\n${password}\n`),
    kvno: (service) => run(['kvno', service]),
  }
}
