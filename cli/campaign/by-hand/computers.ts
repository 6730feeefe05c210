import type { CampaignByHand, ComputerKind, HandComputer } from '@keyturn/contract'
import { cell } from '../../inventory/csv.ts'
import { printable } from '../../output.ts'
import { quoted } from '../service-lines.ts'

interface Steps {
  readonly head: string
  /** Once for all of the kind. */
  readonly steps: readonly string[]
  /** For this one; null: nothing of its own is run. */
  readonly command: (host: string, all: CampaignByHand) => string | null
}

/** What a computer name may be made of, so that nothing else gets into a command. */
const isHost = (name: string) => /^[A-Za-z0-9_.-]+$/.test(name)
const shortOf = ({ name }: HandComputer) => name.replace(/\$$/, '')
const hostOf = (one: HandComputer) => one.dnsName ?? shortOf(one)

const twice = 'Twice: a computer accepts tickets by the password before its last one as well.'
const netdom = (host: string, { computers, domain }: CampaignByHand) => {
  const others = computers.filter(({ kind }) => kind === 'controller').map(hostOf)
  const other = others.find((one) => isHost(one) && one.toLowerCase() !== host.toLowerCase())
  return `netdom resetpwd /s:${other ?? 'ANOTHER-DC'} /ud:${isHost(domain.netbios) ? domain.netbios : 'DOMAIN'}\\administrator /pd:*`
}

/** Sources: Microsoft's reference of each command; CISA CM0070 for domain controllers; adcli(8), net(8), samba-tool(8). */
const stepsFor: Readonly<Record<ComputerKind, Steps>> = {
  controller: {
    head: 'Domain controllers: first, one after the other, each at its own console',
    steps: [
      'Windows. Never by Reset-ComputerMachinePassword, which cuts a domain controller off from the others:',
      '  1. Stop-Service kdc; Set-Service kdc -StartupType Manual',
      '  2. klist purge; klist -li 0x3e7 purge',
      '  3. the command below, twice. It asks another domain controller, whose key distribution centre is running.',
      '  4. Set-Service kdc -StartupType Automatic; Restart-Computer',
      '  5. repadmin /showrepl: replication goes on in both directions before you begin with the next one.',
      'Samba: its packages have no command for it. Put a new one beside it (samba-tool domain join DOMAIN DC), move the',
      '  roles (samba-tool fsmo transfer --role=all), and take the old one out (samba-tool domain demote).',
    ],
    command: netdom,
  },
  'read-only-controller': {
    head: 'Read-only domain controllers: as the others, against a writable one',
    steps: [
      'The steps of a domain controller, with the command below, twice. Its krbtgt_… is a key of its own:',
      '  keyturn campaign krbtgt. One that may have been in wrong hands is deleted with its passwords, not mended.',
    ],
    command: netdom,
  },
  windows: {
    head: 'Windows members',
    steps: [
      'At an administrator’s clean computer, in Windows PowerShell 5.1 (PowerShell 7 has no such command), by WinRM:',
      '  $cred = Get-Credential    # an account that may reset these computers, and no Domain Admin',
      twice,
      'Look: Invoke-Command -ComputerName NAME { Test-ComputerSecureChannel } says True.',
      'One that is away is done when it is back. Never "Reset Account" in Active Directory Users and Computers:',
      '  that makes its password its own name, which everybody knows, and cuts it off.',
    ],
    command: (host) =>
      `Invoke-Command -ComputerName ${quoted(host)} -ScriptBlock { 1..2 | ForEach-Object { Reset-ComputerMachinePassword -Credential $using:cred } }`,
  },
  samba: {
    head: 'Members with Samba (winbind)',
    steps: [
      'As root on each; it writes its keytab as well where smb.conf says so ("sync machine password to keytab", "kerberos method").',
      twice,
      'Look: net ads testjoin',
    ],
    command: (host) =>
      `ssh root@${host} 'net ads changetrustpw && net ads changetrustpw && net ads testjoin'`,
  },
  linux: {
    head: 'Linux members joined by adcli or realmd (SSSD)',
    steps: [
      'As root on each; it writes /etc/krb5.keytab. Where Samba serves files there too, add --add-samba-data.',
      twice,
      'Look: adcli testjoin',
    ],
    command: (host) =>
      `ssh root@${host} 'adcli update --computer-password-lifetime=0 && adcli update --computer-password-lifetime=0 && adcli testjoin'`,
  },
  cluster: {
    head: 'Names of failover clusters: no machines',
    steps: [
      'In Failover Cluster Manager, for each name: take it offline, More Actions, Repair (Active Directory object); then online.',
      'The nodes themselves are Windows members.',
    ],
    command: () => null,
  },
  'entra-sso': {
    head: 'Seamless single sign-on to Entra ID (AZUREADSSOACC): whoever has its key signs in to the cloud as anybody',
    steps: [
      'At the server with Entra Connect, in Windows PowerShell, ONCE: after a second time it works only when tickets have ended.',
      '  cd "$env:programfiles\\Microsoft Azure Active Directory Connect"; Import-Module .\\AzureADSSO.psd1',
      '  New-AzureADSSOAuthenticationContext; Update-AzureADSSOForest -OnPremCredentials (Get-Credential)',
    ],
    command: () => null,
  },
  'entra-kerberos': {
    head: 'Kerberos by Entra ID (AzureADKerberos, and krbtgt_AzureAD with it)',
    steps: [
      'At an administrator’s computer with the module AzureADHybridAuthenticationManagement:',
      '  Set-AzureADKerberosServer -Domain DOMAIN -CloudCredential $cloud -DomainCredential $domain -RotateServerKey',
    ],
    command: () => null,
  },
  other: {
    head: 'Others: storage, printers, appliances, and whatever says nothing of its system',
    steps: [
      'By what its maker gives for it; where there is nothing, leave the domain and join it again under the same name.',
      'What nobody knows any more is disabled, and deleted a month later.',
    ],
    command: () => null,
  },
}
const order = Object.keys(stepsFor) as ComputerKind[]
const dayOf = (time: string | null) => time?.slice(0, 10) ?? 'never'

