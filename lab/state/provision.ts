import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createCa, type Ca } from '../ca.ts'
import { createDc, dcFolders, type Dc } from '../domain/dc.ts'
import { writeHostFiles } from '../domain/host-files.ts'
import { joinDomain, winbindFolders, writeWinbindFiles } from '../domain/winbind.ts'
import { peopleAces, psoAces } from '../seed/delegation.ts'
import { additions, modifications, psoContainerDn, serviceAccountName } from '../seed/domain.ts'
import { addition, modification, utf16 } from '../seed/ldif.ts'
import { peopleDn } from '../seed/accounts.ts'
import { until } from '../domain/wait.ts'
import { must } from '../site/command.ts'
import type { Host } from '../site/host.ts'
import { openSite } from '../site/site.ts'
import {
  addressOf,
  baseDn,
  dnsDomain,
  memberKinds,
  memberNames,
  names,
  netbios,
  places,
  realm,
  type MemberName,
} from '../topology.ts'

export type Say = (what: string) => void

/** Makes the seeded domain with its joined workstations in `target`, a folder that exists and is empty. */
export async function provision(target: string, say: Say): Promise<void> {
  await using site = await openSite()
  const ca = await createCa(join(target, 'ca'))
  const secrets = await writeSecrets(join(target, 'secrets'))
  say('provisioning the domain')
  const dc = createDc(await site.boot('dc1', dcFolders))
  await writeHostFiles(dc.host, ca)
  await provisionDc(dc, ca, target)
  say('adding the people')
  await seed(dc, secrets)
  say('joining the workstations')
  await dc.start()
  await until('dc1 speaks RPC', 120_000, () => speaksRpc(dc.host))
  await Promise.all([
    writeNames(dc.host),
    ...memberNames.map(async (name) => {
      if (memberKinds[name] !== 'winbind') return addComputer(dc, name, target)
      const host = await site.boot(name, winbindFolders)
      await writeHostFiles(host, ca)
      await writeWinbindFiles(host)
      await joinDomain(host, secrets.administrator)
      await keep(host, target, ['var/lib/samba', 'etc/krb5.keytab'])
    }),
  ])
  await dc.stop()
  await keep(dc.host, target, dcFiles)
}

export const dcFiles = ['var/lib/samba', 'etc/samba']

type Secrets = Readonly<Record<'administrator' | typeof serviceAccountName, string>>

async function writeSecrets(folder: string): Promise<Secrets> {
  await mkdir(folder, { mode: 0o700 })
  // The prefix satisfies every rule of complexity.
  const secrets = {
    administrator: `Lab-1-${randomBytes(12).toString('base64url')}`,
    [serviceAccountName]: `Lab-1-${randomBytes(12).toString('base64url')}`,
  } as const
  for (const [name, secret] of Object.entries(secrets)) {
    await writeFile(join(folder, name), secret, { mode: 0o600 })
  }
  return secrets
}

export const smbOptions = [
  '--option=interfaces=lo office',
  '--option=bind interfaces only=yes',
  // There is nobody to forward to.
  '--option=dns forwarder=',
  '--option=server services=-wrepl,-ntp_signd,-dnsupdate',
]

async function provisionDc(dc: Dc, ca: Ca, target: string): Promise<void> {
  const { host } = dc
  await host.must(['rm', '-f', '/etc/samba/smb.conf'])
  const address = addressOf('dc1', 'office')
  const domain = [`--realm=${realm}`, `--domain=${netbios}`, '--server-role=dc', '--use-rfc2307']
  const place = ['--dns-backend=SAMBA_INTERNAL', '--host-name=dc1', `--host-ip=${address}`]
  await host.must(['samba-tool', 'domain', 'provision', ...domain, ...place, ...smbOptions])
  await writeServiceNames(host)
  await installCertificate(dc, ca, target)
}

/** What Kerberos clients ask for, ldap/dc1… among them. The task that writes them runs with `dnsupdate`, which is off. */
export async function writeServiceNames(host: Host): Promise<void> {
  await host.must(['samba_spnupdate'])
}

