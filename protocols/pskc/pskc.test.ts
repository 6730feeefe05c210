import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { figures, password, preSharedKey } from './figures.ts'
import { readPskc, type PskcKeys, type PskcRead, type PskcTokenProblem } from './index.ts'
import { derived, sha1Writing, sha2Writing, writeContainer, type WrittenKey } from './testing.ts'

const rfcKeys: PskcKeys = { preSharedKey: Buffer.from(preSharedKey, 'hex'), password }
const read = (file: string, keys?: PskcKeys) => readPskc(Buffer.from(file), keys)
type Whole = Extract<PskcRead, { ok: true }>
async function whole(file: string, keys?: PskcKeys): Promise<Whole> {
  const result = await read(file, keys)
  return result.ok ? result : assert.fail(`${result.why}, line ${result.line}`)
}
const ascii = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')

suite('the examples of RFC 6030', () => {
  const figure = (number: keyof typeof figures) => whole(figures[number], rfcKeys)
  const rfcSeed = '12345678901234567890'

  test('figure 2: a bare key, whose length of codes is assumed', async () => {
    const { tokens, refused } = await figure(2)
    const [{ id, token, warnings } = assert.fail('none')] = tokens
    assert.deepEqual([id, ascii(token.seed), token.digits, token.type], ['12345678', '1234', 6, 'hotp'])
    assert.deepEqual(warnings, ['length-assumed', 'short-seed'])
    assert.deepEqual(refused, [])
  })

  test('figures 3, 6, 7: the same seed in the clear, under a key, under a password', async () => {
    for (const number of [3, 6, 7] as const) {
      const { tokens, refused } = await figure(number)
      const [{ serial, token, warnings } = assert.fail('none')] = tokens
      assert.deepEqual([serial, ascii(token.seed)], ['987654321', rfcSeed])
      assert.deepEqual(
        { ...token, seed: 0 },
        { algorithm: 'SHA1', digits: 8, type: 'hotp', counter: 0, seed: 0 },
      )
      assert.deepEqual([warnings, refused], [[], []])
    }
    assert.equal((await figure(6)).keyName, 'Pre-shared-key')
    assert.equal((await figure(7)).keyName, 'My Password 1')
  })

  test('figure 4: a key by reference is nothing that we could compute', async () => {
    const { tokens, refused } = await figure(4)
    assert.deepEqual(refused, [{ index: 0, id: '12345678', serial: '987654321', why: 'no-seed' }])
    assert.deepEqual(tokens, [])
  })

  test('figure 5: the PIN is not asked for, and a warning says so', async () => {
    const { tokens, refused } = await figure(5)
    assert.deepEqual(tokens[0]?.warnings, ['pin-policy-ignored'])
    assert.deepEqual([refused[0]?.index, refused[0]?.why], [1, 'unsupported-algorithm'])
  })

  test('figure 8: a key under a certificate is refused', async () => {
    assert.deepEqual((await figure(8)).refused[0]?.why, 'unsupported-encryption')
  })

  test('figure 9: the signature is passed over', async () => {
    assert.deepEqual((await figure(9)).tokens[0]?.serial, '0755225266')
  })

  test('figure 10: many keys, each with its time', async () => {
    const { tokens } = await figure(10)
    assert.deepEqual(
      tokens.map(({ index, id, validUntil }) => [index, id, validUntil?.toISOString().slice(0, 10)]),
      [
        [0, '1', '2006-05-31'],
        [1, '2', '2006-05-31'],
        [2, '3', '2006-03-31'],
        [3, '4', '2006-04-30'],
      ],
    )
  })
})

const aKey = (change: Partial<WrittenKey> = {}): WrittenKey => ({
  id: '7',
  type: 'totp',
  digits: 7,
  suite: 'HMAC-SHA256',
  seed: randomBytes(32),
  numbers: { TimeInterval: 60, TimeDrift: -3, Time: 27_000_000 },
  ...change,
})
const token = {
  index: 0,
  id: '7',
  serial: 'S-7',
  manufacturer: 'oath.Maker',
  model: 'M1',
  keyProfile: undefined,
  drift: -3,
  time: 27_000_000,
  validFrom: undefined,
  validUntil: undefined,
  warnings: [],
}

