import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { readEnrolmentList } from './index.ts'

const read = (...lines: readonly string[]) => readEnrolmentList(Buffer.from(lines.join('\n')))

suite('a table of people to enrol', () => {
  test('is read with its columns in any order, with commas or semicolons, as a spreadsheet writes it', () => {
    const anna = { account: 'anna', factor: 'sms-code', value: '+49 151 2345678', name: 'Mobile' }
    const expected = { ok: true, lines: [{ line: 2, ...anna }], refused: [] }
    assert.deepEqual(
      read('\ufeffaccount,factor,value,name', 'anna,sms-code,+49 151 2345678,Mobile', ',,,'),
      expected,
    )
    assert.deepEqual(read('Name;Value;Factor;Account', '"Mobile";+49 151 2345678;sms-code;anna'), expected)
  })

  test('says which lines are not whole, and reads the others', () => {
    const table = read(
      'account;factor;value',
      'anna;sms-code;1',
      'bob;;2',
      'carla;sms-code',
      'dora;mail-code;3',
    )
    assert.ok(table.ok)
    assert.deepEqual(
      table.lines.map(({ account }) => account),
      ['anna', 'dora'],
    )
    assert.deepEqual(table.refused, [3, 4])
  })

  test('with wrong, missing or doubled columns is not used at all, and says which', () => {
    assert.deepEqual(read('account;phone', 'anna;1'), {
      ok: false,
      why: 'columns',
      columns: ['phone', 'factor', 'value'],
    })
    assert.deepEqual(read('account;factor;value;value', 'a;b;c;d'), {
      ok: false,
      why: 'columns',
      columns: ['value'],
    })
  })

  test('that is none says what is wrong with it', () => {
    const why = (file: Uint8Array) => {
      const table = readEnrolmentList(file)
      return table.ok ? 'read' : table.why
    }
    assert.equal(why(Buffer.from('')), 'empty')
    assert.equal(why(Buffer.from('account;factor;value')), 'empty')
    assert.equal(why(Buffer.from([0xff, 0xfe, 0x41])), 'encoding')
    assert.equal(why(Buffer.from('account;factor;value\na;b;"c')), 'malformed')
    assert.equal(why(Buffer.alloc(17 * 1024 * 1024, 0x41)), 'too-large')
  })

  test('may be any bytes, and never breaks the reader', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc
        .string({ unit: 'binary', maxLength: 400 })
        .map((text) => Buffer.from(`account;factor;value\n${text}`)),
    )
    fc.assert(
      fc.property(bytes, (file) => {
        const table = readEnrolmentList(file)
        return table.ok ? table.lines.every(({ account }) => account !== '') : table.why !== undefined
      }),
      { numRuns: 500 },
    )
  })
})
