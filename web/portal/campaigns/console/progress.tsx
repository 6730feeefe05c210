import type { CampaignProgress, OwnCampaigns } from '@keyturn/contract'
import { useQuery } from '@tanstack/react-query'
import { campaignProgress } from '../../../api/index.ts'
import { Failure, Notice, Page, TextButton, Waiting } from '../../../ui/index.ts'
import { useWords } from '../../../words/index.ts'
import { Bars, Lines, Numbers, Table } from './charts.tsx'
import { useFigures } from './figures.ts'

type OwnCampaign = OwnCampaigns['campaigns'][number]

const everyMs = 30_000

/** How far one is, for whoever watches it: read anew while it is open. */
export function Progress({
  campaign: { campaign, state },
  onBack,
}: {
  readonly campaign: OwnCampaign
  readonly onBack: () => void
}) {
  const { words } = useWords()
  const { time } = useFigures()
  const progress = useQuery({
    queryKey: ['campaigns', 'progress', campaign],
    queryFn: () => campaignProgress({ campaign }),
    refetchInterval: everyMs,
  })
  const read = progress.data
  return (
    <Page name="campaign-progress" title={campaign}>
      <p>{words.campaigns.of[read?.state ?? state]}</p>
      <Failure error={progress.error} />
      {progress.isPending && <Waiting text={words.product.loading} />}
      {read !== undefined && <Read progress={read} />}
      <div className="kt-links">
        {read !== undefined && <p className="kt-small">{words.campaigns.console.read(time(read.at))}</p>}
        <TextButton onClick={onBack}>{words.campaigns.console.back}</TextButton>
      </div>
    </Page>
  )
}

interface Part {
  readonly progress: CampaignProgress
}

function Read({ progress }: Part) {
  const { words } = useWords()
  const { count } = useFigures()
  const { people, byHand } = progress
  const said = words.campaigns.console
  if (people.accounts + byHand.accounts === 0) return <Notice kind="plain">{said.nothing}</Notice>
  return (
    <>
      <p>
        <strong>{said.done(count(people.done), count(people.accounts))}</strong>{' '}
        {said.came(count(people.back))} {people.exempt > 0 && said.exempt(count(people.exempt))}{' '}
        {byHand.accounts > 0 && said.byHand(count(byHand.done), count(byHand.accounts))}
      </p>
      <Pace progress={progress} />
      <Failures progress={progress} />
      <Left progress={progress} />
      <Waves progress={progress} />
      <Desk progress={progress} />
      <Away progress={progress} />
    </>
  )
}

function Pace({ progress: { pace } }: Part) {
  const { words } = useWords()
  const { count } = useFigures()
  const said = words.campaigns.console
  if (pace === null) return null
  return (
    <p>
      {said.pace(count(pace.writesPerMinute))}{' '}
      {pace.dcs.map(({ dc, writes }) => said.paceNow(dc, count(writes))).join(' ')}
    </p>
  )
}

function Failures({ progress: { failures } }: Part) {
  const { words } = useWords()
  const { count } = useFigures()
  const said = words.campaigns.console
  const whys: Readonly<Record<string, string>> = said.failedWhy
  if (failures.length === 0) return null
  return (
    <Notice kind="wait" title={said.failed}>
      {failures.map(({ why, accounts, names }) => (
        <p key={why}>
          <strong>{count(accounts)}</strong> · {whys[why] ?? said.failedOther(why)} {names.join(', ')}
          {accounts > names.length && ` ${said.more(count(accounts - names.length))}`}
        </p>
      ))}
    </Notice>
  )
}

function Left({ progress: { people, left, waves } }: Part) {
  const { words } = useWords()
  const { count, day, hour } = useFigures()
  const said = words.campaigns.console
  const all = people.accounts - people.exempt
  const now = left.at(-1)?.accounts ?? all
  const begin = startOf(waves[0]?.day ?? left[0]?.at ?? '')
  const planned = plannedOf(waves, begin)
  return (
    <>
      <h2>{said.left}</h2>
      <p>{left.length === 0 ? said.leftNone : said.leftText(count(now))}</p>
      {left.length > 0 && (
        <>
          <Lines
            label={said.leftChart}
            legend={[
              { kind: 'main', text: said.leftDone },
              { kind: 'other', text: said.leftPlanned },
            ]}
            main={[
              { at: Math.min(begin, startOf(left[0]?.at ?? '')), value: all },
              ...left.map(({ at, accounts }) => ({ at: Date.parse(at), value: accounts })),
            ]}
            other={planned}
            day={(at) => day(new Date(at).toISOString())}
            count={count}
          />
          <Numbers
            summary={said.numbers}
            head={[said.hour, said.leftDone]}
            rows={left.slice(-48).map(({ at, accounts }) => [hour(at), count(accounts)])}
          />
        </>
      )}
    </>
  )
}

/** Of a day, or of the hour before the first account was done. */
function startOf(text: string): number {
  return Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text) || 0
}

function plannedOf(waves: CampaignProgress['waves'], begin: number) {
  let left = waves.reduce((all, { planned }) => all + planned, 0)
  const ends = waves.map(({ day, planned }) => ({ at: startOf(day) + 86_400_000, value: (left -= planned) }))
  return [{ at: begin, value: waves.reduce((all, { planned }) => all + planned, 0) }, ...ends]
}

function Waves({ progress: { waves } }: Part) {
  const { words } = useWords()
  const { count, day } = useFigures()
  const said = words.campaigns.console
  if (waves.length === 0) return null
  return (
    <>
      <h2>{said.waves}</h2>
      <Table
        head={[said.day, said.planned, said.isDone, said.isBack]}
        rows={waves.map((wave) => [
          day(wave.day),
          count(wave.planned),
          `${count(wave.done)} / ${count(wave.accounts)}`,
          count(wave.back),
        ])}
      />
    </>
  )
}

function Desk({ progress: { desk, calls } }: Part) {
  const { words } = useWords()
  const { count, hour } = useFigures()
  const said = words.campaigns.console
  const isTold = calls.counted > 0 || desk.some(({ counted }) => counted !== null)
  const isMore = calls.counted > calls.expected * 1.25 && calls.counted - calls.expected > 10
  const [first, last] = [desk[0], desk.at(-1)]
  if (first === undefined || last === undefined) return null
  return (
    <>
      <h2>{said.desk}</h2>
      <p>{isTold ? said.deskText(count(calls.counted), count(calls.expected)) : said.deskNone}</p>
      {isMore && (
        <Notice kind="wait">
          <p>{said.deskMore}</p>
        </Notice>
      )}
      <Bars
        label={said.deskChart}
        legend={[
          { kind: 'main', text: said.counted },
          { kind: 'other', text: said.expected },
        ]}
        bars={desk.map(({ from, counted, expected }) => ({ key: from, main: counted, other: expected }))}
        count={count}
        from={hour(first.from)}
        to={hour(last.from)}
      />
      <Numbers
        summary={said.numbers}
        head={[said.hour, said.expected, said.counted]}
        rows={desk
          .filter(({ expected, counted }) => expected >= 0.5 || counted !== null)
          .map(({ from, expected, counted }) => [
            hour(from),
            count(expected),
            counted === null ? '–' : count(counted),
          ])}
      />
    </>
  )
}

function Away({ progress: { stragglers } }: Part) {
  const { words } = useWords()
  const said = words.campaigns.console
  if (stragglers.length === 0) return null
  return (
    <>
      <h2>{said.away}</h2>
      <p>
        {said.awayText} {stragglers.join(', ')}
      </p>
    </>
  )
}
