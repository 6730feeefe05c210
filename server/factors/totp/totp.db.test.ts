import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Account } from '#directory'
import { createLog, secret, systemRandom, type AccountId } from '#kernel'
import { Secret as Seed, URI } from 'otpauth'
import { aDatabase } from '../../storage/testing.ts'
import { anAsking, factorSuite } from '../factor-suite.ts'
import { factorsMigrations } from '../migrations/index.ts'
import { createSeal } from '../sealing/seal.ts'
import { appKind, codeAt, stepAt } from './code.ts'
import { createOfferStore, createTokenStore, type TotpTables } from './store-sql.ts'
import { createTotp } from './totp.ts'

const alice = '6f1c3a52-0000-4000-8000-000000000001' as AccountId
const mallory = '6f1c3a52-0000-4000-8000-000000000002' as AccountId

async function aTotp() {
  const db = await aDatabase([factorsMigrations])
  let now = new Date('2026-11-21T08:00:00Z')
  const lines: string[] = []
  const parts = {
    seal: createSeal([Buffer.alloc(32, 7)], systemRandom),
    clock: () => now,
    random: systemRandom,
    issuer: 'Example Corp',
    log: createLog('error', { write: (line) => void lines.push(line) }),
  }
  const store = createTokenStore(db.tables())
  const offers = createOfferStore(db.tables())
  const totp = createTotp({ ...parts, store, offers })
  const enrolment = totp.enrolment ?? assert.fail()
  const pass = (seconds: number) => (now = new Date(now.getTime() + seconds * 1000))
  /** What an app shows, whose clock is off by so many seconds. */
  const app =
    (seed: string, off = 0) =>
    () =>
      codeAt(Seed.fromBase32(seed).bytes, appKind, stepAt(appKind, new Date(now.getTime() + off * 1000)))
  async function offer(account: AccountId) {
    const userPrincipalName = 'alice@corp.example'
    const where = anAsking(account)
    const made = await enrolment.offer({ id: account, userPrincipalName } as Account, undefined, where)
    assert.ok(made.kind === 'totp')
    return made
  }
  async function confirm(account: AccountId, id: string, code: string) {
    return await enrolment.confirm(account, id, secret(code))
  }
  async function enrol(account: AccountId, name = 'Phone') {
    const { id, seed } = await offer(account)
    const confirmed = await confirm(account, id, app(seed)())
    assert.ok(typeof confirmed === 'object')
    assert.ok(await confirmed.enrol(name))
    pass(30)
    return seed
  }
  const prove = (account: AccountId, code: string) => totp.prove(anAsking(account), secret(code))
  const tables = () => db.tables<TotpTables>()
  return {
    totp,
    offer,
    confirm,
    offers,
    store,
    parts,
    app,
    pass,
    enrol,
    prove,
    tables,
    lines,
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  }
}

factorSuite('TOTP', async () => {
  const used = await aTotp()
  return {
    factor: used.totp,
    wrong: '000000',
    async enrol(account) {
      const show = used.app(await used.enrol(account))
      return () => {
        used.pass(30)
        return show()
      }
    },
    async drifting(account) {
      const seed = await used.enrol(account)
      let off = 0
      return {
        near() {
          used.pass(24 * 3600)
          return used.app(seed, (off += 10))()
        },
        far: () => used.app(seed, off + 600)(),
      }
    },
    [Symbol.asyncDispose]: used[Symbol.asyncDispose],
  }
})

