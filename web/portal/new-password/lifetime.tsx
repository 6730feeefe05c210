import type { PasswordPolicy } from '@keyturn/contract'
import { useWords } from '../../words/index.ts'
import { daysOf } from './house-rules.ts'

/** How long a password lives: by AD, and longer where the house rewards length. Said of this one while she types. */
export function Lifetime({
  password,
  policy,
}: {
  readonly password: string
  readonly policy: PasswordPolicy
}) {
  const { words } = useWords()
  const tiers = policy.house?.lifetimes ?? []
  if (tiers.length === 0 && policy.maxAgeDays === null) return null
  const days = daysOf(password, policy)
  const says = words.password
  return (
    <div className="kt-small">
      {policy.maxAgeDays !== null && <p>{says.maxAge(Math.floor(policy.maxAgeDays))}</p>}
      {tiers.toReversed().map(({ atLeast, maxAgeDays }) => (
        <p key={atLeast}>{says.livesLonger(atLeast, maxAgeDays)}</p>
      ))}
      {tiers.length > 0 && password !== '' && (
        <p role="status">
          <strong>{days === null ? says.livesForEver : says.livesThis(days)}</strong>
        </p>
      )}
    </div>
  )
}
