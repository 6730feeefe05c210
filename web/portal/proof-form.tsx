import type { FactorName } from '@keyturn/contract'
import { TextInput } from '@mantine/core'
import { useEffect, useRef, useState, type SubmitEvent } from 'react'
import { CodeField, Failure, Notice, Submit } from '../ui/index.ts'
import { say, useWords } from '../words/index.ts'

interface ProofFormProps {
  readonly factor: FactorName
  /** The last answer was wrong. */
  readonly wrong: boolean
  /** Another number for each answer sent, so that a second wrong one is said again. */
  readonly attempt: number
  readonly busy: boolean
  readonly error: unknown
  readonly onAnswer: (answer: string) => void
}

const digits = 6

/** One field for one proof, for resets and for people who have signed in. */
export function ProofForm(props: ProofFormProps) {
  const { words } = useWords()
  const { factor, wrong, attempt } = props
  const [answer, setAnswer] = useState('')
  const [incomplete, setIncomplete] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (!wrong || attempt === 0) return
    setAnswer('')
    field.current?.focus()
  }, [wrong, attempt])
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    const complete = factor === 'totp' ? answer.length === digits : answer.trim() !== ''
    setIncomplete(!complete)
    if (complete) props.onAnswer(answer.trim())
    else field.current?.focus()
  }
  const shared = { field, label: say(words.codes, 'factor', factor), value: answer, onChange: setAnswer }
  return (
    <form className="kt-form" onSubmit={send} noValidate>
      {wrong && (
        <Notice key={attempt} kind="bad">
          <p>{words.prove.wrong}</p>
        </Notice>
      )}
      <Failure error={props.error} />
      {factor === 'totp' ? (
        <CodeField
          {...shared}
          hint={words.prove.hint.totp}
          error={incomplete ? words.prove.emptyTotp : undefined}
        />
      ) : (
        <RecoveryCodeField {...shared} error={incomplete ? words.prove.emptyRecoveryCode : undefined} />
      )}
      <Submit busy={props.busy}>{words.prove.next}</Submit>
    </form>
  )
}

function RecoveryCodeField(props: {
  readonly field: React.RefObject<HTMLInputElement | null>
  readonly label: string
  readonly error: string | undefined
  readonly value: string
  readonly onChange: (value: string) => void
}) {
  const { words } = useWords()
  return (
    <TextInput
      ref={props.field}
      size="lg"
      label={props.label}
      description={words.prove.hint['recovery-code']}
      error={props.error}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      autoComplete="off"
      autoCapitalize="characters"
      autoCorrect="off"
      spellCheck={false}
      maxLength={64}
    />
  )
}
