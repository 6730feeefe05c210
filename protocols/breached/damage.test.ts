import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { createSigner, parseVerifierKey } from '../tlog/index.ts'
import { blockHas, checkBlock } from './block.ts'
import { checkWhole } from './check-whole.ts'
import { openHead, readHead, signHead, unsignedHead } from './head.ts'
import { createFinder, lookUp } from './look-up.ts'
import { headLength } from './shape.ts'
import { formatStatement, parseStatement } from './statement.ts'
import { aHash, aList, pin, reading, signer, someHashes } from './testing.ts'

const key = parseVerifierKey(pin) ?? assert.fail('the key is none')
const whole = aList(someHashes(70_000))
const small = aList(someHashes(300))
const lists = [whole, small] as const
const anyList = fc.constantFrom(...lists)
const runs = { numRuns: 500 }

suite('a list that was damaged', () => {
  test('one changed bit is a refused head, or a look-up that says so or is right all the same', () => {
    const where = fc.record({ list: anyList, at: fc.nat(), bit: fc.nat(7), asked: fc.nat(600) })
    fc.assert(
      fc.property(where, ({ list, at, bit, asked }) => {
        const file = Buffer.from(list.file)
        flip(file, at % file.length, bit)
        const head = openHead(file.subarray(0, headLength), key)
        if (!head.ok) return
        const truth = asked < 300 ? 'listed' : 'not-listed'
        const hash = asked < 300 ? aHash(asked) : aHash(1e6 + asked)
        const found = lookUp(head.statement, hash, reading(file))
        assert.ok(found === truth || found === 'damaged')
      }),
      runs,
    )
  })

  test('a changed bit in the block or page that a look-up meets is never passed over', () => {
    const { statement, file } = small
    const { root } = statement
    for (let at = root.offset; at < file.length; at++) {
      const bent = Buffer.from(file)
      flip(bent, at, at % 8)
      assert.equal(lookUp(statement, aHash(1), reading(bent)), 'damaged')
    }
  })

  test('a finder that keeps pages is not fooled by what it kept, nor by memory that its reader uses again', () => {
    const bytes = Buffer.alloc(65_536)
    const read = (offset: number, length: number) => {
      whole.file.copy(bytes, 0, offset, offset + length)
      return bytes.subarray(0, length)
    }
    const finder = createFinder(whole.statement, read)
    for (let asked = 0; asked < 2_000; asked++) {
      assert.equal(finder.find(aHash(asked)), 'listed')
      assert.equal(finder.find(aHash(1e6 + asked)), 'not-listed')
    }
  })

  test('an upper page that is damaged is found before the first question', async () => {
    const { root } = whole.statement
    const bent = Buffer.from(whole.file)
    flip(bent, root.offset + 41, 0)
    const later = (file: Uint8Array) => async (offset: number, length: number) =>
      reading(file)(offset, length)
    assert.equal(await createFinder(whole.statement, reading(bent)).preload(later(bent)), false)
    assert.equal(await createFinder(whole.statement, reading(bent)).preload(later(whole.file)), true)
  })

  test('the whole check finds any changed bit behind the head', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(7), async (at, bit) => {
        const bent = Buffer.from(whole.file)
        flip(bent, headLength + (at % (bent.length - headLength)), bit)
        const checked = await checkWhole(whole.statement, async (...range) => reading(bent)(...range))
        assert.equal(checked.ok, false)
      }),
      { numRuns: 100 },
    )
  })

  test('one that ends too early says so, wherever it ends', async () => {
    await fc.assert(
      fc.asyncProperty(anyList, fc.nat(), async ({ statement, file }, at) => {
        const cut = file.subarray(0, at % file.length)
        const found = lookUp(statement, aHash(7), reading(cut))
        assert.ok(found === 'damaged' || found === 'listed')
        const checked = await checkWhole(statement, async (...range) => reading(cut)(...range))
        assert.equal(checked.ok, false)
      }),
      { numRuns: 200 },
    )
  })

  test('a root that points elsewhere, to a page that is too small or claims another depth, finds nothing', () => {
    const bent = fc.record({
      depth: fc.integer({ min: 1, max: 31 }),
      offset: fc.nat(whole.file.length),
      length: fc.nat(0xffff),
    })
    fc.assert(
      fc.property(bent, ({ depth, offset, length }) => {
        const { root } = whole.statement
        const read = reading(whole.file)
        const found = lookUp({ ...whole.statement, root: { ...root, offset, length } }, aHash(1), read)
        assert.ok(found === 'damaged' || (offset === root.offset && length === root.length))
        const other = lookUp({ ...whole.statement, depth }, aHash(1), read)
        assert.ok(depth === whole.statement.depth || other !== 'listed')
      }),
      runs,
    )
  })

  test('bytes that are no block are no block, and read without going wrong', () => {
    const bytes = fc.uint8Array({ maxLength: 600 }).map((some) => Buffer.from(some))
    fc.assert(
      fc.property(bytes, fc.nat(511), (block, slot) => {
        const has = blockHas(block, 512, slot, 1)
        assert.ok(has === undefined || typeof has === 'boolean')
        assert.ok(checkBlock(block, 512) === undefined || has !== undefined)
      }),
      runs,
    )
  })
})

