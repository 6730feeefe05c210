import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { DirectoryShape, PlannedCampaign } from '@keyturn/contract'
import { unheldLines, type WrittenPlan } from './unheld.ts'

const account = (name: string, inScope = true): DirectoryShape['accounts'][number] => ({
  dn: `CN=${name},DC=firma,DC=example`,
  name,
  kind: 'user',
  is: [],
  inScope,
  groups: [],
  attributes: {},
})
const shape: DirectoryShape = {
  format: 'keyturn-shape/1',
  at: '2026-11-28T09:00:00.000Z',
  domain: { dn: 'DC=firma,DC=example', dns: 'firma.example' },
  groups: [],
  psos: [],
  accounts: [account('krbtgt'), account('krbtgt_2741'), account('krbtgt_old'), account('anna')],
}
const segment = (
  name: 'on-site' | 'remote-password-vpn' | 'service' | 'hybrid',
  way: PlannedCampaign['segments'][number]['way'],
  accounts: number,
) => ({ segment: name, way, accounts, disabled: 0 }) as PlannedCampaign['segments'][number]
const planned = {
  segments: [
    segment('on-site', 'must-change', 4_000),
    segment('remote-password-vpn', 'random-reset', 1_000),
    segment('service', 'owner-rotation', 12),
    segment('hybrid', 'entra-flag', 7),
  ],
} as unknown as PlannedCampaign
const said = (plan: WrittenPlan, of: DirectoryShape = shape) => unheldLines(plan, of, planned).join('\n')

suite('what a rehearsal had not', () => {
  test('is said with the numbers of the day', () => {
    const text = said({
      waves: { start: '2026-12-01', hours: '09:00-16:00', days: ['mon', 'tue'], freezes: [1, 2, 3] },
      notices: { before: [3, 1], at: true, after: [2] },
      deadline: { afterDays: 5, enforce: 'disable' },
      krbtgt: { ticketHours: 12, skewMinutes: 15 },
    })
    assert.match(text, /calendar: .*from 2026-12-01, mon, tue, 09:00-16:00, 3 freeze\(s\)/)
    assert.match(text, /mails: none was sent\. .*up to 4 to each of 5,000, 20,000 in all/)
    assert.match(text, /deadline: nobody was disabled after 5 working days/)
    assert.match(text, /krbtgt: 2 key\(s\) not reset\. .*with 12\.5 hours or more between/)
    assert.match(text, /services: 12 account\(s\) not rotated/)
    assert.match(text, /Entra ID: 7 account\(s\) not asked/)
  })

  test('has no line for what the plan does not have, and never less than ten hours', () => {
    const text = said({ waves: { start: '2026-12-01' } }, { ...shape, accounts: [account('krbtgt', false)] })
    assert.doesNotMatch(text, /mails|deadline|krbtgt/)
    assert.match(said({ waves: { start: '2026-12-01' }, krbtgt: { ticketHours: 1 } }), /with 10\.0 hours/)
  })
})
