import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { checkWhole } from './check-whole.ts'
import { lookUp } from './look-up.ts'
import { depthFor, fits, maxRows, shapeOf } from './shape.ts'
import { aHash, aList, reading, someHashes } from './testing.ts'
import { createListWriter } from './writer.ts'

const later = (file: Uint8Array) => async (offset: number, length: number) => reading(file)(offset, length)

const large = aList(someHashes(70_000))
const strangers = someHashes(3_000, 1e6)

suite('a list of breached passwords', () => {
  // One slot, one block, two blocks, two levels of pages, and what is just below and above.
  for (const count of [1, 2, 3, 511, 512, 1023, 1024, 1025, 2048, 40_000, 70_000]) {
    test(`of ${count} finds what is there, and nothing that is not`, async () => {
      const hashes = someHashes(count)
      const { statement, file } = count === 70_000 ? large : aList(hashes)
      // Each of a small one. Of a large one each thirteenth: in every block of every page.
      const asked = count <= 2048 ? hashes : hashes.filter((_, i) => i % 13 === 0)
      const found = (hash: Uint8Array) => lookUp(statement, hash, reading(file))
      assert.equal(statement.rows, count)
      assert.ok(asked.every((hash) => found(hash) === 'listed'))
      assert.ok(strangers.every((hash) => found(hash) === 'not-listed'))
      assert.deepEqual(await checkWhole(statement, later(file)), { ok: true })
    })
  }

  test('tells apart hashes that differ in the last bit it keeps, and no others', () => {
    const hash = aHash('one')
    const { statement, file } = aList([hash, ...someHashes(999)])
    const kept = statement.depth + 32
    for (let bit = 0; bit < 64; bit++) {
      const other = Buffer.from(hash)
      other[8 + (bit >>> 3)] = (other[8 + (bit >>> 3)] ?? 0) ^ (0x80 >>> (bit & 7))
      assert.equal(
        lookUp(statement, other, reading(file)),
        bit < kept ? 'not-listed' : 'listed',
        `bit ${bit}`,
      )
    }
  })

  test('has each hash once, however often it was given', async () => {
    const twice = someHashes(3_000).flatMap((hash) => [hash, hash])
    const { statement, file } = aList(twice)
    assert.equal(statement.rows, 3_000)
    assert.deepEqual(await checkWhole(statement, later(file)), { ok: true })
  })

  test('cut by the first digits is as good as a whole one', async () => {
    const slice = someHashes(5_000).map((hash) => Buffer.concat([Buffer.alloc(8), hash.subarray(8)]))
    const { statement, file } = aList(slice)
    assert.ok(slice.every((hash) => lookUp(statement, hash, reading(file)) === 'listed'))
  })

  test('of what are no hashes is refused, not written', () => {
    const writer = createListWriter(20, () => {})
    assert.throws(() => {
      for (let i = 0; i < 20_000; i++) writer.add(0, i * 65_536)
    }, /not evenly spread/)
  })

  test('goes on from where it was left, to the same bytes', () => {
    const tails = someHashes(70_000)
      .map((one) => ({ high: one.readUInt32BE(8), low: one.readUInt32BE(12) }))
      .toSorted((a, b) => a.high - b.high || a.low - b.low)
    const depth = depthFor(tails.length)
    const half = tails.findIndex(({ high }) => high >= 2 ** 31)
    const whole: Buffer[] = []
    const first = createListWriter(depth, (bytes) => void whole.push(Buffer.from(bytes)))
    for (const { high, low } of tails.slice(0, half)) first.add(high, low)
    first.endBlocksBefore(2 ** (shapeOf(depth).blockBits - 1))
    const left = JSON.parse(JSON.stringify(first.state()))
    const second = createListWriter(depth, (bytes) => void whole.push(Buffer.from(bytes)), left)
    for (const { high, low } of tails.slice(half)) second.add(high, low)
    const { root } = second.end()
    const { statement, file } = large
    assert.deepEqual(root, statement.root)
    assert.ok(Buffer.concat(whole).equals(file.subarray(4096)))
  })
})

suite('what is promised of every size', () => {
  const sizes = fc.integer({ min: 1, max: maxRows })

  test('of two thousand million passwords that are not on the list, less than one is found there', () => {
    fc.assert(
      fc.property(sizes, (rows) => {
        const depth = depthFor(rows)
        assert.ok(fits(rows, depth))
        assert.ok(rows / 2 ** (depth + 32) < 1 / 2e9)
      }),
    )
  })

  test('no more than five bytes a row from ten thousand rows on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10_000, max: maxRows }), (rows) => {
        assert.ok(bytesARow(rows) <= 5, `${rows}: ${bytesARow(rows)}`)
      }),
    )
    assert.ok(bytesARow(1e6) < 4.3)
    assert.ok(bytesARow(1.5e9) < 4.3)
    const { statement, file } = large
    assert.ok(Math.abs(file.length / 70_000 - bytesARow(70_000)) < 0.05, `${statement.rows}`)
  })
})

/** By the drawing of the format: what the guide's figures are calculated with. */
function bytesARow(rows: number): number {
  const { depth, blockBits } = shapeOf(depthFor(rows))
  const blocks = 2 ** blockBits * (2 + 0.5 + 40 * (1 + 1 / 63))
  return (4096 + blocks + (rows + 2 ** depth) / 8 + 4 * rows) / rows
}
