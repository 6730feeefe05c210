import { useRef, useState, type SubmitEvent } from 'react'
import { signIn } from '../../api/index.ts'
import { Failure, Page, PasswordField, Submit, TextLink, UserNameField } from '../../ui/index.ts'
import { useWords } from '../../words/index.ts'
import { useMyStep } from './use-me.ts'

interface SignInFormProps {
  readonly text: string
  readonly onPassword?: ((password: string) => void) | undefined
}

export function SignInForm({ text, onPassword }: SignInFormProps) {
  const { words } = useWords()
  const [identifier, setIdentifier] = useState('')
  const [password, setPassword] = useState('')
  const [empty, setEmpty] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const start = useMyStep(signIn, () => onPassword?.(password))
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    const lacks = identifier.trim() === '' || password === ''
    setEmpty(lacks)
    if (lacks) field.current?.focus()
    else start.mutate({ identifier: identifier.trim(), password })
  }
  return (
    <Page name="sign-in" title={words.signIn.title}>
      <p>{text}</p>
      <form className="kt-form" onSubmit={send} noValidate>
        <Failure key={start.submittedAt} error={start.isPending ? null : start.error} />
        <UserNameField
          ref={field}
          label={words.signIn.label}
          error={empty ? words.signIn.empty : undefined}
          value={identifier}
          onChange={setIdentifier}
        />
        <PasswordField
          label={words.signIn.password}
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
        />
        <Submit busy={start.isPending}>{words.signIn.next}</Submit>
      </form>
      <div className="kt-links">
        <TextLink to="/reset">{words.signIn.forgot}</TextLink>
      </div>
    </Page>
  )
}
