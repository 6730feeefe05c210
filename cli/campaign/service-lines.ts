import type { CampaignService, ServiceAccount } from '@keyturn/contract'
import { cell } from '../inventory/csv.ts'
import { gmsaWords } from '../inventory/inventory-lines.ts'
import { useText } from '../inventory/uses.ts'
import { printable } from '../output.ts'

const dayOf = (time: string | null) => time?.slice(0, 10) ?? 'never'
const orNone = (all: readonly string[]) => (all.length === 0 ? 'nothing is known' : all.join(', '))

/** One sheet for each account that its owner rotates: to be printed, or to be read to her. */
export function ownerSheets({ campaign, until, accounts }: CampaignService): readonly string[] {
  const ours = accounts.filter(({ way, isDone }) => way === 'owner-rotation' && !isDone)
  if (ours.length === 0) return ['no service account waits for its owner']
  return ours.flatMap((one) => sheet(one, { campaign, until })).map(printable)
}

function sheet(one: ServiceAccount, { campaign, until }: Pick<CampaignService, 'campaign' | 'until'>) {
  const { name, owner, servicePrincipalNames, hosts, delegation, delegatesTo } = one
  return [
    `== ${name} ==`,
    `owner         ${owner ?? 'NOBODY IS NAMED: find somebody first'}`,
    `to be done by ${until ?? 'no day is set'}`,
    `password of   ${dayOf(one.passwordSet)}; last log-on ${dayOf(one.lastLogOn)}`,
    `runs as       ${orNone(servicePrincipalNames)}`,
    `on            ${orNone(hosts)}`,
    `seen on       ${orNone(one.uses.map(useText))}`,
    ...(delegation.length === 0
      ? []
      : [
          `delegates     ${delegation.join(', ')}${delegatesTo.length === 0 ? '' : ` to ${delegatesTo.join(', ')}`}`,
        ]),
    ...(one.privileged ? ['PRIVILEGED    its password is changed by an administrator, not by Keyturn'] : []),
    'What to do:',
    '  1. Find every place that has its password: services, scheduled tasks, connection strings, keytabs.',
    '     What is listed above is what the directory, computers with the agent and imported logs know; it is not all.',
    `  2. At the agreed time, with the owner beside you: keyturn campaign rotate ${campaign} ${name}`,
    '  3. Enter it everywhere, start the service again, see that it runs.',
    `  4. keyturn campaign sign-off ${campaign} ${name}`,
    '',
  ]
}

/** A migration to a gMSA: for each account whether it could be one, why, and what an administrator would run. */
export function gmsaLines({ accounts }: CampaignService): readonly string[] {
  if (accounts.length === 0) return ['no service account is in the campaign']
  return accounts
    .flatMap((one) => [
      `== ${one.name} ==`,
      gmsaWords[one.gmsa],
      `owner   ${one.owner ?? 'nobody is named'}`,
      `runs as ${orNone(one.servicePrincipalNames)}`,
      `on      ${orNone(one.hosts)}`,
      `seen on ${orNone(one.uses.map(useText))}`,
      ...commandsFor(one).map((line) => `  ${line}`),
      '',
    ])
    .map(printable)
}

const columns: readonly (readonly [string, (one: ServiceAccount) => string])[] = [
  ['account', ({ name }) => name],
  ['gmsa', ({ gmsa }) => gmsa],
  ['reason', ({ gmsa }) => gmsaWords[gmsa]],
  ['owner', ({ owner }) => owner ?? ''],
  ['servicePrincipalNames', ({ servicePrincipalNames }) => servicePrincipalNames.join(' ')],
  ['hosts', ({ hosts }) => hosts.join(' ')],
  ['seen', ({ uses }) => uses.map(useText).join('; ')],
  ['delegation', ({ delegation }) => delegation.join(' ')],
  ['passwordSet', ({ passwordSet }) => passwordSet ?? ''],
  ['lastLogOn', ({ lastLogOn }) => lastLogOn ?? ''],
  ['done', ({ isDone }) => (isDone ? 'yes' : 'no')],
  ['commands', (one) => commandsFor(one).join('; ')],
]

export function gmsaCsv({ accounts }: CampaignService): readonly string[] {
  const head = columns.map(([name]) => name).join(',')
  return [head, ...accounts.map((one) => columns.map(([, value]) => cell(value(one))).join(','))]
}

/** Of PowerShell, for whoever reads them first; only for candidates. Names are quoted: they come from a directory. */
function commandsFor({ name, gmsa, servicePrincipalNames, hosts }: ServiceAccount): readonly string[] {
  if (gmsa !== 'candidate') return []
  const fresh = `${name.slice(0, 11)}-gmsa`
  const group = `${name}-hosts`
  const names = servicePrincipalNames.map(quoted).join(',')
  const computers = hosts.map((host) => quoted(`${(host.split('.')[0] ?? host).toUpperCase()}$`)).join(',')
  return [
    `New-ADGroup -Name ${quoted(group)} -GroupScope Global`,
    ...(computers === '' ? [] : [`Add-ADGroupMember -Identity ${quoted(group)} -Members ${computers}`]),
    ...servicePrincipalNames.map((one) => `setspn -D ${quoted(one)} ${quoted(name)}`),
    `New-ADServiceAccount -Name ${quoted(fresh)} -DNSHostName ${quoted(hosts[0] ?? fresh)} -PrincipalsAllowedToRetrieveManagedPassword ${quoted(group)}${names === '' ? '' : ` -ServicePrincipalNames ${names}`}`,
    `Install-ADServiceAccount -Identity ${quoted(fresh)} # on each of the hosts, after a restart`,
    `Disable-ADAccount -Identity ${quoted(name)} # when nothing runs as it any more`,
  ]
}

/** In single quotes nothing is expanded, and typographic ones count as quotes too (about_Quoting_Rules). */
export function quoted(text: string): string {
  return `'${text.replaceAll(/\p{Cc}+/gu, ' ').replaceAll(/['\u2018\u2019\u201a\u201b]/g, (quote) => quote + quote)}'`
}
