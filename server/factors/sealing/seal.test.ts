import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { systemRandom } from '#kernel'
import { createSeal } from './seal.ts'

const key = () => systemRandom(32)
const seed = Buffer.from('the seed of an app')

suite('what is sealed at rest', () => {
  const old = key()
  const seal = createSeal([old], systemRandom)

  test('opens where it belongs, and shows nothing of itself', () => {
    const sealed = seal.seal(seed, 'alice/1')
    assert.deepEqual(Buffer.from(seal.open(sealed, 'alice/1') ?? []), seed)
    assert.equal(Buffer.from(sealed).includes(seed), false)
    assert.notDeepEqual(sealed, seal.seal(seed, 'alice/1'))
  })

  test('does not open for another account or another row', () => {
    assert.equal(seal.open(seal.seal(seed, 'alice/1'), 'mallory/1'), undefined)
    assert.equal(seal.open(seal.seal(seed, 'alice/1'), 'alice/2'), undefined)
  })

  test('does not open when any byte was altered, cut or added', () => {
    const sealed = Buffer.from(seal.seal(seed, 'alice/1'))
    for (let at = 0; at < sealed.length; at++) {
      const altered = Buffer.from(sealed)
      altered.writeUInt8(altered.readUInt8(at) ^ 1, at)
      assert.equal(seal.open(altered, 'alice/1'), undefined, `byte ${at}`)
      assert.equal(seal.open(sealed.subarray(0, at), 'alice/1'), undefined, `cut at ${at}`)
    }
    assert.equal(seal.open(Buffer.concat([sealed, Buffer.of(0)]), 'alice/1'), undefined)
  })

  test('still opens after a new key was put before the old one, and is then sealed under the new one', () => {
    const next = key()
    const rotated = createSeal([next, old], systemRandom)
    assert.deepEqual(Buffer.from(rotated.open(seal.seal(seed, 'a'), 'a') ?? []), seed)
    assert.equal(seal.open(rotated.seal(seed, 'a'), 'a'), undefined)
    assert.equal(createSeal([next], systemRandom).open(seal.seal(seed, 'a'), 'a'), undefined)
  })

  test('a tag is the same for the same text only, and another one without the key', () => {
    assert.equal(seal.tag('name', 'alice'), seal.tag('name', 'alice'))
    assert.notEqual(seal.tag('name', 'alice'), seal.tag('name', 'alicf'))
    assert.notEqual(seal.tag('name', 'alice'), seal.tag('place', 'alice'))
    assert.notEqual(seal.tag('name', 'alice'), createSeal([key()], systemRandom).tag('name', 'alice'))
  })
})
