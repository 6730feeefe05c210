import { PinInput } from '@mantine/core'
import { useId, type RefObject } from 'react'
import { useWords } from '../../words/index.ts'
import './fields.css'

interface CodeFieldProps {
  readonly label: string
  readonly hint?: string
  readonly error?: string | undefined
  readonly value: string
  readonly onChange: (value: string) => void
  /** The first digit, for those who must put the focus there. */
  readonly field: RefObject<HTMLInputElement | null>
}

/** Six digits of an authenticator app. Nothing is sent when the sixth is typed: a slip would cost one of few tries. */
export function CodeField({ label, hint, error, value, onChange, field }: CodeFieldProps) {
  const { words } = useWords()
  const id = useId()
  return (
    <fieldset className="kt-code" aria-describedby={`${id}-hint ${id}-error`}>
      <legend>{label}</legend>
      <p id={`${id}-hint`} className="kt-code-hint">
        {hint}
      </p>
      <PinInput
        // Without one of its own it names and puts up its fields anew after the first time, and the focus is lost.
        id={`${id}-digits`}
        ref={field}
        length={6}
        type="number"
        size="lg"
        placeholder=""
        value={value}
        onChange={onChange}
        error={error !== undefined}
        getInputProps={(index) => ({
          'aria-label': words.prove.digit(index + 1),
          'aria-invalid': error !== undefined,
          'aria-describedby': `${id}-error`,
          // The phone's keyboard offers the code once, for the first digit, and it fills all six.
          autoComplete: index === 0 ? 'one-time-code' : 'off',
        })}
      />
      <p id={`${id}-error`} className="kt-code-error" hidden={error === undefined}>
        {error}
      </p>
    </fieldset>
  )
}
