import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { decrypt, decryptCts, encrypt, encryptCts, nFold } from './encryption.ts'
import {
  encryptedTimestamp,
  judgeLogOn,
  keyFromPassword,
  readKeytab,
  wantedPreAuthentication,
} from './index.ts'
import { methodData, replyOf, replyPart, ticketPart, type ReplyParts } from './testing.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')

suite('encryption', () => {
  test('folds as RFC 3961 A.1', () => {
    for (const [text, bytes, folded] of [
      ['012345', 8, 'be072631276b1955'],
      ['password', 7, '78a07b6caf85fa'],
      ['Rough Consensus, and Running Code', 8, 'bb6ed30870b7f0e0'],
      ['password', 21, '59e4a8ca7c0385c3c37b3f6d2000247cb6e6bd5b3e'],
      ['Q', 21, '518a54a215a8452a518a54a215a8452a518a54a215'],
      ['ba', 21, 'fb25d531ae8974499f52fd92ea9857c4ba24cf297e'],
      ['kerberos', 16, '6b65726265726f737b9b5b2b93132b93'],
    ] as const)
      assert.equal(nFold(Buffer.from(text), bytes).toString('hex'), folded, text)
  })

  test('steals ciphertext as RFC 3962 B', () => {
    const key = Buffer.from('chicken teriyaki')
    for (const [text, cipher] of [
      ['I would like the ', 'c6353568f2bf8cb4d8a580362da7ff7f97'],
      ["I would like the General Gau's ", 'fc00783e0efdb2c1d445d4c8eff7ed2297687268d6ecccc0c07b25e25ecfe5'],
      [
        "I would like the General Gau's C",
        '39312523a78662d5be7fcbcc98ebf5a897687268d6ecccc0c07b25e25ecfe584',
      ],
      [
        "I would like the General Gau's Chicken, please,",
        '97687268d6ecccc0c07b25e25ecfe584b3fffd940c16a18c1b5549d2f838029e39312523a78662d5be7fcbcc98ebf5',
      ],
    ] as const) {
      assert.equal(encryptCts(key, Buffer.from(text)).toString('hex'), cipher)
      assert.equal(decryptCts(key, hex(cipher)).toString(), text)
    }
  })

  test('makes the keys of passwords that MIT Kerberos 1.20 makes', () => {
    const alice = keyFromPassword(18, Buffer.from('Grüner-Füller-77!'), Buffer.from('CORP.EXAMPLEalice'))
    assert.equal(alice.toString('hex'), 'ee4d639dcd2f4dba8daa673f739d694fee524b4bf54652fc91053cdfeb3206f1')
    const salt = Buffer.from('CORP.EXAMPLEhostlaptop1.corp.example')
    const host = keyFromPassword(17, Buffer.from('secret'), salt)
    assert.equal(host.toString('hex'), '192b82beb3be24274720ead3d86f05f2')
  })

  test('opens what it closed with that key for that usage, of every length, and nothing that was changed', () => {
    const key = Buffer.alloc(32, 1)
    for (let length = 0; length < 50; length++) {
      const text = Buffer.alloc(length, 'x')
      const cipher = encrypt(key, 3, text, Buffer.alloc(16, 2))
      assert.deepEqual(decrypt(key, 3, cipher), text)
      assert.equal(decrypt(key, 2, cipher), undefined)
      assert.equal(decrypt(Buffer.alloc(32, 9), 3, cipher), undefined)
      for (const at of [0, 16, cipher.length - 1]) {
        const changed = Buffer.from(cipher)
        changed[at] = (changed[at] ?? 0) ^ 1
        assert.equal(decrypt(key, 3, changed), undefined)
      }
    }
    assert.equal(decrypt(key, 3, Buffer.alloc(27)), undefined)
  })
})

suite('a keytab', () => {
  /** Made by ktutil of MIT Kerberos 1.20. */
  const bytes = hex(
    '0502000000480001000c434f52502e4558414d504c450005616c696365000000016b0a30370100120020ee4d639dcd2f4dba8daa673f739d' +
      '694fee524b4bf54652fc91053cdfeb3206f1000000010000004d0002000c434f52502e4558414d504c450004686f737400146c6170746f' +
      '70312e636f72702e6578616d706c65000000016b0a30370200110010192b82beb3be24274720ead3d86f05f200000002',
  )

  test('has its entries read, and holes passed over', () => {
    const found = readKeytab(Buffer.concat([bytes, hex('fffffffc 01020304')]))
    assert.deepEqual(
      found?.map(({ principal, type }) => [principal.join('/'), type]),
      [
        ['alice', 18],
        ['host/laptop1.corp.example', 17],
      ],
    )
    assert.equal(Buffer.from(found?.[1]?.key ?? []).toString('hex'), '192b82beb3be24274720ead3d86f05f2')
  })

  test('that is cut off, empty or another file is none', () => {
    for (let end = 3; end < bytes.length; end++) {
      if (end !== 2 + 4 + 0x48) assert.equal(readKeytab(bytes.subarray(0, end)), undefined, String(end))
    }
    assert.equal(readKeytab(Buffer.of()), undefined)
    assert.equal(readKeytab(hex('0501')), undefined)
  })
})

