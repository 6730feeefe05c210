import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createCa, type Ca } from '../ca.ts'
import { createDc, dcFolders, type Dc } from '../domain/dc.ts'
import { writeHostFiles } from '../domain/host-files.ts'
import { joinDomain, memberFolders, writeMemberFiles } from '../domain/member.ts'
import { peopleAces, psoAces } from '../seed/delegation.ts'
import { additions, modifications, psoContainerDn, serviceAccountName } from '../seed/domain.ts'
import { modification, utf16 } from '../seed/ldif.ts'
import { peopleDn } from '../seed/accounts.ts'
import { must } from '../site/command.ts'
import type { Host } from '../site/host.ts'
import { openSite } from '../site/site.ts'
import { addressOf, baseDn, dnsDomain, memberNames, names, netbios, places, realm } from '../topology.ts'

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
  await Promise.all([
    writeNames(dc.host),
    ...memberNames.map(async (name) => {
      const host = await site.boot(name, memberFolders)
      await writeHostFiles(host, ca)
      await writeMemberFiles(host)
      await joinDomain(host, secrets.administrator)
      await keep(host, target, ['var/lib/samba', 'etc/krb5.keytab'])
    }),
  ])
  await dc.stop()
  await keep(dc.host, target, ['var/lib/samba', 'etc/samba'])
}

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

const smbOptions = [
  '--option=interfaces=lo office',
  '--option=bind interfaces only=yes',
  // There is nobody to forward to.
  '--option=dns forwarder=',
  '--option=server services=-wrepl,-ntp_signd,-dnsupdate',
]

async function provisionDc({ host }: Dc, ca: Ca, target: string): Promise<void> {
  await host.must(['rm', '-f', '/etc/samba/smb.conf'])
  const address = addressOf('dc1', 'office')
  const domain = [`--realm=${realm}`, `--domain=${netbios}`, '--server-role=dc', '--use-rfc2307']
  const place = ['--dns-backend=SAMBA_INTERNAL', '--host-name=dc1', `--host-ip=${address}`]
  await host.must(['samba-tool', 'domain', 'provision', ...domain, ...place, ...smbOptions])
  const tls = '/var/lib/samba/private/tls'
  const folder = join(target, 'certificates')
  const { certFile, keyFile, caFile } = await ca.issue([`dc1.${dnsDomain}`, dnsDomain, address], folder)
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

async function writeNames(dc: Host): Promise<void> {
  const records = Object.entries(names.office)
  const members = memberNames.map((name) => [name, places[name].addresses.office ?? ''] as const)
  for (const [name, address] of [...records, ...members]) {
    await dc.must(['samba-tool', 'dns', 'add', `dc1.${dnsDomain}`, dnsDomain, name, 'A', address, '-P'])
  }
}

async function keep(host: Host, target: string, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const copy = join(target, 'hosts', host.name, file)
    await mkdir(join(copy, '..'), { recursive: true })
    await must(['cp', '-a', '--sparse=always', host.path(`/${file}`), copy])
  }
}