suite('the head of a list', () => {
  const head = whole.file.subarray(0, headLength)
  const text = formatStatement(whole.statement)

  test('is believed if the right key signed it, and for no other reason', () => {
    assert.deepEqual(openHead(head, key), { ok: true, statement: whole.statement })
    assert.deepEqual(openHead(unsignedHead(text), key), { ok: false, why: 'unsigned' })
    const other = aList(someHashes(10), { by: createSigner('corp.example/breached', Buffer.alloc(32, 2)) })
    assert.deepEqual(openHead(other.file.subarray(0, headLength), key), { ok: false, why: 'unknown-key' })
    const bent = Buffer.from(head)
    bent.write('rows 69999', bent.indexOf('rows 70000'))
    assert.deepEqual(openHead(bent, key), { ok: false, why: 'bad-signature' })
  })

  test('takes a second signature beside the first, and one by the same key once', () => {
    const second = createSigner('corp.example/breached-2027', Buffer.alloc(32, 3))
    const both = signHead(readHead(head) ?? assert.fail(), second) ?? assert.fail()
    assert.equal(openHead(both, key).ok, true)
    assert.equal(openHead(both, second.key).ok, true)
    assert.deepEqual(signHead(readHead(both) ?? assert.fail(), second), both)
    assert.deepEqual(Buffer.from(both).subarray(0, text.length), head.subarray(0, text.length))
  })

  test('that has no room for one more signature says so', () => {
    let page: Uint8Array | undefined = head
    let signatures = 0
    for (; page !== undefined && signatures < 100; signatures++) {
      const by = createSigner(`corp.example/${'x'.repeat(100)}${signatures}`, Buffer.alloc(32, 4))
      page = signHead(readHead(page) ?? assert.fail(), by)
    }
    assert.ok(signatures > 10 && signatures < 100)
  })

  test('of any other bytes is none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: headLength }), (bytes) => {
        assert.equal(readHead(bytes), undefined)
        const page = Buffer.alloc(headLength)
        page.set(bytes)
        assert.equal(openHead(page, key).ok, false)
      }),
      runs,
    )
    const behind = Buffer.from(head)
    behind[headLength - 1] = 1
    assert.equal(readHead(behind), undefined)
    assert.equal(readHead(head.subarray(1)), undefined)
  })

  test('says one thing in one way', () => {
    assert.deepEqual(parseStatement(text), whole.statement)
    const wrong: readonly (readonly [string | RegExp, string])[] = [
      ['rows 70000', 'rows 070000'],
      ['rows 70000', 'rows 0'],
      ['rows 70000', 'rows 170000'],
      ['rows 70000', 'rows 7e4'],
      ['depth 16', 'depth 17000'],
      ['depth 16', 'depth 0'],
      ['depth 16', 'depth 33'],
      ['built 2026-11-21T06:00:00Z', 'built 2026-11-31T06:00:00Z'],
      ['built 2026-11-21T06:00:00Z', 'built 2026-11-21 06:00:00Z'],
      ['source a test', 'source '],
      ['source a test', 'source a\ttest'],
      [/root \d+/, 'root 4095'],
      [/root \d+/, 'root 999999999999999'],
      [/root (\d+) \d+/, 'root $1 65536'],
      [/[0-9a-f]{64}/, 'A'.repeat(64)],
      [/$/, '\n'],
      ['v1', 'v2'],
    ]
    for (const [what, by] of wrong) {
      const bent = text.replace(what, by)
      assert.notEqual(bent, text)
      assert.equal(parseStatement(bent), undefined, bent)
    }
  })

  test('any statement that can be written is read as it was', () => {
    const bits = fc.stringMatching(/^[^\n]{0,300}$/u)
    fc.assert(
      fc.property(bits, (some) => {
        const parsed = parseStatement(text.replace('a test', () => some))
        assert.ok(parsed === undefined || parsed.source === some)
      }),
      runs,
    )
  })
})

test('whoever signs is named in the note', () => {
  assert.match(readHead(whole.file.subarray(0, headLength))?.note ?? '', new RegExp(`— ${signer.key.name} `))
})

function flip(bytes: Uint8Array, at: number, bit: number): void {
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit)
}