suite('what a KDC wants before it answers', () => {
  const salt = Buffer.from('CORP.EXAMPLEalice')

  test('is the strongest AES that it offers, with the usual iterations, said or not', () => {
    for (const count of [undefined, hex('00001000')]) {
      const wanted = wantedPreAuthentication(methodData('CORP.EXAMPLEalice', [23, 17, 18], count))
      assert.deepEqual(wanted && { ...wanted, salt: Buffer.from(wanted.salt) }, { type: 18, salt })
    }
  })

  test('is not given by whoever offers RC4 alone, wants few iterations or very many, or sends anything else', () => {
    assert.equal(wantedPreAuthentication(methodData('x', [23])), undefined)
    for (const count of ['00000001', '00000fff', 'ffffffff', '00', ''])
      assert.equal(wantedPreAuthentication(methodData('x', [18], hex(count))), undefined, count)
    for (const bytes of ['', '30', '3000', '0500', '30053003a1010100'])
      assert.equal(wantedPreAuthentication(hex(bytes)), undefined)
  })

  test('is the time, to the second, which only the password’s key opens', () => {
    const key = Buffer.alloc(32, 3)
    const { cipher } = encryptedTimestamp(
      { type: 18, key },
      new Date('2026-11-28T01:02:03.456Z'),
      Buffer.alloc(16),
    )
    assert.match(decrypt(key, 1, cipher)?.toString('latin1') ?? '', /20261128010203Z/)
  })
})

suite('an answer with a ticket', () => {
  const now = new Date('2026-11-28T12:00:00Z')
  const key = (fill: number) => Buffer.alloc(32, fill)
  const service = ['host', 'laptop1.corp.example']
  const good: ReplyParts = {
    realm: 'CORP.EXAMPLE',
    client: 'alice',
    service,
    nonce: 0x7fab_cdef,
    clientKey: key(1),
    serviceKey: key(2),
    sessionKey: key(3),
    now,
  }
  const asked = { realm: 'CORP.EXAMPLE', client: 'Alice', service, nonce: good.nonce, key: key(1), now }
  const serviceKeys = [key(8), key(2)].map((one) => ({ type: 18, key: one }))
  const judged = (parts: Partial<ReplyParts>, ...how: readonly Parameters<typeof replyOf>[1][]) =>
    judgeLogOn(replyOf({ ...good, ...parts }, ...how), { ...asked, serviceKeys }).verdict

  test('of a KDC that has her key and this computer’s is a log-on', () => {
    assert.equal(judged({}), 'proved')
    assert.equal(judged({ now: new Date(now.getTime() + 299_000) }), 'proved')
  })

  test('for another password is none', () => {
    assert.equal(judged({ clientKey: key(9) }), 'not-proved')
  })

  for (const [what, parts] of [
    ['who chose the password himself, and does not know this computer’s key', { serviceKey: key(9) }],
    ['who has a ticket of his own for this computer', { ticketClient: 'mallory' }],
    ['who overheard a ticket of hers, and does not know what is in it', { ticketSessionKey: key(9) }],
    ['who repeats what was answered to another question', { nonce: 5 }],
    ['who gives a ticket for another service', { service: ['host', 'laptop2.corp.example'] }],
    ['of another realm', { realm: 'EVIL.EXAMPLE' }],
  ] as const) {
    test(`of somebody ${what} proves nothing`, () => {
      assert.equal(judged(parts), 'not-proved')
    })
  }

  for (const [what, offMs] of [
    ['kept since yesterday', -86_400_000],
    ['out of the future', 301_000],
  ] as const) {
    test(`and a ticket ${what} proves nothing either, and says when it would have`, () => {
      const at = new Date(now.getTime() + offMs)
      const found = judgeLogOn(replyOf({ ...good, now: at }), { ...asked, serviceKeys })
      assert.deepEqual(found, { verdict: 'another-time', at })
      // Nothing is said of the time before all else holds.
      assert.equal(judged({ now: at, serviceKey: key(9) }), 'not-proved')
      assert.equal(judged({ now: at, nonce: 5 }), 'not-proved')
    })
  }

  test('proves nothing where this computer has no key, or what is sealed is no ticket', () => {
    assert.equal(judgeLogOn(replyOf(good), { ...asked, serviceKeys: [] }).verdict, 'not-proved')
    assert.equal(judged({}, { ticket: Buffer.from('no ticket at all') }), 'not-proved')
    assert.equal(judged({}, { part: Buffer.from('no part at all') }), 'not-proved')
    assert.equal(judged({}, { ticket: replyPart(good), part: ticketPart(good) }), 'not-proved')
  })

  test('that was cut off, or changed in what is sealed, is no log-on', () => {
    const bytes = Buffer.from(replyOf(good))
    const sealed = [ticketPart(good), replyPart(good)].map(({ length }) => length + 16 + 12)
    const asking = { ...asked, serviceKeys }
    for (let at = 0; at < bytes.length; at++) {
      assert.equal(judgeLogOn(bytes.subarray(0, at), asking).verdict, 'not-proved')
    }
    // The answer's own part is the last of it, and the ticket's ends before its three headers.
    const [ticketBytes = 0, partBytes = 0] = sealed
    const partBegins = bytes.length - partBytes
    const found = (at: number) => {
      const changed = Buffer.from(bytes)
      changed.writeUInt8(changed.readUInt8(at) ^ 0x41, at)
      return judgeLogOn(changed, asking).verdict
    }
    for (let at = partBegins; at < bytes.length; at++) assert.equal(found(at), 'not-proved')
    const inTicket = bytes.indexOf(Buffer.from('laptop1.corp.example')) + 60
    for (let at = inTicket; at < inTicket + ticketBytes - 60; at++) assert.equal(found(at), 'not-proved')
  })
})
