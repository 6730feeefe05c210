import { TextInput } from '@mantine/core'
import { useEffect, useState, type SubmitEvent } from 'react'
import { Failure, Submit, TextButton, Waiting } from '../../ui/index.ts'
import { say, useWords } from '../../words/index.ts'
import type { AnswerProps } from './answer.ts'
import { useChallenge } from './use-challenge.ts'

/** Mails take a while; whoever asks at once again only makes the first code worthless. */
const patienceMs = 30_000

/** A code that was sent when this came up. */
export function SentCode({ factor, field, busy, begin, wrong, onAnswer }: AnswerProps) {
  const { words } = useWords()
  const [answer, setAnswer] = useState('')
  const [lacks, setLacks] = useState(false)
  const sending = useChallenge(factor, begin)
  const mayAgain = useLater(patienceMs, sending.submittedAt)
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    const code = answer.replaceAll(/\D/g, '')
    setLacks(code === '')
    if (code === '') field.current?.focus()
    else onAnswer(code)
  }
  if (sending.isPending || sending.isIdle) return <Waiting text={words.prove.sending} />
  if (sending.error !== null) {
    return (
      <>
        <Failure error={sending.error} />
        <TextButton onClick={() => sending.mutate()}>{words.product.again}</TextButton>
      </>
    )
  }
  return (
    <form className="kt-form" onSubmit={send} noValidate>
      {wrong && <p>{words.prove.sentAnother}</p>}
      <TextInput
        ref={field}
        size="lg"
        label={say(words.codes, 'factor', factor)}
        description={words.prove.hint[factor]}
        error={lacks ? words.prove.emptyAnswer : undefined}
        value={answer}
        onChange={(event) => setAnswer(event.currentTarget.value)}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={20}
        autoFocus={wrong}
      />
      <Submit busy={busy}>{words.prove.next}</Submit>
      {mayAgain && (
        <div className="kt-links">
          <TextButton onClick={() => sending.mutate()}>{words.prove.sendAgain}</TextButton>
        </div>
      )}
    </form>
  )
}

/** Has so much time gone by since then? */
function useLater(ms: number, since: number): boolean {
  const [passed, setPassed] = useState(0)
  useEffect(() => {
    const timer = setTimeout(() => setPassed(since), ms)
    return () => clearTimeout(timer)
  }, [ms, since])
  return passed === since && since > 0
}
