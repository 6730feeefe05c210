import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { guidBytes, guidDn, guidInFilter, parseGuid } from './guid.ts'

/** MS-DTYP 2.3.4.3: the curly braced string of GUID {6B29FC40-CA47-1067-B31D-00DD010662DA}. */
const bytes = Buffer.from('40fc296b47ca6710b31d00dd010662da', 'hex')
const text = '6b29fc40-ca47-1067-b31d-00dd010662da'

suite('a GUID', () => {
  test('has its first three groups turned round', () => {
    assert.equal(parseGuid(bytes), text)
    assert.deepEqual(guidBytes(text), new Uint8Array(bytes))
  })

  test('comes back from text as the bytes it was, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (any) => {
        assert.deepEqual(guidBytes(parseGuid(any) ?? ''), any)
      }),
    )
  })

  test('is not read from anything else', () => {
    assert.equal(parseGuid(bytes.subarray(1)), undefined)
    for (const wrong of ['', text.toUpperCase(), `{${text}}`, `${text}*`, text.replaceAll('-', '')]) {
      assert.equal(guidBytes(wrong), undefined, wrong)
    }
  })

  test('is escaped byte by byte in a filter', () => {
    assert.equal(guidInFilter(text)?.slice(0, 12), '\\40\\fc\\29\\6b')
    assert.equal(guidInFilter('*)(cn=*'), undefined)
  })

  test('names an entry wherever it is moved', () => {
    assert.equal(guidDn(text), `<GUID=${text}>`)
  })
})
