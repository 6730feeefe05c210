import { TextInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { Failure, Submit, toFirstEmpty, Waiting } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import type { AnswerProps } from './answer.ts'
import { useChallenge } from './use-challenge.ts'

/** All asked questions, answered together: which one was wrong is never said. */
export function Questions({ field, factor, busy, begin, wrong, onAnswer }: AnswerProps) {
  const { words } = useWords()
  const asking = useChallenge(factor, begin)
  const [answers, setAnswers] = useState<Readonly<Record<string, string>>>({})
  const [lacks, setLacks] = useState(false)
  if (asking.isPending || asking.isIdle) return <Waiting text={words.product.loading} />
  const questions = asking.data?.kind === 'questions' ? asking.data.questions : []
  const isMissing = (id: string) => (answers[id] ?? '').trim() === ''
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const some = questions.some(({ id }) => isMissing(id))
    setLacks(some)
    if (some) toFirstEmpty(event.currentTarget)
    else onAnswer(JSON.stringify(questions.map(({ id }) => ({ id, answer: answers[id] }))))
  }
  return (
    <form className="kt-form" onSubmit={send} noValidate>
      <Failure error={asking.error} />
      <p>{words.prove.hint.questions}</p>
      {questions.map(({ id, text }, i) => (
        <TextInput
          key={id}
          ref={i === 0 ? field : undefined}
          size="lg"
          label={text}
          error={lacks && isMissing(id) ? words.prove.emptyAnswer : undefined}
          value={answers[id] ?? ''}
          onChange={(event) => setAnswers({ ...answers, [id]: event.currentTarget.value })}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={200}
          autoFocus={wrong && i === 0}
        />
      ))}
      <Submit busy={busy}>{words.prove.next}</Submit>
    </form>
  )
}
