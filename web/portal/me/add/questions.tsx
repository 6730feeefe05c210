import type { Question } from '@keyturn/contract'
import { NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Failure, Waiting } from '../../../ui/index.ts'
import { useWords } from '../../../words/index.ts'
import type { AddProps } from './add.ts'
import { ConfirmForm } from './confirm-form.tsx'
import { offerOf, type OfferOf } from './use-adding.ts'
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
  const isWhole = chosen.every(({ answer }) => answer.trim() !== '')
  return (
    <ConfirmForm
      factor={factor}
      offer={offer}
      name={words.add.questionsName}
      answer={() => (isWhole ? JSON.stringify(chosen) : undefined)}
      refused={words.add.badAnswers}
    >
      {(lacks) => (
        <>
          <p>{words.add.questionsText}</p>
          {chosen.map((one, i) => (
            <OneQuestion
              // The fields have an order and no other identity.
              key={`question-${i + 1}`}
              number={i + 1}
              one={one}
              open={offer.questions.filter(
                ({ id }) => id === one.id || !chosen.some((other) => other.id === id),
              )}
              lacks={lacks}
              onChange={(now) => setChosen(chosen.with(i, now))}
            />
          ))}
        </>
      )}
    </ConfirmForm>
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
