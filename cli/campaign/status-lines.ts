import { segmentName, type CampaignStatus } from '@keyturn/contract'

const whyWords: Readonly<Record<string, string>> = {
  gone: 'deleted since: nothing is left to be done',
  protected: 'protected since: change its password by hand, then sign it off',
  'not-in-entra':
    'no user in Entra ID has both anchor and SID of this account: mend the synchronisation and resume, or do it by hand and sign off',
  refused:
    'the domain controller or Entra ID refused: see the server’s log, mend it, "keyturn campaign resume" tries again',
}

const number = (value: number) => value.toLocaleString('en')

/** How far a campaign is: by segment and wave, what failed and why, and who has not come back. */
export function statusLines(status: CampaignStatus): readonly string[] {
  const { campaign, state, counts, stragglers, exemptions, notices, forecast } = status
  const all = sum(counts)
  const done = sum(counts.filter((one) => ['written', 'verified', 'exempt', 'enforced'].includes(one.state)))
  return [
    `${campaign}: ${state}, ${number(done)} of ${number(all)} accounts done`,
    ...(counts.length > 0 ? ['', row('segment', 'way', 'wave', 'day', 'state', 'accounts', 'back')] : []),
    ...counts
      .toSorted(byTurn)
      .map((one) =>
        row(
          one.segment,
          one.way,
          one.wave === null ? '' : String(one.wave),
          one.day ?? '',
          one.state,
          number(one.accounts),
          isWaitedFor(one) ? number(one.back) : '',
        ),
      ),
    ...beforePeople(counts),
    ...paceLines(status.pace),
    ...failures(counts),
    ...(notices.length > 0 ? ['', ...notices.map(noticeLine)] : []),
    ...(exemptions.length > 0 ? ['', ...exemptions.map(exemptionLine)] : []),
    ...(stragglers.length > 0 ? ['', `not back yet: ${stragglers.join(', ')}`] : []),
    ...(forecast ? ['', ...planned(forecast, counts)] : []),
  ]
}

function paceLines(pace: CampaignStatus['pace']): readonly string[] {
  if (pace === null) return []
  const now = pace.dcs.map(({ dc, writes }) => `${dc} ${number(writes)}`)
  const most = `at most ${number(pace.writesPerMinute)} writes a minute on each domain controller`
  return ['', `pace: ${most}${now.length > 0 ? `; in this one ${now.join(', ')}` : ''}`]
}

type Counts = CampaignStatus['counts']

/** Those that Keyturn wrote: their people come back by themselves. */
function isWaitedFor({ state, wave, why }: Counts[number]): boolean {
  return wave !== null && (state === 'written' || (state === 'enforced' && why === 'random-reset'))
}

const becameWords = {
  sent: 'sent',
  'no-address': 'NOT sent: no mail address; tell them by another way',
  disabled: 'not sent: disabled or expired',
  gone: 'not sent: deleted',
  unknown: 'perhaps not sent: a server died while it did',
} as const satisfies Record<CampaignStatus['notices'][number]['became'], string>

function noticeLine({ kind, became, people }: CampaignStatus['notices'][number]): string {
  return `mail ${kind.padEnd(10)} ${number(people).padStart(9)}  ${becameWords[became]}`
}

function exemptionLine({ name, owner, until, isOver }: CampaignStatus['exemptions'][number]): string {
  return isOver
    ? `EXEMPTION OVER ${name}: ${owner} answered for it until ${until}; it is open again`
    : `exempt ${name} until ${until}: ${owner} answers for it`
}

/** Privileged first, then services, then people in their waves; the domain's own at last. */
const turns: readonly Counts[number]['segment'][] = segmentName.options
const byTurn = (one: Counts[number], other: Counts[number]) =>
  turns.indexOf(one.segment) - turns.indexOf(other.segment) || (one.wave ?? 0) - (other.wave ?? 0)

function beforePeople(counts: Counts): readonly string[] {
  const first = counts.filter(
    ({ segment, state }) => (segment === 'privileged' || segment === 'service') && state === 'waiting',
  )
  if (first.length === 0) return []
  return ['', `${number(sum(first))} privileged and service accounts come first, and are still to be done`]
}

function failures(counts: Counts): readonly string[] {
  const failed = Map.groupBy(
    counts.filter(({ state }) => state === 'failed'),
    ({ why }) => why ?? '',
  )
  return [...failed].map(([why, some]) => `FAILED ${number(sum(some))}: ${whyWords[why] ?? why}`)
}

/** What the simulation said of each day, beside what was written of its wave. */
function planned(forecast: NonNullable<CampaignStatus['forecast']>, counts: Counts): readonly string[] {
  const written = (day: string) =>
    sum(counts.filter((one) => one.day === day && one.state !== 'waiting' && one.state !== 'writing'))
  return forecast.waves.map(
    ({ day, people }) =>
      `${day}: ${number(people)} people were planned, ${number(written(day))} accounts are done`,
  )
}

const sum = (all: readonly { readonly accounts: number }[]) =>
  all.reduce((to, { accounts }) => to + accounts, 0)

function row(...[segment, way, wave, day, state, accounts, back]: readonly string[]): string {
  const left = [segment?.padEnd(22), way?.padEnd(19), wave?.padStart(4), day?.padEnd(10), state?.padEnd(9)]
  return [...left, accounts?.padStart(10), back?.padStart(8)].join(' ').trimEnd()
}
