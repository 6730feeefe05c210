import type { CampaignForecast, OwnCampaigns } from '@keyturn/contract'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { tryCampaignWaves } from '../../../api/index.ts'
import { Failure, Notice, Page, TextButton, Waiting } from '../../../ui/index.ts'
import { useWords } from '../../../words/index.ts'
import { Bars, Numbers } from './charts.tsx'
import { useFigures } from './figures.ts'

type OwnCampaign = OwnCampaigns['campaigns'][number]

/** From as many days as nobody would take to all at once; each step as much more than the last in proportion. */
const steps = 60
const mostDays = 120
const settleMs = 250

/** What other waves would do to the help desk: a slider, and a forecast of the same people. */
export function OtherWaves({
  campaign: { campaign, people },
  onBack,
}: {
  readonly campaign: OwnCampaign
  readonly onBack: () => void
}) {
  const { words } = useWords()
  const { count } = useFigures()
  const said = words.campaigns.console
  const slider = useId()
  const all = people ?? 1
  const [step, setStep] = useState(Math.round(steps / 2))
  const size = sizeAt(step, all)
  const [asked] = useDebouncedValue(size, settleMs)
  const tried = useQuery({
    queryKey: ['campaigns', 'waves', campaign, asked],
    queryFn: () => tryCampaignWaves({ campaign, size: asked }),
    placeholderData: keepPreviousData,
  })
  return (
    <Page name="campaign-waves" title={said.wavesTitle}>
      <p>{said.wavesText}</p>
      <div className="kt-slider">
        <label htmlFor={slider}>{said.size}</label>
        <input
          id={slider}
          type="range"
          min={0}
          max={steps}
          value={step}
          aria-valuetext={said.aDay(count(size))}
          onChange={(event) => setStep(Number(event.currentTarget.value))}
        />
        <strong>{said.aDay(count(size))}</strong>
      </div>
      <Failure error={tried.error} />
      {tried.isPending && <Waiting text={words.product.loading} />}
      {tried.data?.forecast && <Tried forecast={tried.data.forecast} size={asked} />}
      <div className="kt-links">
        <TextButton onClick={onBack}>{words.campaigns.console.back}</TextButton>
      </div>
    </Page>
  )
}

/** A number that somebody would write: two digits that count. */
function sizeAt(step: number, people: number): number {
  const least = Math.max(1, people / mostDays)
  const exact = least * (people / least) ** (step / steps)
  if (step === steps) return people
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(exact)) - 1)
  return Math.max(1, Math.round(exact / unit) * unit)
}

function Tried({ forecast, size }: { readonly forecast: CampaignForecast; readonly size: number }) {
  const { words, locale } = useWords()
  const { count, minutes, day } = useFigures()
  const said = words.campaigns.console
  const { waves, ends, worst, waitMinutes } = forecast
  const days = daysOf(forecast)
  const [first, last] = [days[0], days.at(-1)]
  return (
    <>
      {ends === null ? (
        <Notice kind="wait">
          <p>{said.never}</p>
        </Notice>
      ) : (
        <p>
          {said.tried(
            count(waves.length),
            new Date(ends).toLocaleDateString(locale, { weekday: 'long', day: 'numeric', month: 'long' }),
          )}
        </p>
      )}
      <p>
        {said.busiest(count(worst.callsPerHour))}{' '}
        {said.waiting(minutes(waitMinutes), minutes(worst.waitMinutes))}{' '}
        {said.lockedOut(count(worst.lockedOut))}
      </p>
      {first !== undefined && last !== undefined && (
        <Bars
          label={said.daysChart}
          legend={[{ kind: 'main', text: said.calls }]}
          bars={days.map(({ at, calls }) => ({ key: at, main: calls, other: 0 }))}
          count={count}
          from={day(first.at)}
          to={day(last.at)}
        />
      )}
      <Numbers
        summary={said.numbers}
        head={[said.day, said.peopleADay, said.calls]}
        rows={days.map(({ at, people, calls }) => [day(at), count(people), count(calls)])}
      />
      <p>{said.write}</p>
      <pre className="kt-plan">{`waves:\n  size: ${size}`}</pre>
    </>
  )
}

function daysOf({ hours, waves }: CampaignForecast) {
  const people = new Map(waves.map((wave) => [wave.day, wave.people]))
  const calls = new Map<string, number>()
  for (const hour of hours) {
    const day = hour.from.slice(0, 10)
    calls.set(day, (calls.get(day) ?? 0) + hour.calls)
  }
  const days = [...new Set([...people.keys(), ...calls.keys()])].toSorted()
  return days.map((at) => ({ at, people: people.get(at) ?? 0, calls: calls.get(at) ?? 0 }))
}
