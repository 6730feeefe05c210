import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { readAccountList } from './index.ts'

const read = (...lines: readonly string[]) => readAccountList(Buffer.from(lines.join('\n')))

suite('a table of accounts', () => {
  test('is read by its column, whatever else is there', () => {
    assert.deepEqual(read('\ufeffName;Account;Remark', 'Anna;anna;', 'Bob;CORP\\bob;"on; leave"', ';;'), {
      ok: true,
      lines: [
        { line: 2, account: 'anna' },
        { line: 3, account: 'CORP\\bob' },
      ],
      refused: [],
    })
    assert.deepEqual(read('sAMAccountName', 'josé'), {
      ok: true,
      lines: [{ line: 2, account: 'josé' }],
      refused: [],
    })
  })

  test('has no line that a spreadsheet would run', () => {
    const cells = ['=cmd|calc!A1', '+1+1', '-2+3', '@SUM(A1)', '"=1,2"', '＝1']
    const table = read('account', 'anna', ...cells)
    assert.ok(table.ok)
    assert.deepEqual(table.lines, [{ line: 2, account: 'anna' }])
    assert.deepEqual(
      table.refused,
      cells.map((_, i) => ({ line: i + 3, why: 'formula' })),
    )
  })

  test('says of each line what is wrong with it', () => {
    const table = read('account,x', 'anna,1', 'ANNA,2', 'bob', '"a\\b\\c",3', ',4')
    assert.ok(table.ok)
    assert.deepEqual(table.refused, [
      { line: 3, why: 'duplicate' },
      { line: 4, why: 'columns' },
      { line: 5, why: 'no-name' },
      { line: 6, why: 'no-name' },
    ])
  })

  test('without one column of accounts, in another encoding or broken is nothing', () => {
    const why = (file: Uint8Array) => {
      const table = readAccountList(file)
      return table.ok ? 'read' : table.why
    }
    assert.equal(why(Buffer.from('name\nanna')), 'no-column')
    assert.equal(why(Buffer.from('account,account\nanna,bob')), 'no-column')
    assert.equal(why(Buffer.from('account')), 'empty')
    assert.equal(why(Buffer.from('account\nJos\xe9', 'latin1')), 'encoding')
    assert.equal(why(Buffer.from('\ufeffaccount\nanna', 'utf16le')), 'encoding')
    assert.equal(why(Buffer.from('account\nanna', 'utf16le')), 'no-column')
    assert.equal(why(Buffer.from('account\n"anna')), 'malformed')
  })

  test('whatever is in it: no name comes out twice, and none as a formula', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('anna', 'Anna', '=1', 'bob'),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const table = read('account', ...lines)
        if (!table.ok) return
        const names = table.lines.map(({ account }) => account.normalize('NFC').toLowerCase())
        assert.equal(new Set(names).size, names.length)
        assert.ok(table.lines.every(({ account }) => !/^[=+\-@]/.test(account)))
      }),
      { numRuns: 500 },
    )
  })
})
