import { TextInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { Submit } from '../../ui/index.ts'
import { say, useWords } from '../../words/index.ts'
import type { AnswerProps } from './answer.ts'

/** One line that is typed: from paper, from a token, or what another server asks for. */
export function TypedAnswer({ factor, field, busy, more, onAnswer }: AnswerProps) {
  const { words } = useWords()
  const [answer, setAnswer] = useState('')
  const [lacks, setLacks] = useState(false)
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    const isEmpty = answer.trim() === ''
    setLacks(isEmpty)
    if (isEmpty) field.current?.focus()
    else onAnswer(answer.trim())
  }
  const isDigits = factor === 'token'
  return (
    <form className="kt-form" onSubmit={send} noValidate>
      <TextInput
        ref={field}
        size="lg"
        label={say(words.codes, 'factor', factor)}
        description={more?.kind === 'more' ? more.prompt : words.prove.hint[factor]}
        error={lacks ? words.prove.emptyAnswer : undefined}
        value={answer}
        onChange={(event) => setAnswer(event.currentTarget.value)}
        inputMode={isDigits ? 'numeric' : 'text'}
        autoComplete={isDigits ? 'one-time-code' : 'off'}
        autoCapitalize={factor === 'recovery-code' ? 'characters' : 'off'}
        autoCorrect="off"
        spellCheck={false}
        maxLength={128}
      />
      <Submit busy={busy}>{words.prove.next}</Submit>
    </form>
  )
}
