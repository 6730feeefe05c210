import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { checkPassword } from '@keyturn/protocols/ad'
import { secret } from '#kernel'
import type { EffectivePolicy } from './directory.ts'
import { openConnection, type Connection } from './dcs/connection.ts'
import { replacing } from './modifications.ts'
import { aSite, type Site } from './testing.ts'

/** In the lab's domain: ten characters, three kinds. Each is asked of a real DC, past our own check. */
const alike: readonly string[] = [
  'abcdefghij',
  'abcdefghiJ',
  'abcdefghJ1',
  'abcdefgh1!',
  'ABCDEFGH1!',
  'abcdefgH!!',
  'ABCdefGH!!',
  'abcABCabc1',
  'abcABC 1xyz',
  'correct horse battery staple',
  'Correct horse, battery staple',
  'Correct horse battery staple',
  'Ärger-und-Zorn',
  'ÄRGERÄRGER',
  'ärgerÄRGER',
  'ärgerÄRGER1',
  'Пароль Пароль',
  'Пароль12345',
  'ПАРОЛЬпароль1',
  'ΑΒΓαβγΑΒΓ1',
  'abc1密码密码密码',
  'Abc密码密码密码x',
  '密码密码密码密码密码',
  'abcABCabcABC$',
  'abcABCabcABC~',
  'abcABCabcABC"',
  'abcABCabcABC\\',
  'Ab1😀😀😀',
  'Ab1😀😀😀😀',
  'Ab1😀xxxx',
  'Ab1!xxxxx',
  'Ab1!xxxxxx',
  'ǅungla-abcdef',
  'ªºªºªºabcDEF',
  'straßeSTRASSE1',
  'İstanbulabc',
  'ⅷⅷⅷⅷⅷⅷⅷⅷAb',
]

/** What MS-SAMR 3.1.1.7.2 does not take, and Samba 4.17 does: by kind of character, then by name. */
const sambaOnly: readonly string[] = [
  'abcABCabcABC€',
  'abcABCabcABC£',
  'abcABCabcABC§',
  'abcABCabc٣٤٥',
  'abcABCabc😀😀',
  'straßeSTRASSE',
  'abcdefghi\u00a0A',
  'xMüllerx-12',
  'Lena-im-Wald-7',
]

let site: Site
let connection: Connection
let policy: EffectivePolicy
let dn: string
before(async () => {
  site = await aSite()
  const somebody = await site.newcomer({ displayName: 'Anna-Lena Müller' })
  dn = somebody.dn
  policy = await site.directory.policyFor(somebody.id)
  const dc = { host: `dc1.${site.lab.domain.dnsDomain}`, port: site.port, writable: true }
  connection = await openConnection(dc, site.access)
})
after(async () => {
  await connection.close()
  await site[Symbol.asyncDispose]()
})

suite('our check of a password and a real DC', () => {
  for (const password of alike) {
    test(`agree on ${password}`, async () => {
      const ours = checkPassword(password, policy)
      const answer = await asked(password)
      assert.equal(answer, ours.length === 0 ? 'done' : 'refused', `ours: ${ours.join()}`)
    })
  }

  for (const password of sambaOnly) {
    test(`differ on ${password}, which is against the book: Samba takes it and we do not`, async () => {
      assert.equal(checkPassword(password, policy).length, 1)
      assert.equal(await asked(password), 'done')
    })
  }
})

async function asked(password: string): Promise<string> {
  return (await connection.modify(dn, [replacing(secret(password))])).answer
}
