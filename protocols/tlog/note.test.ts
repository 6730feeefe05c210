import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as fc from 'fast-check'
import { openNote, signNote } from './note.ts'
import {
  createSigner,
  formatSignerKey,
  formatVerifierKey,
  parseSignerKey,
  parseVerifierKey,
  type VerifierKey,
} from './note-key.ts'
import { note, sumdb } from './vectors.ts'

const peter = keyOf(note.peterKey)
const enoch = keyOf(note.enochKey)
const utf8 = (text: string) => Buffer.from(text, 'utf8')
const open = (text: string, ...keys: VerifierKey[]) => openNote(utf8(text), keys)

suite('keys of notes', () => {
  test('of Go’s sumdb are read and written back', () => {
    for (const key of [note.peterKey, note.enochKey, sumdb.key])
      assert.equal(formatVerifierKey(keyOf(key)), key)
    const signer = parseSignerKey(note.signerKey)
    assert.ok(signer)
    assert.equal(formatVerifierKey(signer.key), note.peterKey)
  })

  test('are refused when cut, changed by one byte, of another length or another algorithm', () => {
    const texts = [note.peterKey, note.signerKey].flatMap((key) => [...cuts(key), ...slips(key)])
    assert.ok(texts.length > 500)
    for (const text of [...texts, ...note.badKeys]) {
      assert.equal(parseVerifierKey(text), undefined, text)
      assert.equal(parseSignerKey(text), undefined, text)
    }
  })

  test('have no name that could end early or hide', () => {
    for (const name of ['', 'a b', 'a+b', 'a\nb', 'a\u00a0b', 'a\u2028b', 'a\u0000']) {
      assert.throws(() => createSigner(name, Buffer.alloc(32)), RangeError)
    }
    assert.throws(() => createSigner('a', Buffer.alloc(31)), RangeError)
  })

  test('keep their seed when written and read again', () => {
    const text = formatSignerKey('log.example/1', Buffer.alloc(32, 7))
    assert.equal(formatVerifierKey(parseSignerKey(text)?.key ?? peter), formatVerifierKey(keyOfSeed(7)))
  })
})

suite('a signed note', () => {
  test('is signed byte for byte as Go’s sumdb signs it', () => {
    const signer = parseSignerKey(note.signerKey)
    assert.ok(signer)
    assert.equal(signNote(note.text, signer), `${note.text}\n${note.peterLine}`)
  })

  test('of the running log sum.golang.org opens with its key', () => {
    const opened = open(sumdb.note, keyOf(sumdb.key))
    assert.ok(opened.ok)
    assert.match(opened.text, /^go\.sum database tree\n63096908\n/)
  })

  test('opens with either of its two keys, and tells who signed', () => {
    const both = `${note.text}\n${note.peterLine}${note.enochLine}`
    assert.deepEqual(open(both, peter), { ok: true, text: note.text, signedBy: [peter] })
    assert.deepEqual(open(both, peter, enoch), { ok: true, text: note.text, signedBy: [peter, enoch] })
    assert.deepEqual(open(both), { ok: false, why: 'unknown-key' })
  })

  test('with another text under a good signature is refused', () => {
    const changed = `${note.text.replace('answer', 'cause')}\n${note.peterLine}`
    assert.deepEqual(open(changed, peter), { ok: false, why: 'bad-signature' })
  })

  test('with one good and one forged signature of known keys is refused whole', () => {
    const line = note.enochLine.replace('rwz+eBz', 'rwz+eCz')
    assert.deepEqual(open(`${note.text}\n${note.peterLine}${line}`, peter, enoch), {
      ok: false,
      why: 'bad-signature',
    })
  })

  test('has one spelling, though a lenient decoder would read the same signature from another', () => {
    for (const line of [note.peterLine.replace('AM=', 'AN='), note.peterLine.replace('AM=', 'AM')]) {
      assert.notEqual(line, note.peterLine)
      assert.deepEqual(open(`${note.text}\n${line}`, peter), { ok: false, why: 'malformed' })
    }
  })

  test('that is malformed is refused before any key is looked at', () => {
    const { text, peterLine } = note
    const bad = [
      text,
      `${text}\n`,
      `${text}\n${peterLine.slice(0, -1)}`,
      `\u0001${text}\n${peterLine}`,
      `${text}\n— Bad Name x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=`,
      `${text}\n${peterLine}Unexpected line.\n`,
      `${text}\n${peterLine.repeat(101)}`,
    ]
    for (const one of bad) assert.deepEqual(open(one, peter), { ok: false, why: 'malformed' }, one)
    const notUtf8 = Buffer.concat([Buffer.of(0xff), utf8(`${text}\n${peterLine}`)])
    assert.deepEqual(openNote(notUtf8, [peter]), { ok: false, why: 'malformed' })
  })
})

suite('whatever a note holds', () => {
  test('no garbage opens, and none makes it throw', () => {
    const piece = fc.constantFrom('\n', '— ', note.peterLine, note.text, 'PeterNeumann ', '=', 'x08g')
    const text = fc.array(fc.oneof(piece, fc.string()), { maxLength: 6 }).map((pieces) => pieces.join(''))
    fc.assert(fc.property(text, (one) => mayOpen(one) || !open(one, peter).ok))
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => !openNote(bytes, [peter]).ok))
  })

  test('any text that a note may hold comes back as it was', () => {
    const signer = createSigner('log.example/1', Buffer.alloc(32, 7))
    const line = fc.string({ unit: 'grapheme' }).filter((one) => !/\p{Cc}/u.test(one))
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), (lines) => {
        const text = `${lines.join('\n')}\n`
        assert.deepEqual(open(signNote(text, signer), signer.key), { ok: true, text, signedBy: [signer.key] })
      }),
    )
    assert.throws(() => signNote('no newline at its end', signer), RangeError)
  })
})

const mayOpen = (text: string) => text.includes(`${note.text}\n${note.peterLine}`)

function keyOf(text: string): VerifierKey {
  const key = parseVerifierKey(text)
  assert.ok(key, text)
  return key
}

function keyOfSeed(byte: number): VerifierKey {
  return createSigner('log.example/1', Buffer.alloc(32, byte)).key
}

/** Every piece of the text but the whole. */
function cuts(text: string): readonly string[] {
  return Array.from({ length: text.length - 1 }, (_, i) => i).flatMap((i) => [
    text.slice(i + 1),
    text.slice(0, i + 1),
  ])
}

/** The text with each of its bytes one higher, and in the other case. */
function slips(text: string): readonly string[] {
  return text.split('').flatMap((char, i) => {
    const others = [String.fromCharCode(char.charCodeAt(0) + 1), char.toUpperCase(), char.toLowerCase()]
    return others.filter((one) => one !== char).map((one) => text.slice(0, i) + one + text.slice(i + 1))
  })
}
