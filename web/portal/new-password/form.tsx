import type { PasswordPolicy, PasswordProblem } from '@keyturn/contract'
import { checkPassword } from '@keyturn/protocols/ad'
import { useEffect, useId, useMemo, useRef, useState, type ReactNode, type SubmitEvent } from 'react'
import { Failure, Notice, PasswordField, Submit } from '../../ui/index.ts'
import { say, useWords } from '../../words/index.ts'
import { createPageCheck } from './house-rules.ts'
import { Lifetime } from './lifetime.tsx'
import { RuleList } from './rule-list.tsx'
import { StrengthMeter } from './strength-meter.tsx'
import { SuggestOne, type Suggest } from './suggest.tsx'
import { useJudgement, type Judge } from './use-judgement.ts'

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
  /** The same function at each render. */
  readonly judge: Judge
  readonly suggest: Suggest
  readonly onChosen: (password: string) => void
}

/** The field for a new password with its rules, for resets and for changes. */
export function NewPassword(props: NewPasswordProps) {
  const { words } = useWords()
  const { password, setPassword, found, judged, send, error, field } = useNewPassword(props)
  const [shown, setShown] = useState(false)
  const rulesId = useId()
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
        shown={shown}
        onShown={setShown}
        autoComplete="new-password"
      />
      <SuggestOne
        suggest={props.suggest}
        password={password}
        onSuggested={(suggested) => {
          setPassword(suggested)
          setShown(true)
        }}
      />
      <div>
        <StrengthMeter judged={judged} />
        <RuleList
          id={rulesId}
          policy={props.policy}
          candidate={password}
          found={found}
          judged={judged}
          minAgeCounts={props.minAgeCounts ?? false}
        />
        <Lifetime password={password} policy={props.policy} />
      </div>
      <Submit busy={props.busy}>{props.submit}</Submit>
    </form>
  )
}

/** What is in the field, what stands against it, and sending it when nothing does that a page can know. */
function useNewPassword(props: NewPasswordProps) {
  const { words } = useWords()
  const [password, setPassword] = useState('')
  const [error, setError] = useState<string>()
  const field = useRef<HTMLInputElement>(null)
  const { house } = props.policy
  const inPage = useMemo(() => createPageCheck(house), [house])
  const judged = useJudgement(password, props.judge)
  const refused = props.problems.length > 0
  useEffect(() => {
    // Its ticks would say that all is well with a password that the directory has just refused.
    if (refused) setPassword('')
  }, [refused, props.attempt, props.problems])
  const found = inPage(password)
  const isRefused =
    checkPassword(password, props.policy).length > 0 ||
    found.length > 0 ||
    (typeof judged === 'object' && judged.problems.length > 0)
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    const wrong = password === '' ? words.password.empty : isRefused ? words.password.notYet : undefined
    setError(wrong)
    if (wrong === undefined) props.onChosen(password)
    else field.current?.focus()
  }
  return { password, setPassword, found, judged, send, error, field }
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
