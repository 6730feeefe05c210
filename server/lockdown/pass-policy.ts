import type { Need, Policy, PolicyPurpose } from '#policy'
import type { Watch } from './standing.ts'

const aPass: Need = { factors: ['access-pass'], different: 1 }
const byPass: ReadonlySet<PolicyPurpose> = new Set(['reset', 'unlock'])

/** The policy of resets: while passes alone count, a pass is what is needed, and enough, of whoever may reset at all. */
export function policyUnder(
  policy: Pick<Policy, 'needFor' | 'shown'>,
  watch: Watch,
): Pick<Policy, 'needFor' | 'shown'> {
  return {
    async needFor(account, purpose) {
      const need = await policy.needFor(account, purpose)
      if (need === undefined || !byPass.has(purpose)) return need
      return (await watch.now()).mode === 'passes-only' ? aPass : need
    },
    shown(purpose) {
      const isByPass = byPass.has(purpose) && watch.lastSeen().mode === 'passes-only'
      return isByPass ? aPass.factors : policy.shown(purpose)
    },
  }
}
