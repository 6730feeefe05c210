import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { CampaignTrigger, CampaignWay, PlannedCampaign } from '@keyturn/contract'
import { aPrincipal } from '../testing/principals.ts'
import { readPlan } from './read.ts'
import type { CampaignPlan } from './schema.ts'
import { createUnreached } from './unreached.ts'
import { warningsOf } from './warnings.ts'

type Segment = PlannedCampaign['segments'][number]

const aPlan = (more = '', trigger = 'ransomware'): CampaignPlan => {
  const text = `
campaign: friday
trigger: ${trigger}
t0: 2026-11-27T18:00:00+01:00
operators: [carol, otto]
scope: [{ domain: all }]
waves: { start: 2026-11-30 }
helpDesk: { agents: 10 }
${more}`
  const read = readPlan(text)
  return read.ok ? read.plan : assert.fail(JSON.stringify(read.problems))
}
const aSegment = (way: CampaignWay, over: Partial<Segment> = {}): Segment => ({
  segment: 'on-site',
  way,
  accounts: 3,
  disabled: 0,
  rules: [],
  ...over,
})
const calm = { readable: true, trustees: [], openToAll: false }
const warned = (plan: CampaignPlan, segments: readonly Segment[], head = calm) =>
  warningsOf(plan, { segments: [...segments], rules: [], head }).map(({ code, subject }) =>
    `${code} ${subject}`.trim(),
  )

/** Of each reason: has somebody else the passwords, and may somebody else read mail? */
const reasons: Readonly<Record<CampaignTrigger, readonly [boolean, boolean]>> = {
  'ad-database-exfiltrated': [true, false],
  'ad-database-staged': [true, false],
  'privileged-identities': [false, false],
  'attacker-in-the-middle': [true, true],
  'identity-platform': [true, true],
  ransomware: [false, false],
  'credentials-in-mail': [true, true],
  'credentials-in-data': [true, false],
  'credentials-in-code': [true, false],
  'nation-state': [true, true],
  other: [false, false],
}

suite('before a plan is approved', () => {
  for (const [trigger, [passwordsKnown, mailRead]] of Object.entries(reasons)) {
    test(`after ${trigger}, ${passwordsKnown ? 'it is said that the attacker may come first' : 'nobody is known to come first'}`, () => {
      const first = (plan: CampaignPlan, way: CampaignWay) =>
        warned(plan, [aSegment(way)]).filter((one) => one.includes('race'))
      const expected = (code: string) => (passwordsKnown ? [`${code} on-site`] : [])
      const plan = aPlan('', trigger)
      assert.deepEqual(first(plan, 'must-change'), expected('must-change-race'))
      assert.deepEqual(first(plan, 'falling-maximum-age'), expected('falling-race'))
      assert.deepEqual(
        first(aPlan('entra: { withMfa: false }', trigger), 'entra-flag'),
        expected('entra-race'),
      )
      // A second factor, another's proof or another's hand come before the new password.
      for (const way of ['entra-flag', 'random-reset', 'manual'] as const)
        assert.deepEqual(first(plan, way), [], way)
    })

    test(`after ${trigger}, mail is ${mailRead ? 'somebody else’s as well, and that is said' : 'still one’s own'}`, () => {
      const notices = (more: string) => warned(aPlan(`notices: { at: true${more} }`, trigger), [])
      assert.deepEqual(notices(''), mailRead ? [`notices-off ${trigger}`] : [])
      assert.deepEqual(
        notices(', evenIfMailIsReadByOthers: true'),
        mailRead ? [`notices-read-by-others ${trigger}`] : [],
      )
      assert.deepEqual(warned(aPlan('', trigger), []), [], 'without mails there is nothing to say of them')
    })
  }

  test('sessions of Entra ID that stay, and what its flag needs on the other side, are said of each segment', () => {
    const flagged = [aSegment('entra-flag', { segment: 'hybrid' })]
    assert.deepEqual(warned(aPlan(), flagged), ['entra-writeback hybrid'])
    assert.deepEqual(warned(aPlan('entra: { revokeSessions: false }'), flagged), [
      'entra-keeps-sessions hybrid',
      'entra-writeback hybrid',
    ])
    assert.deepEqual(warned(aPlan('entra: { revokeSessions: false }'), [aSegment('must-change')]), [])
  })

  test('a deadline that is nobody’s is told, and the right that disabling needs', () => {
    const [disable, reset] = ['disable', 'random-reset'].map((enforce) =>
      aPlan(`deadline: { afterDays: 5, enforce: ${enforce} }`),
    )
    assert.ok(disable && reset)
    const [asked, random] = [[aSegment('must-change')], [aSegment('random-reset')]]
    assert.deepEqual(warned(disable, asked), ['deadline-needs-right'])
    assert.deepEqual(warned(disable, random), ['deadline-needs-right'])
    assert.deepEqual(warned(disable, [aSegment('manual')]), [
      'deadline-reaches-nobody disable',
      'deadline-needs-right',
    ])
    assert.deepEqual(warned(reset, asked), [])
    // Whoever has a random password loses nothing by another one.
    assert.deepEqual(warned(reset, random), ['deadline-reaches-nobody random-reset'])
    assert.deepEqual(warned(reset, [aSegment('must-change', { accounts: 0 })]), [
      'deadline-reaches-nobody random-reset',
    ])
  })

  test('mails before a deadline that is not there are told', () => {
    const after = 'notices: { after: [3] }'
    assert.deepEqual(warned(aPlan(after), []), ['notices-without-deadline notices.after'])
    const withDeadline = aPlan(`${after}\ndeadline: { afterDays: 5, enforce: random-reset }`)
    assert.deepEqual(warned(withDeadline, [aSegment('must-change')]), [])
  })

  test('a domain’s head that everybody may write, or nobody can read, is told', () => {
    assert.deepEqual(warned(aPlan(), [], { ...calm, openToAll: true }), ['head-open-to-all'])
    assert.deepEqual(warned(aPlan(), [], { ...calm, readable: false }), ['rights-unread'])
  })

  test('a rule of the plan that fits nobody is told, and none of those that are always there', () => {
    const rules = ['krbtgt', '1: group VPN', '2: everyone'].map((id) => ({
      id,
      segment: 'on-site' as const,
      matches: () => false,
    }))
    const used = aSegment('manual', { rules: [{ rule: '2: everyone', accounts: 3, examples: [] }] })
    assert.deepEqual(warningsOf(aPlan(), { segments: [used], rules, head: calm }), [
      { code: 'rule-matches-nobody', subject: '1: group VPN' },
    ])
  })

  test('whose passwords never expire are counted where a maximum age is to fall, five of them by name', () => {
    const falling = aPlan(
      'ways: { on-site: falling-maximum-age }\nfalling: { unit: "OU=K,DC=corp,DC=example" }',
    )
    const unreached = createUnreached(falling)
    for (let i = 0; i < 7; i++)
      unreached.see(aPrincipal({ neverExpires: true, sAMAccountName: `p${i}` }), 'on-site')
    unreached.see(aPrincipal({ neverExpires: false }), 'on-site')
    unreached.see(aPrincipal({ neverExpires: true }), 'hybrid')
    assert.deepEqual(unreached.warnings(), [
      { code: 'falling-not-reached', subject: 'on-site: 7 (p0, p1, p2, p3, p4, …)' },
    ])
  })
})
