import { TextInput } from '@mantine/core'
import { useWords } from '../../../words/index.ts'

interface NameFieldProps {
  readonly value: string
  readonly onChange: (name: string) => void
}

/** So that she knows later which one it is. */
export function NameField({ value, onChange }: NameFieldProps) {
  const { words } = useWords()
  return (
    <TextInput
      size="lg"
      label={words.totp.name}
      value={value}
      maxLength={60}
      autoComplete="off"
      error={value.trim() === '' ? words.totp.emptyName : undefined}
      // What nobody sees comes by pasting, and is refused by the server (`label` in contract/common.ts).
      onChange={(event) =>
        onChange(event.currentTarget.value.replaceAll(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, ''))
      }
    />
  )
}
