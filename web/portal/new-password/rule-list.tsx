import type { PasswordPolicy, PasswordProblem } from '@keyturn/contract'
import { ruleStates, type RuleProblem } from '@keyturn/protocols/ad'
import { say, useWords } from '../../words/index.ts'
import { houseRules, type HouseRule } from './house-rules.ts'
import type { Judged } from './use-judgement.ts'
import './new-password.css'

interface RuleListProps {
  readonly id: string
  readonly policy: PasswordPolicy
  readonly candidate: string
  /** What the page's own check found. */
  readonly found: readonly PasswordProblem[]
  readonly judged: Judged
  /** Only who changes a password that she knows is held to its minimum age; a reset is not. */
  readonly minAgeCounts: boolean
}

/** Those whose line in the list says enough. */
const ticked: ReadonlySet<PasswordProblem> = new Set<RuleProblem | 'too-weak'>([
  'too-short',
  'too-long',
  'too-simple',
  'contains-name',
  'unsupported-character',
  'too-weak',
])

/** The rules, ticked off while the person types, by the same code with which the server checks. */
export function RuleList({ id, policy, candidate, found, judged, minAgeCounts }: RuleListProps) {
  const { words } = useWords()
  const { house } = policy
  const ofHouse = house === undefined ? { rules: [], problems: [] } : houseRules(house, found, judged)
  const says: Readonly<Record<HouseRule['rule'], string>> = {
    own: words.password.ruleOwn,
    banned: words.password.ruleBanned,
    strength: words.password.ruleStrength(words.password.strengths[house?.leastStrength ?? 'fair']),
  }
  const lines = [
    ...ruleStates(candidate, policy).map(({ rule, met }) => ({
      rule: rule as string,
      met,
      text: words.password.rule[rule](policy.minLength),
    })),
    ...ofHouse.rules.map(({ rule, met }) => ({ rule: rule as string, met, text: says[rule] })),
  ]
  const isMet = (met: boolean | undefined) => met === true && candidate !== ''
  const against = candidate === '' ? [] : ofHouse.problems.filter((problem) => !ticked.has(problem))
  return (
    <div id={id}>
      {lines.length > 0 && <h2>{words.password.rules}</h2>}
      <ul className="kt-rules">
        {lines.map(({ rule, met, text }) => (
          <li key={rule} data-met={isMet(met) || undefined}>
            <Tick met={isMet(met)} />
            <span>
              {text}
              <span className="kt-hidden"> ({isMet(met) ? words.password.met : words.password.unmet})</span>
            </span>
          </li>
        ))}
      </ul>
      <p role="status" className="kt-hidden">
        {candidate === ''
          ? ''
          : words.password.metCount(lines.filter(({ met }) => isMet(met)).length, lines.length)}
      </p>
      <div role="status">
        {against.length > 0 && (
          <ul className="kt-against">
            {against.map((problem) => (
              <li key={problem}>{say(words.codes, 'problem', problem)}</li>
            ))}
          </ul>
        )}
      </div>
      <OnlyDc policy={policy} minAgeCounts={minAgeCounts} />
    </div>
  )
}

/** What no page can check: only a DC knows the old passwords and when the last one was set. */
function OnlyDc({ policy, minAgeCounts }: Pick<RuleListProps, 'policy' | 'minAgeCounts'>) {
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
