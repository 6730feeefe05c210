import type { PasswordPolicy } from '@keyturn/contract'
import { ruleStates } from '@keyturn/protocols/ad'
import { useWords } from '../words/index.ts'
import './fields.css'

/** The rules, ticked off while the person types, by the same code with which the server checks. */
export function RuleList(props: {
  readonly id: string
  readonly policy: PasswordPolicy
  readonly candidate: string
  /** Only who changes a password that she knows is held to its minimum age; a reset is not. */
  readonly minAgeCounts: boolean
}) {
  const { words } = useWords()
  const rules = ruleStates(props.candidate, props.policy)
  const met = (rule: { readonly met: boolean }) => rule.met && props.candidate !== ''
  return (
    <div id={props.id}>
      {rules.length > 0 && <h2>{words.password.rules}</h2>}
      <ul className="kt-rules">
        {rules.map((rule) => (
          <li key={rule.rule} data-met={met(rule) || undefined}>
            <Tick met={met(rule)} />
            <span>
              {words.password.rule[rule.rule](props.policy.minLength)}
              <span className="kt-hidden"> ({met(rule) ? words.password.met : words.password.unmet})</span>
            </span>
          </li>
        ))}
      </ul>
      <p role="status" className="kt-hidden">
        {props.candidate === '' ? '' : words.password.metCount(rules.filter(met).length, rules.length)}
      </p>
      <OnlyDc policy={props.policy} minAgeCounts={props.minAgeCounts} />
      {props.policy.maxAgeDays !== null && (
        <p className="kt-small">{words.password.maxAge(Math.floor(props.policy.maxAgeDays))}</p>
      )}
    </div>
  )
}

/** What no page can check: only a DC knows the old passwords and when the last one was set. */
function OnlyDc({
  policy,
  minAgeCounts,
}: {
  readonly policy: PasswordPolicy
  readonly minAgeCounts: boolean
}) {
  const { words } = useWords()
  const lines = [
    ...(policy.history > 0 ? [words.password.history(policy.history)] : []),
    ...(minAgeCounts && policy.minAgeDays > 0 ? [words.password.minAge(Math.ceil(policy.minAgeDays))] : []),
  ]
  if (lines.length === 0) return null
  return (
    <div className="kt-small">
      <p>{words.password.onlyDc}</p>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  )
}

function Tick({ met }: { readonly met: boolean }) {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor">
      <circle cx="10" cy="10" r="8.5" strokeWidth="1.6" />
      {met && <path d="M6 10.4l2.8 2.8L14.2 7.6" strokeWidth="2.2" strokeLinecap="round" />}
    </svg>
  )
}