suite('an authenticator app', () => {
  test('gets a QR code that says what it is for, and 160 bits of seed', async () => {
    await using used = await aTotp()
    const { uri, seed } = await used.offer(alice)
    assert.match(uri, /^otpauth:\/\/totp\//)
    const parsed = URI.parse(uri)
    assert.deepEqual([parsed.issuer, parsed.label], ['Example Corp', 'alice@corp.example'])
    assert.equal(parsed.secret.base32, seed)
    assert.equal(parsed.secret.bytes.length, 20)
  })

  test('counts only after a right code confirmed it', async () => {
    await using used = await aTotp()
    const { id, seed } = await used.offer(alice)
    used.pass(30)
    assert.deepEqual(await used.prove(alice, used.app(seed)()), { proved: false, why: 'not-enrolled' })
    assert.equal(await used.confirm(alice, id, '000000'), 'wrong')
    assert.equal(await used.confirm(mallory, id, used.app(seed)()), 'unknown')
    used.pass(600)
    assert.equal(await used.confirm(alice, id, used.app(seed)()), 'unknown')
  })

  test('confirmed in two tabs at once is enrolled once', async () => {
    await using used = await aTotp()
    const { id, seed } = await used.offer(alice)
    const confirmed = await used.confirm(alice, id, used.app(seed)())
    assert.ok(typeof confirmed === 'object')
    const both = await Promise.all([confirmed.enrol('a'), confirmed.enrol('b')])
    assert.equal(both.filter(Boolean).length, 1)
    assert.equal((await used.totp.enrolled(alice)).length, 1)
  })

  test('has used up the code that confirmed it', async () => {
    await using used = await aTotp()
    const { id, seed } = await used.offer(alice)
    const code = used.app(seed)()
    const confirmed = await used.confirm(alice, id, code)
    assert.ok(typeof confirmed === 'object')
    await confirmed.enrol('Phone')
    assert.deepEqual(await used.prove(alice, code), { proved: false, why: 'reused' })
  })

  test('does not take the code before one that was used', async () => {
    await using used = await aTotp()
    const show = used.app(await used.enrol(alice))
    const earlier = show()
    used.pass(30)
    assert.deepEqual(await used.prove(alice, show()), { proved: true })
    assert.deepEqual(await used.prove(alice, earlier), { proved: false, why: 'reused' })
  })

  test('is one of several, each with its name and its own codes', async () => {
    await using used = await aTotp()
    const phone = used.app(await used.enrol(alice, 'Phone'))
    const tablet = used.app(await used.enrol(alice, 'Tablet'))
    used.pass(60)
    assert.deepEqual(await used.prove(alice, tablet()), { proved: true })
    assert.deepEqual(await used.prove(alice, phone()), { proved: true })
    assert.deepEqual(
      (await used.totp.enrolled(alice)).map(({ name }) => name),
      ['Phone', 'Tablet'],
    )
  })

  test('is followed when its clock runs away slowly, to five minutes', async () => {
    await using used = await aTotp()
    const seed = await used.enrol(alice)
    for (let off = 0; off <= 300; off += 10) {
      used.pass(24 * 3600)
      assert.deepEqual(await used.prove(alice, used.app(seed, off)()), { proved: true }, `${off} s ahead`)
    }
    for (let off = 310; off < 400; off += 10) {
      used.pass(24 * 3600)
      if ((await used.prove(alice, used.app(seed, off)())).proved === false) return
    }
    assert.fail('a clock that is further and further off is still followed')
  })

  test('of eight digits and SHA-512, as hardware has, works too', async () => {
    await using used = await aTotp()
    await used.enrol(alice)
    await used
      .tables()
      .updateTable('factors.totp_tokens')
      .set({ digits: 8, algorithm: 'SHA512', period_seconds: 60, last_step: 0 })
      .execute()
    const [token] = await used.store.tokens(alice)
    assert.ok(token)
    const seed = used.parts.seal.open(token.sealedSeed, `totp\0${alice}\0${token.id}`)
    assert.ok(seed)
    const step = stepAt(token, used.parts.clock())
    assert.deepEqual(await used.prove(alice, codeAt(seed, token, step).slice(2)), {
      proved: false,
      why: 'wrong',
    })
    assert.deepEqual(await used.prove(alice, codeAt(seed, token, step)), { proved: true })
  })

  test('hung on another account in the database proves nothing there, and the log says so', async () => {
    await using used = await aTotp()
    const show = used.app(await used.enrol(mallory))
    await used.tables().updateTable('factors.totp_tokens').set({ account: alice }).execute()
    assert.deepEqual(await used.prove(alice, show()), { proved: false, why: 'wrong' })
    assert.match(used.lines.join(''), /does not open/)
  })

  test('leaves no seed in the database', async () => {
    await using used = await aTotp()
    const seed = await used.enrol(alice)
    const rows = await used.tables().selectFrom('factors.totp_tokens').selectAll().execute()
    const bytes = Buffer.from(Seed.fromBase32(seed).bytes)
    assert.equal(rows.length, 1)
    for (const { sealed_seed } of rows) assert.equal(Buffer.from(sealed_seed).includes(bytes), false)
    assert.doesNotMatch(JSON.stringify(rows), new RegExp(seed))
  })

  test('offered and never confirmed is forgotten', async () => {
    await using used = await aTotp()
    await used.offer(alice)
    used.pass(601)
    await used.offers.prune(used.parts.clock())
    assert.deepEqual(await used.tables().selectFrom('factors.totp_offers').selectAll().execute(), [])
  })
})
