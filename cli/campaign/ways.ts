import type {
  CampaignFalling,
  CampaignKeys,
  CampaignWays,
  KeyStep,
  KeyStepWhy,
  NotReachedWhy,
} from '@keyturn/contract'
import type { LocalApi } from '../local-api.ts'
import { printable, type Output } from '../output.ts'
import { computerCsv, computerSheets } from './by-hand/computers.ts'
import { trustSheets } from './by-hand/trusts.ts'
import { rotate } from './rotate.ts'
import { gmsaCsv, gmsaLines, ownerSheets } from './service-lines.ts'

export const waysUsage = `keyturn campaign krbtgt NAME                the next reset of krbtgt, when every domain controller has the last one
                                            and no ticket by the one before lives
keyturn campaign ways NAME                  the keys of the domain on each domain controller, how far a maximum
                                            age has fallen, and whom it does not reach
keyturn campaign owners NAME [--mail]        a sheet for the owner of each service account; --mail tells them
keyturn campaign rotate NAME ACCOUNT [--again]
                                            a new random password for a service account, shown once, at this terminal only
keyturn campaign gmsa-sheet NAME [--csv]    which service accounts could be gMSAs, and what an administrator would run
keyturn campaign sheet NAME computers|trusts [--csv]
                                            the steps for what is done by hand, and the command for each of them`

/** Of the ways that are more than one write. */
export const wayVerbs = ['krbtgt', 'ways', 'owners', 'rotate', 'gmsa-sheet', 'sheet'] as const

interface To extends Output {
  readonly api: LocalApi
}

export interface WayWish {
  readonly by: string
  readonly json: boolean
  readonly csv: boolean
  readonly mail: boolean
  readonly again: boolean
}

/** Exit code 1: something was not done now. */
export async function runWay(
  [verb, campaign, account, ...more]: readonly string[],
  wish: WayWish,
  to: To,
): Promise<number> {
  const isWhole = (verb === 'rotate' || verb === 'sheet') === (account !== undefined) && more.length === 0
  if (campaign === undefined || !isWhole) {
    to.out(waysUsage)
    return 2
  }
  const { by, json } = wish
  const body = { campaign, by }
  switch (verb ?? '') {
    case 'krbtgt':
      return resetKeys(campaign, wish, to)
    case 'rotate':
      return rotate({ ...body, account: account ?? '', again: wish.again }, to)
    case 'owners':
      return wish.mail
        ? tellOwners(body, to)
        : print(await to.api.call('admin.campaign-service', { body }), ownerSheets, wish, to)
    case 'gmsa-sheet': {
      const lines = wish.csv ? gmsaCsv : gmsaLines
      return print(await to.api.call('admin.campaign-service', { body }), lines, wish, to)
    }
    case 'sheet': {
      if (account !== 'computers' && account !== 'trusts') {
        to.out(waysUsage)
        return 2
      }
      const lines = account === 'trusts' ? trustSheets : wish.csv ? computerCsv : computerSheets
      return print(await to.api.call('admin.campaign-by-hand', { body }), lines, wish, to)
    }
    default:
      return print(await to.api.call('admin.campaign-ways', { body: { campaign } }), wayLines, { json }, to)
  }
}

function print<T>(
  found: T,
  lines: (of: T) => readonly string[],
  { json }: Pick<WayWish, 'json'>,
  { out }: To,
): number {
  for (const line of json ? [JSON.stringify(found)] : lines(found)) out(line)
  return 0
}

async function resetKeys(campaign: string, { by, json }: WayWish, { api, out, err }: To): Promise<number> {
  const step = await api.call('admin.campaign-krbtgt', { body: { campaign, by } })
  if (json) out(JSON.stringify(step))
  else for (const line of stepLines(campaign, step)) (line.startsWith('NOT ') ? err : out)(line)
  return step.done && step.steps.every((one) => one.reset || one.why === 'done') ? 0 : 1
}

async function tellOwners(
  body: { readonly campaign: string; readonly by: string },
  { api, out, err }: To,
): Promise<number> {
  const { sent, untold } = await api.call('admin.campaign-owners', { body })
  out(`${sent} owner(s) are told by mail`)
  if (untold.length > 0)
    err(
      printable(
        `nobody to tell for ${untold.join(', ')}: no owner is named, or the owner has no mail address`,
      ),
    )
  return untold.length === 0 ? 0 : 1
}

