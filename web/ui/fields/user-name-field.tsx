import { TextInput } from '@mantine/core'
import type { Ref } from 'react'

interface UserNameFieldProps {
  readonly ref: Ref<HTMLInputElement>
  readonly label: string
  readonly description?: string
  readonly error: string | undefined
  readonly value: string
  readonly onChange: (value: string) => void
}

/** Who she is, in whatever spelling: a password manager may fill it in, and no keyboard corrects it. */
export function UserNameField({ ref, label, description, error, value, onChange }: UserNameFieldProps) {
  return (
    <TextInput
      ref={ref}
      size="lg"
      label={label}
      description={description}
      error={error}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      name="username"
      autoComplete="username"
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      maxLength={320}
    />
  )
}
