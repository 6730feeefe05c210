import type { Challenge, FactorName, Me } from '@keyturn/contract'
import { useMutation } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { challengeForPerson, isReadyForPerson } from '../../api/index.ts'
import { Notice, Page, TextButton } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import { ProofForm } from '../proof/proof-form.tsx'
import { ownWays } from '../proof/ways.ts'
import { ChooseMine, isWrong } from './signed-in.tsx'
import { useSignedOutCheck } from './use-me.ts'

interface ReproveProps<End> {
  readonly me: Me
  /** Of the page: `NAME-prove-…`. */
  readonly name: string
  readonly title: string
  /** What this proof says, and nothing else. */
  readonly text: string
  readonly back: string
  /** For whom there is no way that counts. */
  readonly noWay: string
  /** What she could do about it here. */
  readonly setUp?: ReactNode
  readonly send: (proof: { readonly factor: FactorName; readonly answer: string }) => Promise<End>
  /** What is still to be answered; undefined: it is over. */
  readonly more: (end: End) => Challenge | undefined
  /** undefined: she went back. */
  readonly onEnd: (end: End | undefined) => void
}

/** One more proof of hers, at this moment and for just this, by a way that is nobody else's word. */
export function Reprove<End>(props: ReproveProps<End>) {
  const { me, name, title, text, back, noWay, setUp, send, more, onEnd } = props
  const { words } = useWords()
  const proof = useMutation({
    mutationFn: send,
    onSuccess: (end) => {
      if (more(end) === undefined) onEnd(end)
    },
    onError: useSignedOutCheck(),
  })
  const mine = ownWays(me)
  const [chosen, setChosen] = useState(mine[0])
  const [isChoosing, setChoosing] = useState(false)
  const choose = (factor: FactorName) => {
    proof.reset()
    setChosen(factor)
    setChoosing(false)
  }
  const goBack = <TextButton onClick={() => onEnd(undefined)}>{back}</TextButton>
  if (chosen === undefined) {
    return (
      <Page name={`${name}-no-way`} title={title}>
        <Notice kind="wait">
          <p>{noWay}</p>
        </Notice>
        {setUp}
        <div className="kt-links">{goBack}</div>
      </Page>
    )
  }
  if (isChoosing) return <ChooseMine factors={mine} onChoose={choose} />
  const wrong = isWrong(proof.error)
  return (
    <Page name={`${name}-prove-${chosen}`} title={title}>
      <p>{text}</p>
      <ProofForm
        key={chosen}
        factor={chosen}
        wrong={wrong}
        attempt={proof.submittedAt}
        busy={proof.isPending}
        error={wrong ? null : proof.error}
        more={proof.data && more(proof.data)}
        begin={challengeForPerson}
        isReady={isReadyForPerson}
        onAnswer={(answer) => proof.mutate({ factor: chosen, answer })}
      />
      <div className="kt-links">
        {mine.length > 1 && <TextButton onClick={() => setChoosing(true)}>{words.prove.other}</TextButton>}
        {goBack}
      </div>
    </Page>
  )
}
