import { useState, type SubmitEvent } from 'react'
import { CodeField, Submit } from '../../ui/index.ts'
import { say, useWords } from '../../words/index.ts'
import type { AnswerProps } from './answer.ts'

const digits = 6

/** The six digits of an authenticator app. */
export function AppCode({ factor, field, busy, onAnswer }: AnswerProps) {
  const { words } = useWords()
  const [answer, setAnswer] = useState('')
  const [lacks, setLacks] = useState(false)
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    setLacks(answer.length < digits)
    if (answer.length < digits) field.current?.focus()
    else onAnswer(answer)
  }
  return (
    <form className="kt-form" onSubmit={send} noValidate>
      <CodeField
        field={field}
        label={say(words.codes, 'factor', factor)}
        hint={words.prove.hint.totp}
        value={answer}
        onChange={setAnswer}
        error={lacks ? words.prove.emptyTotp : undefined}
      />
      <Submit busy={busy}>{words.prove.next}</Submit>
    </form>
  )
}
