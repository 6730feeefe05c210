import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { allowsLogon, nextLogon } from './logon-hours.ts'

/** Monday to Friday from 8 to 17, UTC: as `net user … /times:M-F,8-17` writes it. */
const office = new Uint8Array(21)
for (let day = 1; day <= 5; day++) {
  // 8 to 16 is all of the second byte of a day, 16 to 17 the first bit of the third.
  office[day * 3 + 1] = 0xff
  office[day * 3 + 2] = 0x01
}
const at = (text: string) => new Date(`${text}Z`)

suite('the hours at which somebody may log on', () => {
  test('begin and end with the hour, in UTC', () => {
    assert.equal(allowsLogon(office, at('2026-11-23T07:59:59')), false)
    assert.equal(allowsLogon(office, at('2026-11-23T08:00:00')), true)
    assert.equal(allowsLogon(office, at('2026-11-23T16:59:59')), true)
    assert.equal(allowsLogon(office, at('2026-11-23T17:00:00')), false)
    assert.equal(allowsLogon(office, at('2026-11-22T12:00:00')), false, 'a Sunday')
  })

  test('begin again on Monday for whoever comes on Friday night', () => {
    assert.deepEqual(nextLogon(office, at('2026-11-27T19:12:00')), at('2026-11-30T08:00:00'))
  })

  test('of Sunday’s first hour are the lowest bit of the first byte', () => {
    const one = new Uint8Array(21)
    one[0] = 1
    assert.equal(allowsLogon(one, at('2026-11-22T00:30:00')), true)
    assert.deepEqual(nextLogon(one, at('2026-11-22T00:30:00')), at('2026-11-29T00:00:00'))
  })

  test('may be none at all, and anything of another size restricts nothing', () => {
    assert.equal(nextLogon(new Uint8Array(21), at('2026-11-22T00:30:00')), null)
    for (const size of [0, 20, 22])
      assert.equal(allowsLogon(new Uint8Array(size), at('2026-11-22T00:30:00')), true)
  })
})