/** What stands in the way, and the way out. */
export const keyWords: Readonly<Record<KeyStepWhy, (subject: string, until: string) => string>> = {
  'dc-unread': (it) =>
    `every writable domain controller has to show its key first, and these do not: ${it}. Bring them back, or take them out of the domain (metadata cleanup)`,
  'dc-differs': (it) =>
    `replication is behind (${it}): make it come ("repadmin /syncall" or "samba-tool drs replicate"), then again`,
  'too-early': (_, until) =>
    `tickets by the key before may live until ${until}: whoever holds one would be thrown out, domain controllers first. Ask again then`,
  'under-way': (it) =>
    it === ''
      ? 'the last reset has not come to every domain controller, or is not known yet: "keyturn campaign ways" shows where it is'
      : `${it} has not said yet what became of it: it is read within two minutes, and not written again before`,
  'changed-elsewhere': (it) =>
    `somebody else has reset it since (${it}). Find out who. If it was one of you, both resets are done: "keyturn campaign sign-off"`,
  'right-missing': (it) =>
    `the service account may not reset it on ${it}, as it should be. Give it "Reset password" on this one account for the hour, as docs/guide/campaign-ways.md says, and take it away afterwards; or write "manual" in the plan and do it yourself`,
  refused: (it) => `the domain controller refused: ${it}`,
  unsent: (it) => `nothing was sent to ${it}, which is the PDC emulator: it has to be reachable`,
  done: () => 'was reset twice, or signed off: it is never reset a third time',
  gone: () => 'is not there any more',
}

function stepLines(campaign: string, step: KeyStep): readonly string[] {
  if (!step.done) {
    return step.why === 'no-key'
      ? [
          `NOT DONE: no account of ${campaign} has the way krbtgt-twice: it is not in its scope, or done by hand`,
        ]
      : [`NOT DONE: ${campaign} is ${step.state}. Two operators approve it, then it is started; not before`]
  }
  return step.steps
    .map((one) =>
      one.reset
        ? `${one.account}: reset ${one.round} of 2 on ${one.dc}, version ${one.version}; next: wait until it has come to all`
        : `${one.why === 'done' ? '' : 'NOT RESET '}${one.account}: ${keyWords[one.why](one.subject ?? '', one.until ?? '')}`,
    )
    .map(printable)
}

export function wayLines({ krbtgt, falling }: CampaignWays): readonly string[] {
  return [...keyLines(krbtgt), ...fallingLines(falling)].map(printable)
}

/** Why a maximum age does not ask somebody, and what does. */
export const barredWords: Readonly<Record<NotReachedWhy, string>> = {
  'never-expires': 'their passwords never expire: take the flag away, or do them by hand',
  disabled: 'disabled: nobody is asked; give them a random password by hand before they are enabled again',
  protected: 'protected: by hand',
  'own-pso': 'a PSO is linked to them directly, which beats that of any group: by hand',
  gone: 'deleted since',
}

const psoWords: Readonly<Record<CampaignFalling['psos'][number]['now'], string>> = {
  making: 'NOT MADE YET',
  there: 'there',
  removing: 'STILL TO BE REMOVED',
  removed: 'removed',
}

function fallingLines({ psos, members, back, barred }: CampaignFalling): readonly string[] {
  if (psos.length === 0 && barred.length === 0) return []
  return [
    `falling maximum age: ${members} people, ${back} of them have a new password`,
    ...psos.map(
      ({ name, source, dc, now, cutoff, said }) =>
        `  ${name} on ${dc}, copied from ${source ?? 'the policy of the domain'}: ${psoWords[now]}${cutoff === null || now !== 'there' ? '' : `; passwords from before ${cutoff} are to be changed`}${said === null ? '' : ` (${said})`}`,
    ),
    ...barred.map(
      ({ why, accounts, examples }) =>
        `  NOT REACHED ${accounts}: ${barredWords[why]} (${examples.join(', ')}${accounts > examples.length ? ', …' : ''})`,
    ),
  ]
}

const stageWords: Readonly<Record<CampaignKeys['keys'][number]['stage'], string>> = {
  unchanged: 'not reset yet',
  writing: 'being reset, or not known until the domain controller answers',
  spreading: 'on its way to every domain controller',
  resting: 'reset once, and everywhere',
  done: 'done',
}

function keyLines({ keys, unread, readOnly, times }: CampaignKeys): readonly string[] {
  if (keys.length === 0) return ['no key of the domain is reset by this campaign']
  const from = { plan: 'the plan', directory: 'the directory', default: 'the default, nobody says' }
  return [
    ...keys.flatMap(({ account, stage, round, on, secondFrom }) => [
      `${account}: ${stageWords[stage]}${stage === 'spreading' ? ` (${round} of 2)` : ''}${secondFrom === null ? '' : `; the second not before ${secondFrom}`}`,
      ...on.map(
        ({ dc, version, changed }) => `  ${dc}: version ${version ?? '?'}, changed ${changed ?? '?'}`,
      ),
    ]),
    ...unread.map(({ dc, why }) => `NOT READ ${dc}: ${why}`),
    ...readOnly.map((dc) => `read-only ${dc}: never asked`),
    ...(times === null
      ? []
      : [
          `a ticket lives ${times.ticketHours} h (${from[times.from]}), clocks differ by ${times.skewMinutes} min: ${times.waitHours.toFixed(1)} h between the two`,
        ]),
  ]
}