suite('a container of a vendor', () => {
  test('opens with AES of each size, and each MAC, by key or by password', async () => {
    const seed = Uint8Array.from(randomBytes(32))
    const writings = [16, 24, 32].flatMap((size) => {
      const key = randomBytes(size)
      const letter = { password: 'Käse 17', rounds: 1000, keyBytes: size }
      const prf = { name: '2001/04/xmldsig-more#hmac-sha256', hash: 'sha256' }
      return [letter, { ...letter, prf }].flatMap((derivation) => {
        const by = derived(derivation)
        return [
          { keys: { preSharedKey: key }, writing: sha1Writing(key) },
          { keys: { preSharedKey: key }, writing: sha2Writing(key, 512) },
          { keys: { password: 'Käse 17' }, writing: sha2Writing(by.key, 256, by.encryptionKey) },
        ]
      })
    })
    for (const { keys, writing } of writings) {
      const { tokens, refused } = await whole(writeContainer([aKey({ seed })], writing), keys)
      assert.deepEqual(refused, [])
      const opened = { algorithm: 'SHA256', digits: 7, seed, type: 'totp', periodSeconds: 60 }
      assert.deepEqual(tokens, [{ ...token, token: opened }])
    }
  })

  test('may call its namespaces what it likes', async () => {
    const file = writeContainer([aKey()])
      .replaceAll(/<(\/?)(?=[A-Z])/g, '<$1ü:')
      .replace('xmlns=', 'xmlns:ü=')
    assert.equal((await whole(file)).tokens.length, 1)
    const foreign = writeContainer([aKey()]).replace('keyprov:pskc"', 'keyprov:other"')
    assert.deepEqual(await read(foreign), { ok: false, why: 'not-pskc', line: 2 })
  })

  test('with bad keys among good ones gives the good ones, and the place of each bad one', async () => {
    const bad: readonly (readonly [PskcTokenProblem, (text: string) => string])[] = [
      ['unsupported-algorithm', (text) => text.replace('pskc:totp', 'pskc:ocra')],
      ['unsupported-algorithm', (text) => text.replace(/Algorithm="[^"]*"/, 'Algorithm="constructor"')],
      ['unsupported-format', (text) => text.replace('Length="7"', 'Length="9"')],
      ['unsupported-format', (text) => text.replace('"DECIMAL"', '"HEXADECIMAL"')],
      ['unsupported-format', (text) => text.replace('SHA256', 'MD5')],
      ['unsupported-format', (text) => text.replace('"DECIMAL"', '"DECIMAL" CheckDigits="true"')],
      ['no-seed', (text) => text.replaceAll('Secret>', 'Other>')],
      ['bad-value', (text) => text.replace(/(<Secret><PlainValue>)./, '$1!')],
      ['bad-value', (text) => text.replace('>60<', '>0<')],
      ['bad-value', (text) => text.replace('>60<', '>sixty<')],
      ['not-for-codes', (text) => text.replace('</Data>', '</Data><Policy><KeyUsage>CR</KeyUsage></Policy>')],
      ['not-for-codes', (text) => text.replace('</Data>', '</Data><Policy><Moon>full</Moon></Policy>')],
      [
        'bad-value',
        (text) => text.replace('</Data>', '</Data><Policy><ExpiryDate>2031</ExpiryDate></Policy>'),
      ],
      ['bad-value', (text) => text.replace('</Data>', '</Data><Policy><ExpiryDate/></Policy>')],
      ['no-key', (text) => text.replace(/<Key .*<\/Key>/, '')],
    ]
    const one = writeContainer([aKey()])
    const [packaged = ''] = /<KeyPackage>.*<\/KeyPackage>/.exec(one) ?? []
    const changed = bad.map(([, change]) => change(packaged))
    const { tokens, refused } = await whole(one.replace(packaged, [packaged, ...changed, packaged].join('')))
    assert.deepEqual(
      refused.map(({ index, why }) => [index, why]),
      bad.map(([why], i) => [i + 1, why]),
    )
    assert.deepEqual(
      tokens.map(({ index }) => index),
      [0, bad.length + 1],
    )
  })

  test('says what it needs, and by what name', async () => {
    const key = randomBytes(16)
    const { refused, keyName } = await whole(writeContainer([aKey()], sha1Writing(key)))
    assert.deepEqual([refused[0]?.why, keyName], ['pre-shared-key-needed', 'Pre-shared-key'])
    const letter = derived({ password: 'x', rounds: 1000, keyBytes: 16 })
    const locked = await whole(writeContainer([aKey()], sha1Writing(letter.key, letter.encryptionKey)))
    assert.deepEqual([locked.refused[0]?.why, locked.keyName], ['password-needed', 'Letter of May'])
    const long = await whole(writeContainer([aKey()], sha1Writing(key)), { preSharedKey: randomBytes(32) })
    assert.deepEqual(long.refused[0]?.why, 'key-length')
  })

  test('of three thousand keys is read in pieces, and no key is lost between two', async () => {
    const one = writeContainer([aKey()])
    const [packaged = ''] = /<KeyPackage>.*<\/KeyPackage>/.exec(one) ?? []
    const file = one.replace(packaged, packaged.repeat(3_000))
    assert.ok(file.length > 5 * 256 * 1024)
    assert.equal((await whole(file)).tokens.length, 3_000)
  })
})

suite('a container of an attacker', () => {
  const refusedAs = async (
    file: string | Uint8Array,
    why: string,
    limits?: Parameters<typeof readPskc>[2],
  ) => {
    const result = await readPskc(Buffer.from(file), {}, limits)
    assert.deepEqual(result.ok ? 'read' : result.why, why)
  }
  const good = writeContainer([aKey()])
  const withType = (type: string) => good.replace('?>\n', `?>\n${type}\n`)

  test('with entities in entities, or in files and URLs, is refused before one is expanded', async () => {
    const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join(
      '',
    )
    const bomb = withType(`<!DOCTYPE KeyContainer [<!ENTITY l0 "lol">${laughs}]>`).replace('S-7', '&l9;')
    await refusedAs(bomb, 'document-type')
    await refusedAs(
      withType('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>').replace('S-7', '&e;'),
      'document-type',
    )
    await refusedAs(withType('<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1/p">%p;]>'), 'document-type')
    await refusedAs(withType('<!DOCTYPE KeyContainer>'), 'document-type')
    await refusedAs(good.replace('S-7', '&l9;'), 'malformed')
    await refusedAs(good.replace('<DeviceInfo>', '<!DOCTYPE x><DeviceInfo>'), 'malformed')
  })

  test('that is huge, deep, wide or long is refused', async () => {
    await refusedAs(Buffer.alloc(1001, ' '), 'too-large', { maxBytes: 1000, maxTokens: 1 })
    await refusedAs(good.replace('<Data>', `<Data>${'<a>'.repeat(100_000)}`), 'too-deep')
    await refusedAs(good.replace('<Data>', `<Data>${'<a/>'.repeat(100_000)}`), 'too-deep')
    const [packaged = ''] = /<KeyPackage>.*<\/KeyPackage>/.exec(good) ?? []
    await refusedAs(good.replace(packaged, packaged.repeat(3)), 'too-many', { maxBytes: 1e6, maxTokens: 2 })
  })

  test('that is cut off, doubled, in another encoding or of another version is refused', async () => {
    for (let end = 0; end < good.length; end += 37) await refusedAs(good.slice(0, end), 'malformed')
    await refusedAs(`${good}${good}`, 'malformed')
    await refusedAs(Buffer.from(good, 'utf16le'), 'malformed')
    await refusedAs(good.replace('UTF-8', 'UTF-16'), 'encoding')
    await refusedAs(Buffer.from(good.replace('S-7', 'S-ü'), 'latin1'), 'encoding')
    await refusedAs(good.replace('Version="1.0"', 'Version="2.0"'), 'not-pskc')
    await refusedAs('<html/>', 'not-pskc')
    await refusedAs('', 'malformed')
  })

  test('who changes a value, its MAC or the MAC key, gets nothing opened', async () => {
    const key = randomBytes(16)
    const file = writeContainer([aKey()], sha2Writing(key, 256))
    const texts = [...file.matchAll(/(?<=CipherValue>|ValueMAC>)[A-Za-z0-9+/=]{24,}(?=<)/g)]
    assert.equal(texts.length, 9)
    // MAC key, and the seed's value and MAC; those that follow are the numbers'.
    for (const { index, 0: text } of texts) {
      for (let at = 0; at < text.length - 2; at += 5) {
        const place = index + at
        const changed = `${file.slice(0, place)}${file[place] === 'A' ? 'B' : 'A'}${file.slice(place + 1)}`
        const { tokens, refused } = await whole(changed, { preSharedKey: key })
        assert.deepEqual([tokens.length, refused[0]?.why], [0, 'wrong-key'])
      }
    }
    const other = await whole(file, { preSharedKey: randomBytes(16) })
    assert.deepEqual(other.refused[0]?.why, 'wrong-key')
  })

  test('who leaves the MAC out gets nothing opened', async () => {
    const key = randomBytes(16)
    const file = writeContainer([aKey()], sha1Writing(key))
    for (const [part, why] of [
      [/<ValueMAC>[^<]*<\/ValueMAC>/g, 'mac-missing'],
      [/<MACMethod.*<\/MACMethod>/, 'mac-missing'],
      [/<MACKey>.*<\/MACKey>/, 'unsupported-mac'],
      [/hmac-sha1/, 'unsupported-mac'],
    ] as const) {
      const { tokens, refused } = await whole(file.replace(part, ''), { preSharedKey: key })
      assert.deepEqual([tokens.length, refused[0]?.why], [0, why])
    }
  })

  test('who asks for a day of key derivation is not served', async () => {
    for (const [rounds, why] of [
      [2_000_000_000, 'derivation-too-slow'],
      [0, 'unsupported-derivation'],
    ] as const) {
      const { key, encryptionKey } = derived({ password: 'x', rounds: Math.max(1, rounds), keyBytes: 16 })
      const file = writeContainer([aKey(), aKey()], sha1Writing(key, encryptionKey))
      const asked = rounds === 0 ? file.replace('IterationCount>1<', 'IterationCount>0<') : file
      const { refused } = await whole(asked, { password: 'x' })
      assert.deepEqual(
        refused.map((one) => one.why),
        [why, why],
      )
    }
  })

  test('with any part changed is read or refused, never thrown at', async () => {
    const sources = [...Object.values(figures), good]
    const piece = fc.constantFrom('<', '>', '&', '"', '</', '<![CDATA[', '\0', 'ü', '<Key>', ' ', '=', '9')
    const edit = fc.tuple(fc.nat(4000), fc.nat(6), piece)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...sources), fc.array(edit, { maxLength: 4 }), async (file, edits) => {
        let text = file
        for (const [at, length, put] of edits) text = text.slice(0, at) + put + text.slice(at + length)
        await read(text, { preSharedKey: rfcKeys.preSharedKey })
      }),
      { numRuns: 1_000 },
    )
  })
})
