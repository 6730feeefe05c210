import { TextInput } from '@mantine/core'
import { useState, type RefObject } from 'react'
import { useWords } from '../../words/index.ts'
import './fields.css'

interface PasswordFieldProps {
  readonly label: string
  readonly hint?: string
  readonly error?: string | undefined
  readonly value: string
  readonly onChange: (value: string) => void
  readonly autoComplete: 'current-password' | 'new-password'
  readonly describedBy?: string
  readonly field?: RefObject<HTMLInputElement | null>
  /** Whether it is shown, where the page decides that too; else the field keeps it to itself. */
  readonly shown?: boolean
  readonly onShown?: (shown: boolean) => void
}

/** Hidden at first, shown by a button with words. Nothing is trimmed, and what is too long is said, not cut off. */
export function PasswordField(props: PasswordFieldProps) {
  const { words } = useWords()
  const [own, setOwn] = useState(false)
  const shown = props.shown ?? own
  const setShown = props.onShown ?? setOwn
  return (
    <TextInput
      ref={props.field}
      size="lg"
      label={props.label}
      description={props.hint}
      error={props.error}
      type={shown ? 'text' : 'password'}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      autoComplete={props.autoComplete}
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      rightSectionWidth="7rem"
      rightSection={
        <button
          type="button"
          className="kt-show"
          aria-label={shown ? words.password.hideLong : words.password.showLong}
          onClick={() => setShown(!shown)}
        >
          {shown ? words.password.hide : words.password.show}
        </button>
      }
    />
  )
}
