import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createMD4 } from 'hash-wasm'
import { ntHash } from './nt-hash.ts'

const hex = (password: string) => Buffer.from(ntHash(password)).toString('hex')

suite('the NT hash', () => {
  test('is the one that Windows has of well-known passwords', () => {
    assert.equal(hex(''), '31d6cfe0d16ae931b73c59d7e0c089c0')
    assert.equal(hex('password'), '8846f7eaee8fb117ad06bdd830b7586c')
    // MS-NLMP 4.2.2.1.2
    assert.equal(hex('Password'), 'a4f49c406510bdcab6824ee7c30fd852')
    assert.equal(hex('123456'), '32ed87bdb5fdc5e9cba88547376818d4')
  })

  test('stands on MD4 as RFC 1320 appendix A.5 has it', async () => {
    const md4 = await createMD4()
    for (const [text, digest] of rfc1320) assert.equal(md4.init().update(text).digest('hex'), digest)
  })

  test('of one password does not depend on the one before', () => {
    const alone = hex('ÄÖÜ 🔑 and more than sixty-four bytes of it, so that a second block is begun')
    hex('x')
    assert.equal(hex('ÄÖÜ 🔑 and more than sixty-four bytes of it, so that a second block is begun'), alone)
  })
})

const rfc1320 = [
  ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
  ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
  ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
  ['message digest', 'd9130a8164549fe818874806e1c7014b'],
  ['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
  ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', '043f8582f241db351ce627e153e7f0e4'],
  [
    '12345678901234567890123456789012345678901234567890123456789012345678901234567890',
    'e33b4ddc9c38f2199c3e7b164fcc0536',
  ],
] as const