/** Those that are still to be done, by kind: the steps once, and for each its own command. */
export function computerSheets(all: CampaignByHand): readonly string[] {
  const open = all.computers.filter(({ isDone }) => !isDone)
  if (open.length === 0) return ['no computer is left to be done']
  const lines = order.flatMap((kind) => {
    const some = open.filter((one) => one.kind === kind)
    if (some.length === 0) return []
    const { head, steps } = stepsFor[kind]
    return [`== ${head} ==`, ...steps, '', ...some.flatMap((one) => linesOf(one, all)), '']
  })
  return [
    ...lines,
    `Each that is done: keyturn campaign sign-off ${all.campaign} NAME   (or all that are left: computers)`,
    `Then "keyturn campaign verify ${all.campaign}" reads the password's own date on every domain controller.`,
  ].map(printable)
}

function linesOf(one: HandComputer, all: CampaignByHand): readonly string[] {
  const command = commandFor(one, all)
  const known = [one.dnsName ?? 'no host name', one.operatingSystem ?? 'system unknown']
  const state = `password of ${dayOf(one.passwordSet)}; last log-on ${dayOf(one.lastLogOn)}${one.disabled ? '; DISABLED' : ''}`
  return [`[ ] ${one.name}  ${known.join(', ')}; ${state}`, ...(command === null ? [] : [`      ${command}`])]
}

/** null: by hand at the thing itself, or what it calls itself is no host name. */
function commandFor(one: HandComputer, all: CampaignByHand): string | null {
  const host = hostOf(one)
  return isHost(host) ? stepsFor[one.kind].command(host, all) : null
}

const columns: readonly (readonly [string, (one: HandComputer, all: CampaignByHand) => string])[] = [
  ['account', ({ name }) => name],
  ['kind', ({ kind }) => kind],
  ['host', ({ dnsName }) => dnsName ?? ''],
  ['system', ({ operatingSystem }) => operatingSystem ?? ''],
  ['passwordSet', ({ passwordSet }) => passwordSet ?? ''],
  ['lastLogOn', ({ lastLogOn }) => lastLogOn ?? ''],
  ['disabled', ({ disabled }) => (disabled ? 'yes' : 'no')],
  ['done', ({ isDone }) => (isDone ? 'yes' : 'no')],
  ['command', (one, all) => commandFor(one, all) ?? ''],
]

export function computerCsv(all: CampaignByHand): readonly string[] {
  const line = (one: HandComputer) => columns.map(([, value]) => cell(value(one, all))).join(',')
  return [columns.map(([name]) => name).join(','), ...all.computers.map(line)]
}
