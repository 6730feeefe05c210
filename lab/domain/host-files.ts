import { readFile } from 'node:fs/promises'
import { trustedBundle, type Ca } from '../ca.ts'
import type { Host } from '../site/host.ts'
import { dnsDomain, dnsServer, places, realm, type Segment } from '../topology.ts'

/** Where every host of the lab finds the lab's CA alone; the system's bundle has it too. */
export const caPath = '/etc/ssl/certs/keyturn-lab-ca.pem'

const nsswitch = `passwd: files winbind
group: files winbind
shadow: files
hosts: files dns
`

const krb5 = `[libdefaults]
  default_realm = ${realm}
  dns_lookup_realm = false
  dns_lookup_kdc = true
  rdns = false
`

/** What makes a machine one of corp.example, whatever it does there. */
export async function writeHostFiles(host: Host, ca: Ca): Promise<void> {
  const office = places[host.name].addresses.office
  const self = office === undefined ? '' : `${office} ${host.name}.${dnsDomain} ${host.name}\n`
  const [certificate, bundle] = await Promise.all([readFile(ca.certFile), trustedBundle(ca)])
  await Promise.all([
    host.write('/etc/hosts', `127.0.0.1 localhost\n${self}`),
    host.write('/etc/hostname', `${host.name}\n`),
    host.write('/etc/nsswitch.conf', nsswitch),
    host.write('/etc/krb5.conf', krb5),
    host.write(caPath, certificate),
    host.write('/etc/ssl/certs/ca-certificates.crt', bundle),
    host.write('/etc/ldap/ldap.conf', `TLS_CACERT ${caPath}\nTLS_REQCERT demand\n`),
    writeResolver(host, office === undefined ? 'internet' : 'office'),
  ])
}

/** As DHCP would on that segment. */
export async function writeResolver(host: Host, segment: Segment): Promise<void> {
  // Docker and systemd make it a symbolic link, which would be followed out of the host.
  await host.must(['rm', '-f', '/etc/resolv.conf'])
  await host.write(
    '/etc/resolv.conf',
    `search ${dnsDomain}\nnameserver ${dnsServer[segment]}\noptions timeout:1 attempts:2\n`,
  )
}
