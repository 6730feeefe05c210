import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { parse } from 'yaml'
import { z } from 'zod'
import { planSchema } from './json-schema.ts'
import { readPlan } from './read.ts'

const guide = join(import.meta.dirname, '../../../docs/guide')
/** As an editor has it: nothing is left of it but JSON. */
const editor = z.fromJSONSchema(JSON.parse(JSON.stringify(planSchema())) as Record<string, never>)
const isValid = (text: string) => editor.safeParse(parse(text)).success

const least = `
campaign: friday
trigger: ad-database-exfiltrated
t0: 2026-11-27T18:00:00+01:00
operators: [carol, otto]
scope: [{ domain: all }]
waves: { start: 2026-11-30 }
helpDesk: { agents: 10 }
`

suite('the schema of a plan', () => {
  test('holds for every plan that the guide shows', () => {
    const pages = readdirSync(guide).filter((name) => name.endsWith('.md'))
    const shown = pages.flatMap((page) =>
      [...readFileSync(join(guide, page), 'utf8').matchAll(/```yaml\n([\s\S]+?)```/g)].map(
        ([, text = '']) => text,
      ),
    )
    const plans = shown.filter((text) => /^campaign:/m.test(text))
    assert.ok(plans.length > 0, 'the guide shows a plan')
    for (const text of plans) {
      assert.ok(readPlan(text).ok)
      assert.deepEqual(editor.safeParse(parse(text)).error, undefined)
    }
  })

  const taken: readonly (readonly [what: string, text: string])[] = [
    ['as short as it may be', least],
    [
      'a unit in small letters',
      least.replace('{ domain: all }', '{ unit: "ou=people, dc=corp, dc=example" }'),
    ],
    ['a filter of several lines', least.replace('{ domain: all }', '{ filter: "(&(a=b)\\n(c=d))" }')],
    [
      'attributes in any case',
      `${least}segments: [{ segment: on-site, attribute: { name: extensionAttribute1, is: x } }]`,
    ],
    [
      'an exclusion until a day',
      `${least}exclusions: [{ unit: "OU=x", reason: old, owner: ada, until: 2027-01-31 }]`,
    ],
    ['waves so large', least.replace('{ start: 2026-11-30 }', '{ start: 2026-11-30, size: 500 }')],
  ]
  for (const [what, text] of taken) {
    test(`takes what a plan may have: ${what}`, () => {
      assert.ok(readPlan(text).ok)
      assert.ok(isValid(text))
    })
  }

  const refused: readonly (readonly [what: string, text: string])[] = [
    ['a trigger that is none', least.replace('ad-database-exfiltrated', 'hackers')],
    ['one operator', least.replace('[carol, otto]', '[carol]')],
    ['a word that is misspelt', least.replace('agents', 'agent')],
    ['a time without its zone', least.replace('+01:00', '')],
    ['a day that is none', least.replace('2026-11-30', '2026-02-30')],
    ['a way that would lock people out', `${least}ways: { remote-password-vpn: must-change }`],
    ['a scope of two things at once', least.replace('{ domain: all }', '{ domain: all, group: x }')],
    ['a scope of nothing', least.replace('{ domain: all }', '{}')],
    ['an exclusion of nobody', `${least}exclusions: [{ reason: because, owner: ada }]`],
    ['an exclusion of two', `${least}exclusions: [{ account: a, group: b, reason: because, owner: ada }]`],
    ['a rule for nobody', `${least}segments: [{ segment: on-site }]`],
    ['a rule of two', `${least}segments: [{ segment: on-site, group: x, everyone: true }]`],
  ]
  for (const [what, text] of refused) {
    test(`shows in an editor what the server refuses: ${what}`, () => {
      assert.ok(!readPlan(text).ok)
      assert.ok(!isValid(text))
    })
  }
})
