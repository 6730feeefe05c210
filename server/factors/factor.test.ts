import { suite, test } from 'node:test'
import { checkEvent } from '#audit'
import { confirmedFacts } from './factor.ts'

suite('what factors tell the audit log of an enrolment', () => {
  // The compiler lets no factor tell anything else: a name that the log refuses would end each enrolment by an incident.
  for (const name of confirmedFacts) {
    test(`${name} is a name that the log takes, with what the log is told of every enrolment`, () => {
      const facts = { [name]: 'x'.repeat(200), factor: 'smart-card', id: 'x'.repeat(200) }
      for (const outcome of ['announced', 'ok', 'refused'] as const) {
        checkEvent({ type: 'factor.enrolled', account: null, origin: null, outcome, facts })
      }
    })
  }
})
