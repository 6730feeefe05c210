import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as fc from 'fast-check'
import { append, emptyFrontier, formatFrontier, parseFrontier, rootOf, type Frontier } from './frontier.ts'
import { emptyRoot, hashChildren, hashLeaf, type Hash } from './hash.ts'
import { hashRange, splitStoredHashIndex, storedHashCount, storedHashIndex } from './stored.ts'
import { aLog } from './testing.ts'
import { tree } from './vectors.ts'

suite('the tree', () => {
  test('has the roots that Certificate Transparency publishes for every size', () => {
    let frontier = emptyFrontier
    assert.deepEqual(Buffer.from(rootOf(frontier)), tree.emptyRoot)
    tree.leaves.forEach((leaf, i) => {
      frontier = append(frontier, hashLeaf(leaf))
      assert.deepEqual(Buffer.from(rootOf(frontier)), tree.roots[i])
    })
    assert.equal(frontier.size, 8)
  })

  test('grown leaf by leaf has the root of the standard’s recursion', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 8 }), { maxLength: 70 }), (leaves) => {
        const hashes = leaves.map(hashLeaf)
        const grown = hashes.reduce(append, emptyFrontier)
        assert.deepEqual(rootOf(grown), merkleTreeHash(hashes))
      }),
    )
  })

  test('a text and its UTF-8 are the same leaf', () => {
    assert.deepEqual(hashLeaf('Jürgen ✓'), hashLeaf(Buffer.from('Jürgen ✓')))
  })

  test('a leaf that looks like a node does not pass for one', () => {
    const [left, right] = [hashLeaf('left'), hashLeaf('right')]
    assert.notDeepEqual(hashLeaf(Buffer.concat([left, right])), hashChildren(left, right))
  })
})

suite('a frontier', () => {
  test('written and read again goes on growing to the same root', () => {
    fc.assert(
      fc.property(fc.nat({ max: 300 }), fc.nat({ max: 40 }), (before, after) => {
        const { frontier } = aLog(before)
        const read = parseFrontier(before, formatFrontier(frontier))
        assert.ok(read)
        assert.deepEqual(rootOf(grow(read, after)), rootOf(grow(frontier, after)))
      }),
    )
  })

  test('with a hash too few or too many, or of an impossible size, is refused', () => {
    const bytes = formatFrontier(aLog(7).frontier)
    assert.equal(parseFrontier(7, bytes.subarray(1)), undefined)
    assert.equal(parseFrontier(8, bytes), undefined)
    assert.equal(parseFrontier(-7, bytes), undefined)
    assert.equal(parseFrontier(Number.NaN, bytes), undefined)
  })

  test('whose size is a lie breaks instead of giving a root', () => {
    assert.throws(() => append({ size: 3, hashes: [] }, hashLeaf('x')), RangeError)
  })
})

suite('stored hashes', () => {
  test('each has one place, and each place one hash', () => {
    fc.assert(
      fc.property(fc.nat({ max: 40 }), fc.nat({ max: 2_000 }), (level, n) => {
        assert.deepEqual(splitStoredHashIndex(storedHashIndex({ level: level % 12, n })), {
          level: level % 12,
          n,
        })
      }),
    )
    const places = Array.from({ length: storedHashCount(500) }, (_, i) =>
      storedHashIndex(splitStoredHashIndex(i)),
    )
    assert.deepEqual(places, [...places.keys()])
  })

  test('the first seven are in the order that Go’s sumdb keeps them in', () => {
    const order = [0, 1, 2, 3, 4, 5, 6].map(splitStoredHashIndex).map(({ level, n }) => `${level}/${n}`)
    assert.deepEqual(order, ['0/0', '0/1', '1/0', '0/2', '0/3', '1/1', '2/0'])
  })

  test('give the root of every size', () => {
    const { read, trees } = aLog(130)
    for (const { size, root } of trees.slice(1)) assert.deepEqual(hashRange(0, size, read), root)
  })
})

/** MTH of RFC 6962 2.1, written down as it stands there. */
function merkleTreeHash(leaves: readonly Hash[]): Hash {
  const [first] = leaves
  if (first === undefined) return emptyRoot
  if (leaves.length === 1) return first
  const k = 2 ** Math.floor(Math.log2(leaves.length - 1))
  return hashChildren(merkleTreeHash(leaves.slice(0, k)), merkleTreeHash(leaves.slice(k)))
}

function grow(frontier: Frontier, leaves: number): Frontier {
  return Array.from({ length: leaves }, (_, i) => hashLeaf(`more ${i}`)).reduce(append, frontier)
}
