import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importFactors } from './desk.ts'
import { confirmFactor, renameFactor } from './factor.ts'

test('a factor has a name that neither orders a terminal about nor reads as another one', () => {
  const takes = {
    'when it is set up': (name: string) =>
      confirmFactor.safeParse({ factor: 'totp', id: 'x', answer: '123456', name }).success,
    'when it is named anew': (name: string) => renameFactor.safeParse({ name }).success,
    'in a table of the help desk': (name: string) =>
      importFactors.safeParse({
        lines: [{ line: 2, account: 'anna', factor: 'sms-code', value: '+49 151 2345678', name }],
      }).success,
  }
  const disguises = {
    'a line of its own': 'Phone\nfrozen',
    'orders to a terminal': '\u001b[2JPhone',
    'an order of one byte': 'Phone\u009b2J',
    'text that runs backwards': 'enohP\u202e',
    'text in a room of its own': '\u2067Phone\u2069',
    'a line of another kind': 'Phone\u2028frozen',
    'too much': 'x'.repeat(61),
  }
  for (const [where, isTaken] of Object.entries(takes)) {
    for (const name of ['Phone', ' Zoë’s 手機 📱 ', '👩‍💻 work', 'x'.repeat(60)]) {
      assert.ok(isTaken(name), `${name} ${where}`)
    }
    for (const [what, name] of Object.entries(disguises)) assert.ok(!isTaken(name), `${what} ${where}`)
  }
})
