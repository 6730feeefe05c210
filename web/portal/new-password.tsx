import type { PasswordPolicy, PasswordProblem } from '@keyturn/contract'
import { checkPassword } from '@keyturn/protocols/ad'
import { useEffect, useId, useRef, useState, type ReactNode, type SubmitEvent } from 'react'
import { Failure, Notice, PasswordField, RuleList, Submit } from '../ui/index.ts'
import { say, useWords } from '../words/index.ts'

interface NewPasswordProps {
  /** For the browser's password store, which asks which name a new password belongs to. */
  readonly account: string
  readonly policy: PasswordPolicy
  readonly problems: readonly PasswordProblem[]
  /** Another number for each password sent, so that the same problem is said again. */
  readonly attempt: number
  /** Whether the directory still holds what it held: said beside problems. */
  readonly unchanged: boolean
  readonly minAgeCounts?: boolean
  readonly busy: boolean
  readonly error: unknown
  readonly submit: string
  readonly before?: ReactNode
  readonly onChosen: (password: string) => void
}

/** The field for a new password with its rules, for resets and for changes. */
export function NewPassword(props: NewPasswordProps) {
  const { words } = useWords()
  const [password, setPassword] = useState('')
  const [error, setError] = useState<string>()
  const field = useRef<HTMLInputElement>(null)
  const rulesId = useId()
  const refused = props.problems.length > 0
  useEffect(() => {
    // Its ticks would say that all is well with a password that the directory has just refused.
    if (refused) setPassword('')
  }, [refused, props.attempt, props.problems])
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    const wrong =
      password === ''
        ? words.password.empty
        : checkPassword(password, props.policy).length > 0
          ? words.password.notYet
          : undefined
    setError(wrong)
    if (wrong === undefined) props.onChosen(password)
    else field.current?.focus()
  }
  return (
    <form className="kt-form" onSubmit={send} noValidate>
      <Failure error={props.error} />
      {props.problems.length > 0 && !props.busy && <Problems key={props.attempt} {...props} />}
      <input type="text" autoComplete="username" value={props.account} readOnly hidden />
      {props.before}
      <PasswordField
        field={field}
        label={words.password.label}
        hint={words.password.advice}
        error={error}
        value={password}
        onChange={setPassword}
        autoComplete="new-password"
      />
      <RuleList
        id={rulesId}
        policy={props.policy}
        candidate={password}
        minAgeCounts={props.minAgeCounts ?? false}
      />
      <Submit busy={props.busy}>{props.submit}</Submit>
    </form>
  )
}

function Problems({ problems, unchanged }: Pick<NewPasswordProps, 'problems' | 'unchanged'>) {
  const { words } = useWords()
  return (
    <Notice kind="bad" title={words.password.problems}>
      <ul>
        {problems.map((problem) => (
          <li key={problem}>{say(words.codes, 'problem', problem)}</li>
        ))}
      </ul>
      {unchanged && <p>{words.password.problemsText}</p>}
    </Notice>
  )
}
