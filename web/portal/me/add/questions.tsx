import type { Question } from '@keyturn/contract'
import { NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { CallFailed } from '../../../api/index.ts'
import { Failure, Notice, Submit, toFirstEmpty, toFirstField, Waiting } from '../../../ui/index.ts'
import { useWords } from '../../../words/index.ts'
import type { AddProps } from './add.ts'
import { offerOf, useConfirm, type OfferOf } from './use-adding.ts'
import '../me.css'

/** As many questions as are needed, each chosen from the list, with its answer. */
export function AddQuestions({ factor }: AddProps) {
  const { words } = useWords()
  const offer = useQuery({
    queryKey: ['offer', factor],
    queryFn: () => offerOf('questions', factor),
    staleTime: Infinity,
    gcTime: 0,
  })
  return (
    <>
      <Failure error={offer.error} />
      {offer.isPending && <Waiting text={words.product.loading} />}
      {offer.data !== undefined && <Answers factor={factor} offer={offer.data} />}
    </>
  )
}

interface Chosen {
  readonly id: string
  readonly answer: string
}

function Answers({ factor, offer }: AddProps & { readonly offer: OfferOf<'questions'> }) {
  const { words } = useWords()
  const [chosen, setChosen] = useState<readonly Chosen[]>(() =>
    offer.questions.slice(0, offer.least).map(({ id }) => ({ id, answer: '' })),
  )
  const [lacks, setLacks] = useState(false)
  const confirm = useConfirm()
  const wrong = confirm.error instanceof CallFailed && confirm.error.code === 'factor.refused'
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const some = chosen.some(({ answer }) => answer.trim() === '')
    setLacks(some)
    const answer = JSON.stringify(chosen)
    if (some) toFirstEmpty(event.currentTarget)
    else
      confirm.mutate(
        { factor, id: offer.id, answer, name: words.add.questionsName },
        { onError: () => toFirstField(form) },
      )
  }
  return (
    <form className="kt-form" onSubmit={send} noValidate>
      {wrong && (
        <Notice key={confirm.submittedAt} kind="bad">
          <p>{words.add.badAnswers}</p>
        </Notice>
      )}
      <Failure error={wrong ? null : confirm.error} />
      <p>{words.add.questionsText}</p>
      {chosen.map((one, i) => (
        <OneQuestion
          // The fields have an order and no other identity.
          key={`question-${i + 1}`}
          number={i + 1}
          one={one}
          open={offer.questions.filter(({ id }) => id === one.id || !chosen.some((other) => other.id === id))}
          lacks={lacks}
          onChange={(now) => setChosen(chosen.with(i, now))}
        />
      ))}
      <Submit busy={confirm.isPending}>{words.add.finish}</Submit>
    </form>
  )
}

interface OneQuestionProps {
  readonly number: number
  readonly one: Chosen
  readonly open: readonly Question[]
  readonly lacks: boolean
  readonly onChange: (one: Chosen) => void
}

function OneQuestion({ number, one, open, lacks, onChange }: OneQuestionProps) {
  const { words } = useWords()
  return (
    <div className="kt-question">
      <NativeSelect
        size="lg"
        label={words.add.question(number)}
        value={one.id}
        data={open.map(({ id, text }) => ({ value: id, label: text }))}
        onChange={(event) => onChange({ ...one, id: event.currentTarget.value })}
      />
      <TextInput
        size="lg"
        label={words.add.answer(number)}
        // A phone shows only the beginning of what was chosen.
        description={open.find(({ id }) => id === one.id)?.text}
        error={lacks && one.answer.trim() === '' ? words.prove.emptyAnswer : undefined}
        value={one.answer}
        onChange={(event) => onChange({ ...one, answer: event.currentTarget.value })}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
      />
    </div>
  )
}
