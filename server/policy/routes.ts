import type { StandingAnswer } from '@keyturn/contract'
import type { Directory } from '#directory'
import { answer, route, type Route } from '#http'
import { Fault, type AccountId } from '#kernel'
import { policyPurposes, type Explanation, type Policy, type PolicyPurpose, type Standing } from './policy.ts'

export interface PolicyRoutesDeps {
  readonly policy: Pick<Policy, 'explain' | 'coverage'>
  readonly directory: Pick<Directory, 'find' | 'read'>
}

/** Who could do what today: for the administrator of everybody, for a person of herself. */
export function policyRoutes({ policy, directory }: PolicyRoutesDeps): readonly Route[] {
  return [
    route('admin.policy-explain', async ({ body }) => {
      const found = await directory.find(body.account)
      if (!found.found) return answer({ found: false, why: found.why })
      const { sAMAccountName: name, displayName } = found.account
      const explanation = await policy.explain(found.account)
      return answer({
        found: true,
        name,
        displayName,
        ...asAnswer(explanation),
        rules: perPurpose((purpose) => [...explanation.rules[purpose]]),
      })
    }),

    route('admin.policy-coverage', async ({ body }) => {
      const coverage = await policy.coverage(body.group, body.purpose)
      if (coverage === undefined) return answer({ found: false })
      const { cannot, ...sums } = coverage
      const people = cannot.map(({ account, why, ready }) => ({
        name: account.sAMAccountName,
        displayName: account.displayName,
        why,
        ready: [...ready],
      }))
      return answer({ found: true, ...sums, cannot: people })
    }),

    route('person.readiness', async ({ session }) => {
      const account =
        session?.kind === 'person' ? await directory.read(session.subject as AccountId) : undefined
      if (account === undefined) throw new Fault('session.missing', 'no session of a person who is there')
      return answer(asAnswer(await policy.explain(account)))
    }),
  ]
}

/** Which rules they are is not the person's to know. */
function asAnswer({ purposes }: Explanation) {
  return { purposes: perPurpose((purpose) => standingAnswer(purposes[purpose])) }
}

function perPurpose<T>(of: (purpose: PolicyPurpose) => T) {
  return Object.fromEntries(policyPurposes.map((purpose) => [purpose, of(purpose)])) as Record<
    PolicyPurpose,
    T
  >
}

function standingAnswer(one: Standing): StandingAnswer {
  const ready = [...one.ready]
  if (one.can) return { can: true, need: needAnswer(one.need), ready }
  return { can: false, why: one.why, ready, ...(one.need && { need: needAnswer(one.need) }) }
}

const needAnswer = ({
  factors,
  different,
  required = [],
  kinds = 0,
  weight = 0,
}: Standing['need'] & object) => ({
  factors: [...factors],
  different,
  required: [...required],
  kinds,
  weight,
})
