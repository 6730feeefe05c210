import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { suite, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { aHash, aList, reading } from '../../protocols/breached/testing.ts'
import { lookUp, ntHash, readHead } from '@keyturn/protocols/breached'
import { aFolder, rowsOf, run } from './testing.ts'

const passwords = ['password', '123456', 'Sommer2026!']
const wellKnown = passwords.map((one) => `${Buffer.from(ntHash(one)).toString('hex')}:9\n`).join('')

suite('keyturn breached, from the public list to the server', () => {
  test('makes a list, signs it, looks at every byte, and knows what is on it', async () => {
    await using folder = await aFolder()
    const list = folder.at('breached.list')
    const from = await folder.write('ntlm.txt', rowsOf(3_000) + wellKnown)
    const pinned = (await run(['key', 'corp.example/breached', folder.at('key')])).said
    assert.match((await run(['build', '--from', from, '--out', list])).said, /BUILT: 3,003 rows/)
    assert.match((await run(['verify', list, '--key', pinned])).said, /^NOT VERIFIED: nobody signed it/)
    assert.equal((await run(['sign', list, '--signing-key', folder.at('key')])).code, 0)
    const verified = await run(['verify', list, '--key', pinned])
    assert.equal(verified.code, 0)
    assert.match(
      verified.said,
      /VERIFIED: 3,003 rows from ntlm.txt, built 2026-11-21T06:00:00Z, signed by the key you gave$/,
    )
    const { said } = await run(['info', list])
    assert.match(said, /source +ntlm.txt\nbuilt +2026-11-21T06:00:00Z, 0 days ago\nrows +3,003\n/)
    assert.match(said, /signed by +corp.example\/breached \(not checked\)/)
    for (const password of passwords) {
      assert.deepEqual(await run(['check', list, '--key', pinned], `${password}\n`), {
        code: 1,
        said: 'BREACHED: it is on the list',
      })
    }
    const unknown = await run(['check', list], 'nobody ever had this one')
    assert.deepEqual(unknown, { code: 0, said: 'It is not on the list' })
  })

  test('the key is for its owner alone, and never overwritten', async () => {
    await using folder = await aFolder()
    await run(['key', 'corp.example/breached', folder.at('key')])
    const before = await folder.read('key')
    await using file = await open(folder.at('key'))
    assert.equal((await file.stat()).mode & 0o777, 0o600)
    assert.match((await run(['key', 'corp.example/breached', folder.at('key')])).said, /EEXIST/)
    assert.deepEqual(await folder.read('key'), before)
    assert.match((await run(['key', 'two words', folder.at('key2')])).said, /name/)
  })

  test('sorted, shuffled, zipped, in several zips, piped in and twice the same rows give the same list', async () => {
    await using folder = await aFolder()
    const text = rowsOf(40_000)
    const sorted = `${text.trimEnd().split('\r\n').toSorted().join('\n')}\n`
    const zips = Buffer.concat([gzipSync(text.slice(0, 333_333)), gzipSync(text.slice(333_333))])
    const { file } = aList(Array.from({ length: 40_000 }, (_, i) => aHash(i)))
    const build = async (from: string, typed = '') => {
      const out = folder.at(`${from.replaceAll('/', '_')}.list`)
      const source = from === '-' ? from : folder.at(from)
      const { said } = await run(['build', '--from', source, '--out', out, '--label', 'a test'], typed)
      assert.match(said, /BUILT: 40,000 rows/)
      return (await folder.read(`${from}.list`)).subarray(4096)
    }
    await folder.write('plain', text)
    await folder.write('sorted', sorted)
    await folder.write('zip', gzipSync(text))
    await folder.write('zips', zips)
    await folder.write('often', text.repeat(5))
    const lists = [await build('plain'), await build('-', text)]
    for (const name of ['sorted', 'zip', 'zips', 'often']) lists.push(await build(name))
    for (const list of lists) assert.ok(list.equals(file.subarray(4096)))
    assert.match((await run(['info', folder.at('-.list')])).said, /source +a test/)
  })

  test('ten rows are a list too', async () => {
    await using folder = await aFolder()
    const out = folder.at('ten')
    await run(['build', '--from', '-', '--out', out], rowsOf(10))
    const file = await folder.read('ten')
    const { statement } = readHead(file.subarray(0, 4096)) ?? assert.fail()
    assert.equal(lookUp(statement, aHash(9), reading(file)), 'listed')
    assert.equal(lookUp(statement, aHash(10), reading(file)), 'not-listed')
  })
})

suite('keyturn breached build, of what is no such list', () => {
  const cases: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
    ['an empty file', '', /the list is empty/],
    ['a list of words', 'password\n', /line 1 is not 32 hex/],
    ['a SHA-1 list', `${rowsOf(5)}${'A'.repeat(40)}:1\r\n`, /line 6 .*SHA-1/],
    [
      'half of a zip',
      gzipSync(rowsOf(5_000)).subarray(0, 50_000),
      /cannot be read to its end: unexpected end/,
    ],
    ['a bent zip', bent(gzipSync(rowsOf(5_000))), /cannot be read to its end|is not 32 hex/],
    ['a zip of something else', gzipSync('%PDF-1.4 and so on'), /line 1/],
    ['7z', Buffer.from('377abcaf271c0004', 'hex'), /is a 7z archive: .*7z x -so/],
  ]
  for (const [name, content, why] of cases) {
    test(`${name} is refused with the reason, and nothing is left under the name`, async () => {
      await using folder = await aFolder()
      const from = await folder.write('in', content)
      const { code, said } = await run(['build', '--from', from, '--out', folder.at('out')])
      assert.equal(code, 2)
      assert.match(said, /NOT BUILT: /)
      assert.match(said, why)
      assert.ok(!existsSync(folder.at('out')))
    })
  }

  test('numbers that are no hashes are refused: they are not evenly spread', async () => {
    await using folder = await aFolder()
    const rows = Array.from(
      { length: 40_000 },
      (_, i) => `${(i * 2 ** 24).toString(16).padStart(32, '0')}:1\n`,
    )
    const { said } = await run(['build', '--from', '-', '--out', folder.at('out')], rows.join(''))
    assert.match(said, /NOT BUILT: the hashes are not evenly spread/)
  })

  test('a file that is not there, a name that is taken, a command that is none', async () => {
    await using folder = await aFolder()
    assert.match((await run(['build', '--from', folder.at('nothing')])).said, /ENOENT/)
    const taken = await folder.write('taken', 'precious')
    const { said } = await run(['build', '--from', '-', '--out', taken], rowsOf(5))
    assert.match(said, /NOT BUILT: .*taken is there already/)
    assert.equal(String(await folder.read('taken')), 'precious')
    for (const argv of [
      [],
      ['build'],
      ['toString'],
      ['sign', 'x'],
      ['verify', 'x'],
      ['build', '--from', 'x', '--no'],
    ]) {
      const { code, said: usage } = await run(argv)
      assert.equal(code, 2)
      assert.match(usage, /^keyturn breached key NAME FILE/)
    }
  })
})

suite('keyturn breached, of a list that somebody changed', () => {
  test('verify says what is wrong, check does not guess', async () => {
    await using folder = await aFolder()
    const { file } = aList(Array.from({ length: 3_000 }, (_, i) => aHash(i)))
    const pinned = (await run(['key', 'corp.example/breached', folder.at('other-key')])).said
    const good = await folder.write('good', file)
    assert.match((await run(['verify', good, '--key', pinned])).said, /not signed by this key/)
    assert.match((await run(['verify', good, '--key', 'nonsense'])).said, /--key is NAME/)
    const cut = await folder.write('cut', file.subarray(0, -1))
    assert.match((await run(['info', cut])).said, /has \d+ bytes, and should have \d+/)
    const other = await folder.write('other', Buffer.alloc(9_000, 'x'))
    assert.match((await run(['info', other])).said, /not a list of breached passwords/)
    const turned = await folder.write('turned', Buffer.concat([file.subarray(0, -100), Buffer.alloc(100)]))
    assert.match((await run(['check', turned], 'x')).said, /is damaged/)
  })
})

function bent(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  copy.fill(0x55, 40_000, 40_100)
  return copy
}
