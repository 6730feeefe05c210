import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as fc from 'fast-check'
import { formatCheckpoint, parseCheckpoint } from './checkpoint.ts'
import { formatTilePath, parseTilePath, tilesOf } from './tile.ts'
import { c2sp, sumdb, tilePaths } from './vectors.ts'

suite('a checkpoint', () => {
  test('of the standard’s example and of sum.golang.org is read and written back', () => {
    const ofSumdb = sumdb.note.slice(0, sumdb.note.indexOf('\n\n') + 1)
    for (const [text, size] of [
      [c2sp.text, c2sp.size],
      [ofSumdb, sumdb.size],
    ] as const) {
      const checkpoint = parseCheckpoint(text)
      assert.ok(checkpoint)
      assert.equal(checkpoint.size, size)
      assert.equal(formatCheckpoint(checkpoint), text)
    }
  })

  test('has one spelling', () => {
    const others = [
      c2sp.text.replace('20852163', '020852163'),
      c2sp.text.replace('20852163', '2.0852163e7'),
      c2sp.text.replace('20852163', '+20852163'),
      c2sp.text.replace('20852163', '20852163 '),
      c2sp.text.replace('20852163', '-1'),
      c2sp.text.replace('20852163', ''),
      c2sp.text.replace('20852163', '9007199254740993'),
      c2sp.text.replace('2I=', '2J='),
      c2sp.text.replace('2I=', '2I'),
      c2sp.text.replace('=\n', '=\r\n'),
      c2sp.text.replace(c2sp.origin, ''),
      c2sp.text.slice(0, -1),
      `${c2sp.text}extension\n`,
      `\n${c2sp.text}`,
    ]
    for (const text of others) assert.equal(parseCheckpoint(text), undefined, text)
  })

  test('no garbage throws', () => {
    const piece = fc.constantFrom('\n', '0', '1', c2sp.text, 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=')
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 8 }), (pieces) => {
        const text = pieces.join('')
        const read = parseCheckpoint(text)
        assert.ok(read === undefined || formatCheckpoint(read) === text)
      }),
    )
  })
})

suite('paths of tiles', () => {
  test('of Go’s sumdb and of the standard are read and written back', () => {
    for (const { path, tile } of tilePaths) {
      assert.deepEqual(parseTilePath(path), tile)
      assert.equal(formatTilePath(tile), path)
    }
  })

  test('have one spelling', () => {
    const others = [
      'tile/3/5/123/456/078',
      'tile/5/123/456/078',
      'tile/-1/001',
      'tile/64/001',
      'tile/05/001',
      'tile/0/x000/001',
      'tile/0/1',
      'tile/0/001.p/0',
      'tile/0/001.p/256',
      'tile/0/001.p/05',
      'tile/0/x001',
      'tile/data/001',
      '/tile/0/001',
      'tile/0/../001',
    ]
    for (const path of others) assert.equal(parseTilePath(path), undefined, path)
  })

  test('no garbage throws, and every tile comes back', () => {
    const piece = fc.constantFrom('tile/', 'entries/', '/', 'x', '001', '.p/', '7')
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 8 }), (pieces) => {
        const path = pieces.join('')
        const read = parseTilePath(path)
        assert.ok(read === undefined || formatTilePath(read) === path)
      }),
    )
    const tiles = fc.record({
      level: fc.nat({ max: 63 }),
      n: fc.nat({ max: 10 ** 12 }),
      width: fc.integer({ min: 1, max: 256 }),
    })
    fc.assert(
      fc.property(tiles, (tile) => assert.deepEqual(parseTilePath(formatTilePath(tile)), { ...tile })),
    )
  })

  test('a log of 70,000 has the tiles that the standard counts', () => {
    const widths = (level: number) => [...tilesOf(level, 70_000)].map(({ width }) => width)
    assert.deepEqual(widths(0), [...Array<number>(273).fill(256), 112])
    assert.deepEqual(widths(1), [256, 17])
    assert.deepEqual(widths(2), [1])
    assert.deepEqual(widths(3), [])
  })
})
