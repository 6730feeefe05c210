import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as fc from 'fast-check'
import { hashLeaf, type Hash } from './hash.ts'
import { checkConsistency, checkInclusion, proveConsistency, proveInclusion, type Tree } from './proof.ts'
import { aLog, reading } from './testing.ts'
import { argon, tree } from './vectors.ts'

const published = reading(tree.leaves.map(hashLeaf))
const treeOf = (size: number): Tree => ({ size, root: tree.roots[size - 1] ?? tree.emptyRoot })
const leafAt = (index: number): Hash => hashLeaf(tree.leaves[index] ?? Buffer.of())

suite('a proof that an entry is in the log', () => {
  test('is the published one, and is accepted', () => {
    for (const { leaf, size, proof } of tree.inclusion) {
      const made = proveInclusion(leaf - 1, size, published)
      assert.deepEqual(
        made.map((one) => Buffer.from(one)),
        proof,
      )
      assert.ok(checkInclusion(proof, treeOf(size), leaf - 1, leafAt(leaf - 1)))
    }
  })

  test('of a log with a billion entries, made by another implementation, is accepted', () => {
    assert.ok(checkInclusion(argon.inclusion, argon.tree, argon.index, argon.leaf))
    assert.ok(!checkInclusion(argon.inclusion, argon.tree, argon.index + 1, argon.leaf))
  })

  test('is accepted for every entry of every size, and for no other place, root or leaf', () => {
    const { leaves, trees, read } = aLog(40)
    for (const now of trees) {
      for (let index = 0; index < now.size; index++) {
        const leaf = leaves[index] ?? Buffer.of()
        const proof = proveInclusion(index, now.size, read)
        assert.ok(checkInclusion(proof, now, index, leaf))
        assert.ok(!checkInclusion(proof, now, index ^ 1, leaf))
        assert.ok(!checkInclusion(proof, { ...now, root: leaves[39] ?? leaf }, index, leaf) || now.size === 1)
        assert.ok(!checkInclusion(proof, now, index, hashLeaf('another')))
        for (const bad of spoilt(proof)) assert.ok(!checkInclusion(bad, now, index, leaf))
      }
    }
  })
})

suite('a proof that an older log is the beginning of this one', () => {
  test('is the published one, and is accepted', () => {
    for (const { old, size, proof } of tree.consistency) {
      const made = proveConsistency(old, size, published)
      assert.deepEqual(
        made.map((one) => Buffer.from(one)),
        proof,
      )
      assert.ok(checkConsistency(proof, treeOf(old), treeOf(size)))
    }
  })

  test('of a log with a billion entries, made by another implementation, is accepted', () => {
    assert.ok(checkConsistency(argon.consistency, argon.old, argon.tree))
    assert.ok(!checkConsistency(argon.consistency, { ...argon.old, size: argon.old.size - 1 }, argon.tree))
  })

  test('is accepted for every pair of sizes, and not when anything is changed', () => {
    const { trees, read } = aLog(40)
    for (const now of trees) {
      for (const old of trees.slice(0, now.size + 1)) {
        const proof = proveConsistency(old.size, now.size, read)
        assert.ok(checkConsistency(proof, old, now))
        for (const bad of spoilt(proof)) assert.ok(!checkConsistency(bad, old, now))
      }
    }
  })

  test('does not exist for a log whose past was rewritten', () => {
    const { trees, leaves } = aLog(20)
    const rewritten = reading(leaves.map((leaf, i) => (i === 3 ? hashLeaf('rewritten') : leaf)))
    const [old, now] = [trees[10], trees[20]]
    assert.ok(old && now)
    assert.ok(!checkConsistency(proveConsistency(10, 20, rewritten), old, now))
  })

  test('for a log that shrank is refused', () => {
    assert.ok(!checkConsistency([], treeOf(5), treeOf(3)))
    assert.throws(() => proveConsistency(5, 3, published), RangeError)
  })
})

test('no garbage makes a check throw or succeed', () => {
  const hashes = fc.array(fc.uint8Array({ minLength: 31, maxLength: 33 }), { maxLength: 12 })
  const number = fc.oneof(fc.nat({ max: 20 }), fc.double(), fc.integer(), fc.maxSafeInteger())
  const root = fc.uint8Array({ minLength: 32, maxLength: 32 })
  fc.assert(
    fc.property(hashes, number, number, root, root, (proof, a, b, one, other) => {
      assert.equal(checkInclusion(proof, { size: a, root: one }, b, other), false)
      assert.equal(checkConsistency(proof, { size: a, root: one }, { size: b, root: other }), false)
    }),
    { numRuns: 2_000 },
  )
})

/** One hash changed, dropped, doubled, or added at either end. */
function spoilt(proof: readonly Hash[]): readonly (readonly Hash[])[] {
  const stranger = hashLeaf('stranger')
  const changed = proof.map((_, i) => proof.with(i, stranger))
  const dropped = proof.map((_, i) => proof.toSpliced(i, 1))
  return [...changed, ...dropped, [...proof, stranger], [stranger, ...proof], [...proof, Buffer.of()]]
}
