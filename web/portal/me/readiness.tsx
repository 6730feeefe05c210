import { useQuery } from '@tanstack/react-query'
import { viewReadiness } from '../../api/index.ts'
import { Notice } from '../../ui/index.ts'
import { say, useWords } from '../../words/index.ts'

/** Whether she could help herself today, said before the day she needs it. */
export function ReadinessNotice() {
  const { words } = useWords()
  const readiness = useQuery({ queryKey: ['me', 'readiness'], queryFn: viewReadiness })
  const reset = readiness.data?.purposes.reset
  if (reset === undefined) return null
  if (reset.can) {
    return (
      <Notice kind="good">
        <p>{words.me.couldReset}</p>
      </Notice>
    )
  }
  return (
    <Notice kind="wait" title={words.me.couldNotReset}>
      <p>{say(words.codes, 'cannot', reset.why)}</p>
    </Notice>
  )
}
