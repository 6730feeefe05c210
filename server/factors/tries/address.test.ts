import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { countedAddress } from './address.ts'

suite('one address', () => {
  const same: readonly (readonly [string, string])[] = [
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:c000:0207', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:db8:0:0:ffff::', '2001:db8:0:0::/64'],
    ['2001:db8::', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['', ''],
    ['unix:', 'unix:'],
  ]
  for (const [given, counted] of same) {
    test(`${given || 'nothing'} counts as ${counted || 'nothing'}`, () => {
      assert.equal(countedAddress(given), counted)
    })
  }

  test('a subscriber cannot get fresh tries by walking through his /64', () => {
    const counted = new Set(Array.from({ length: 1000 }, (_, i) => countedAddress(`2001:db8:1:2::${i}`)))
    assert.equal(counted.size, 1)
  })
})
