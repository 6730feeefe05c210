import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import {
  keyStepWhy,
  notReached,
  serviceRotated,
  type CampaignService,
  type CampaignWays,
} from '@keyturn/contract'
import { rotateWords } from './rotate.ts'
import { gmsaCsv, gmsaLines, ownerSheets } from './service-lines.ts'
import { barredWords, keyWords, wayLines } from './ways.ts'

const account: CampaignService['accounts'][number] = {
  id: '1',
  name: `=svc'$(calc)\u001b[2J`,
  dn: 'CN=x,DC=corp',
  kind: 'user',
  because: ['service-principal'],
  disabled: false,
  servicePrincipalNames: [`HTTP/web.corp.example'; Remove-ADUser carol #`],
  neverExpires: true,
  passwordNotRequired: false,
  passwordSet: null,
  lastLogOn: null,
  encryption: 'unset',
  olderThanAes: false,
  keys: null,
  delegation: [],
  delegatesTo: [],
  privileged: false,
  weight: 'none',
  groups: [],
  owner: null,
  gmsa: 'candidate',
  uses: [],
  way: 'owner-rotation',
  isDone: false,
  hosts: ['web.corp.example'],
  ownerAccount: null,
}
const found: CampaignService = { campaign: 'friday', until: null, accounts: [account] }

suite('sheets of service accounts', () => {
  test('move no cursor, run nothing in a spreadsheet, and nothing in PowerShell but what they say', () => {
    for (const lines of [ownerSheets(found), gmsaLines(found)]) assert.ok(!lines.join('').includes('\u001b'))
    assert.match(ownerSheets(found).join('\n'), /NOBODY IS NAMED/)
    const [, line, ...more] = gmsaCsv(found)
    assert.match(line ?? '', /^"'=svc'\$\(calc\) \[2J",candidate,/)
    assert.deepEqual(more, [])
    const commands = gmsaLines(found).filter((one) => one.startsWith('  '))
    assert.ok(commands.length >= 5)
    for (const command of commands) {
      // Outside of single quotes, of which two stand for one, there is only what this program wrote.
      const outside = command.replaceAll(/'(?:[^']|'')*'/g, 'NAME')
      assert.match(outside, /^ {2}[A-Za-z0-9 ,#-]+$/, command)
    }
  })

  test('have no commands for what could be none, and nothing of what is done', () => {
    const others = { ...found, accounts: [{ ...account, gmsa: 'mail-or-person' as const, isDone: true }] }
    assert.doesNotMatch(gmsaLines(others).join('\n'), /New-AD/)
    assert.deepEqual(ownerSheets(others), ['no service account waits for its owner'])
  })
})

suite('ways at a terminal', () => {
  test('have words for whatever a server may say', () => {
    for (const why of keyStepWhy.options) assert.ok(keyWords[why]('x', 'y').length > 10)
    for (const why of notReached.options) assert.ok(barredWords[why].length > 10)
    const [, refused] = serviceRotated.options
    for (const why of refused.shape.why.options) assert.notEqual(rotateWords[why]('said'), '')
  })

  test('say from when on the second reset may be, and what is left behind', () => {
    const ways: CampaignWays = {
      krbtgt: {
        keys: [
          {
            account: 'krbtgt',
            stage: 'resting',
            round: 2,
            on: [{ dc: 'dc1', version: 3, changed: null }],
            secondFrom: '2026-11-28T20:00:00.000Z',
          },
        ],
        unread: [{ dc: 'dc2', why: 'no answer' }],
        readOnly: ['rodc1'],
        times: { ticketHours: 10, skewMinutes: 5, from: 'default', waitHours: 10 + 1 / 6 },
      },
      falling: {
        psos: [{ name: 'keyturn-x-1', source: null, dc: 'dc1', now: 'removing', cutoff: null, said: null }],
        members: 4,
        back: 1,
        barred: [{ why: 'own-pso', accounts: 1, examples: ['ada'] }],
      },
    }
    const said = wayLines(ways).join('\n')
    assert.match(said, /^krbtgt: reset once, and everywhere; the second not before 2026-11-28T20:00/)
    assert.match(said, /^NOT READ dc2: no answer$/m)
    assert.match(said, /a ticket lives 10 h \(the default, nobody says\).*10\.2 h between the two/)
    assert.match(said, /keyturn-x-1 on dc1, copied from the policy of the domain: STILL TO BE REMOVED/)
    assert.match(said, /NOT REACHED 1: a PSO is linked to them directly/)
  })
})