export async function installCertificate({ host }: Dc, ca: Ca, target: string): Promise<void> {
  const tls = '/var/lib/samba/private/tls'
  const folder = join(target, 'certificates')
  const address = addressOf(host.name, 'office')
  const { certFile, keyFile, caFile } = await ca.issue(
    [`${host.name}.${dnsDomain}`, dnsDomain, address],
    folder,
  )
  await host.must(['install', '-D', '-m', '600', keyFile, `${tls}/key.pem`])
  await host.must(['install', '-m', '644', certFile, `${tls}/cert.pem`])
  await host.must(['install', '-m', '644', caFile, `${tls}/ca.pem`])
}

async function seed(dc: Dc, secrets: Secrets): Promise<void> {
  await dc.ldb('ldbadd', additions(new Date(), secrets[serviceAccountName]))
  const administrator = `CN=Administrator,CN=Users,${baseDn}`
  const password = { clearTextPassword: utf16(secrets.administrator) }
  await dc.ldb('ldbmodify', modification(administrator, 'replace', password) + modifications())
  const sid = await dc.attribute(`(sAMAccountName=${serviceAccountName})`, 'objectSid')
  if (sid === undefined) throw new Error(`${serviceAccountName} has no objectSid`)
  await dc.samba('dsacl', 'set', `--objectdn=${peopleDn}`, `--sddl=${peopleAces(sid)}`)
  await dc.samba('dsacl', 'set', `--objectdn=${psoContainerDn}`, `--sddl=${psoAces(sid)}`)
}

/** UF_WORKSTATION_TRUST_ACCOUNT (MS-ADTS 2.2.16). */
const workstationTrust = 0x1000
/** AES-128 and AES-256 (MS-KILE 2.2.7), as whoever joins says: else its tickets would be RC4. */
const aes = 0x18

/** What joining comes to for SSSD: an account of the computer, and its keytab. */
async function addComputer(dc: Dc, name: MemberName, target: string): Promise<void> {
  const account = `${name.toUpperCase()}$`
  const service = `host/${name}.${dnsDomain}`
  const entry = {
    objectClass: 'computer',
    sAMAccountName: account,
    userAccountControl: String(workstationTrust),
    dNSHostName: `${name}.${dnsDomain}`,
    servicePrincipalName: service,
    'msDS-SupportedEncryptionTypes': String(aes),
    clearTextPassword: utf16(randomBytes(24).toString('base64url')),
  }
  await dc.ldb('ldbadd', addition(`CN=${name},CN=Computers,${baseDn}`, entry))
  const file = `/run/${name}.keytab`
  for (const principal of [account, service]) {
    await dc.samba('domain', 'exportkeytab', file, `--principal=${principal}`)
  }
  const etc = join(target, 'hosts', name, 'etc')
  await mkdir(etc, { recursive: true })
  await must(['install', '-m', '600', dc.host.path(file), join(etc, 'krb5.keytab')])
}

/** Samba's file server comes up after LDAP, Kerberos and DNS; whoever joins before is refused. */
async function speaksRpc(dc: Host): Promise<true | string> {
  const { stdout } = await dc.run(['ss', '-Htln', 'sport = :445'])
  return stdout.trim() !== '' || 'nobody listens at port 445'
}

async function writeNames(dc: Host): Promise<void> {
  const records = Object.entries(names.office)
  const members = memberNames.flatMap((name) => {
    const address = places[name].addresses.office
    return address === undefined ? [] : [[name, address] as const]
  })
  for (const [name, address] of [...records, ...members]) {
    await dc.must(['samba-tool', 'dns', 'add', `dc1.${dnsDomain}`, dnsDomain, name, 'A', address, '-P'])
  }
}

export async function keep(
  host: Host,
  target: string,
  files: readonly string[],
  as: string = host.name,
): Promise<void> {
  for (const file of files) {
    const copy = join(target, 'hosts', as, file)
    await mkdir(join(copy, '..'), { recursive: true })
    await must(['cp', '-a', '--sparse=always', host.path(`/${file}`), copy])
  }
}
