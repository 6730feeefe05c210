import type { ResetView } from '@keyturn/contract'
import type { Search } from '../../address/index.ts'
import { challengeForReset, isReadyForReset, proveForReset } from '../../api/index.ts'
import { Failure, Page, TextButton, TextLink } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import { ProofForm } from '../proof/proof-form.tsx'
import { ChooseWay } from './choose-way.tsx'
import { askedFor, pathOf } from './purposes.ts'
import { useLeave, useStep } from './use-reset.ts'

type Proving = Extract<ResetView, { state: 'proving' }>

interface ProveProps {
  readonly now: Proving
  readonly search: Search
  readonly account: string | undefined
  readonly onStartOver: () => void
}

export function Prove({ now, search, account, onStartOver }: ProveProps) {
  const { words } = useWords()
  const prove = useStep(proveForReset)
  const leave = useLeave(onStartOver)
  const factor = now.factors.find((one) => one === search.way) ?? now.factors[0]
  // What was wrong of one way is not said of the next; after a reload nobody knows which it was.
  const isThis = prove.variables === undefined || prove.variables.factor === factor
  const step = { now: 2, all: 3 }
  const to = pathOf[now.purpose]
  if (search.way === 'choose' || factor === undefined) {
    return <ChooseWay to={to} search={search} factors={now.factors} step={step} />
  }
  const { as } = askedFor(now.purpose, words)
  return (
    <Page
      name={`prove-${factor}-${now.proved.length}`}
      title={now.proved.length > 0 ? words.prove.titleMore : words.prove.title}
      step={step}
      device={now.device}
    >
      {now.proved.length > 0 && <p>{words.prove.proved}</p>}
      {account !== undefined && <p>{as(account)}</p>}
      <Failure error={leave.error} />
      <ProofForm
        key={`${factor}-${now.proved.length}`}
        factor={factor}
        wrong={now.wrong && isThis && !prove.isPending && prove.error === null}
        attempt={prove.submittedAt}
        busy={prove.isPending}
        error={prove.error}
        more={now.challenge}
        begin={challengeForReset}
        isReady={isReadyForReset}
        onAnswer={(answer) => prove.mutate({ factor, answer })}
      />
      <div className="kt-links">
        <TextLink to={to} search={{ ...search, way: 'choose' }}>
          {words.prove.other}
        </TextLink>
        {now.proved.length === 0 && (
          <TextButton onClick={() => leave.mutate()}>{words.prove.otherName}</TextButton>
        )}
      </div>
    </Page>
  )
}
