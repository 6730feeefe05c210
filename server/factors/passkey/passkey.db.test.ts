import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import type { AccountId } from '#kernel'
import { factorSuite } from '../factor-suite.ts'
import {
  createKey,
  registrationOf,
  testAaguid,
  useKey,
  type BrowserOptions,
} from './testing/authenticator.ts'
import { aPasskeyWorld, confirmedOf } from './testing/passkeys.ts'

let people = 0
const anAccount = () => `6f1c3a52-0000-4000-8000-${String(++people).padStart(12, '0')}` as AccountId
let used: Awaited<ReturnType<typeof aPasskeyWorld>>
before(async () => void (used = await aPasskeyWorld()))
after(() => used[Symbol.asyncDispose]())

const refused = { proved: false, why: 'wrong' } as const

/** Signed by nobody that is known, for a challenge that nobody gave. */
const strangers = useKey(
  createKey({ challenge: 'AAAA' }).key,
  { challenge: 'AAAA', rpId: 'portal.corp.example' },
  { userHandle: 'AAAA' },
)

factorSuite('a passkey', async () => {
  const used = await aPasskeyWorld()
  return {
    factor: used.passkey,
    wrong: strangers,
    async enrol(account) {
      const key = await used.enrol(account)
      return (challenge) => {
        assert.ok(challenge.kind === 'passkey')
        return useKey(key, challenge.options as unknown as BrowserOptions)
      }
    },
    [Symbol.asyncDispose]: used[Symbol.asyncDispose],
  }
})

suite('proving by a passkey', () => {
  test('asks for what she has for this domain, unlocked, and names no credential', async () => {
    const alice = anAccount()
    await used.enrol(alice)
    const { options } = await used.begin(alice)
    assert.equal(Buffer.from(options.challenge, 'base64url').length, 32)
    assert.deepEqual(
      { ...options, challenge: '' },
      {
        rpId: 'portal.corp.example',
        challenge: '',
        allowCredentials: [],
        userVerification: 'required',
        timeout: 300_000,
      },
    )
  })

  for (const [what, behaviour] of Object.entries({
    'an authenticator that did not ask for PIN or finger': { userVerified: false },
    'one that nobody touched': { userPresent: false, userVerified: false },
    'a page of another name': { origin: 'https://portal.corp.example.evil.example' },
    'a page without TLS': { origin: 'http://portal.corp.example' },
    'a page of ours within a stranger’s page': { crossOrigin: true },
    'the same, told in another way': { topOrigin: 'https://evil.example' },
    'a passkey of another domain': { rpId: 'evil.example' },
    'what was signed to enrol': { type: 'webauthn.create' },
    'the user handle of somebody else': { userHandle: 'bWFsbG9yeQ' },
    'no user handle': { userHandle: '' },
    'one that may be copied now, and could not when it was enrolled': { backupEligible: true },
    'one that says it was copied and cannot be': { backedUp: true },
  })) {
    test(`${what} proves nothing`, async () => {
      const alice = anAccount()
      const key = await used.enrol(alice)
      assert.deepEqual(await used.turn(alice, key, behaviour), refused)
      assert.deepEqual(await used.turn(alice, key), { proved: true })
    })
  }

  test('an answer to the challenge of yesterday, or of another reset, proves nothing', async () => {
    const alice = anAccount()
    const key = await used.enrol(alice)
    const first = await used.begin(alice)
    const second = await used.begin(alice)
    assert.deepEqual(await used.prove(second.asking, useKey(key, first.options)), refused)
    used.pass(301)
    assert.deepEqual(await used.prove(first.asking, useKey(key, first.options)), refused)
  })

  test('a new challenge voids the one before', async () => {
    const alice = anAccount()
    const key = await used.enrol(alice)
    const { asking, options } = await used.begin(alice)
    await used.passkey.challenge?.(asking)
    assert.deepEqual(await used.prove(asking, useKey(key, options)), refused)
  })

  test('a signature that was changed by one bit proves nothing', async () => {
    const alice = anAccount()
    const key = await used.enrol(alice)
    const { asking, options } = await used.begin(alice)
    const answer = JSON.parse(useKey(key, options))
    const signature = Buffer.from(answer.response.signature, 'base64url')
    signature.writeUInt8(signature.readUInt8(20) ^ 1, 20)
    answer.response.signature = signature.toString('base64url')
    assert.deepEqual(await used.prove(asking, JSON.stringify(answer)), refused)
  })

  test('each of several works, under the name that she gave it', async () => {
    const alice = anAccount()
    const [phone, laptop] = [await used.enrol(alice), await used.enrol(alice)]
    assert.deepEqual(await used.turn(alice, laptop), { proved: true })
    assert.deepEqual(await used.turn(alice, phone), { proved: true })
    const [first, second] = await used.passkey.enrolled(alice)
    await used.passkey.rename?.(alice, first?.id ?? '', 'Phone')
    await used.passkey.remove(alice, second?.id ?? '')
    assert.deepEqual(
      (await used.passkey.enrolled(alice)).map(({ name }) => name),
      ['Phone'],
    )
    assert.deepEqual(await used.turn(alice, laptop), refused)
  })
})

suite('a copied authenticator', () => {
  test('is found by its counter: the passkey is frozen for both, and the log says so', async () => {
    const alice = anAccount()
    const key = await used.enrol(alice)
    const copy = { ...key }
    assert.deepEqual(await used.turn(alice, key), { proved: true })
    assert.deepEqual(await used.turn(alice, copy), { proved: false, why: 'cloned' })
    assert.match(used.lines.join(''), /a passkey was copied/)
    assert.deepEqual(await used.turn(alice, key), { proved: false, why: 'cloned' })
    assert.equal((await used.passkey.readyAmong([{ id: alice } as never])).size, 0)
    const [{ id } = { id: '' }] = await used.passkey.enrolled(alice)
    assert.ok(await used.passkey.remove(alice, id))
    assert.deepEqual(await used.turn(alice, await used.enrol(alice)), { proved: true })
  })

  test('that stopped counting is one, too', async () => {
    const alice = anAccount()
    const key = await used.enrol(alice)
    assert.deepEqual(await used.turn(alice, key), { proved: true })
    const copy = { ...key, counter: 0, counts: false }
    assert.deepEqual(await used.turn(alice, copy), { proved: false, why: 'cloned' })
  })

  test('cannot be seen where nothing is counted, as with synced passkeys', async () => {
    const alice = anAccount()
    const synced = { backupEligible: true, backedUp: true }
    const key = await used.enrol(alice, synced, false)
    assert.deepEqual(await used.turn(alice, key, synced), { proved: true })
    assert.deepEqual(await used.turn(alice, { ...key }, synced), { proved: true })
    assert.deepEqual(await used.turn(alice, key, { backupEligible: true }), { proved: true })
  })

  test('is not feigned by a stranger without the key, who would lock her out', async () => {
    const alice = anAccount()
    const key = await used.enrol(alice)
    assert.deepEqual(await used.turn(alice, key), { proved: true })
    const feigned = {
      ...createKey({ challenge: '' }).key,
      credentialId: key.credentialId,
      userHandle: key.userHandle,
      counter: -1,
    }
    assert.deepEqual(await used.turn(alice, feigned), refused)
    assert.deepEqual(await used.turn(alice, key), { proved: true })
  })
})

suite('enrolling a passkey', () => {
  test('asks for one that is found without a name, unlocked, and says nothing of the account’s objectGUID', async () => {
    const [alice, mallory] = [anAccount(), anAccount()]
    const { options } = await used.offer(alice)
    assert.deepEqual(options['authenticatorSelection'], {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required',
    })
    assert.deepEqual(options['rp'], { id: 'portal.corp.example', name: 'Example Corp' })
    assert.equal(options['attestation'], 'none')
    const handle = Buffer.from(options.user?.id ?? '', 'base64url')
    assert.equal(handle.length, 64)
    assert.ok(!handle.includes(Buffer.from(alice.replaceAll('-', ''), 'hex')))
    assert.ok(!handle.includes(alice))
    const again = await used.offer(alice)
    assert.equal(again.options.user?.id, options.user?.id)
    const other = await used.offer(mallory)
    assert.notEqual(other.options.user?.id, options.user?.id)
  })

  test('names what she has, so that the same authenticator is not enrolled twice', async () => {
    const alice = anAccount()
    const key = await used.enrol(alice)
    const { options } = await used.offer(alice)
    const id = key.credentialId.toString('base64url')
    assert.deepEqual(options['excludeCredentials'], [{ id, type: 'public-key', transports: ['internal'] }])
  })

  test('notes in the audit log which model it is, and whether it may be copied', async () => {
    const alice = anAccount()
    const { id, options } = await used.offer(alice)
    const { answer } = createKey(options, { backupEligible: true, selfAttested: true })
    assert.deepEqual(confirmedOf(await used.confirm(alice, id, answer)).facts, {
      aaguid: testAaguid,
      attestation: 'packed',
      attested: false,
      backupEligible: true,
      backedUp: false,
    })
  })

  test('by an authenticator that does not unlock is refused', async () => {
    const alice = anAccount()
    const { id, options } = await used.offer(alice)
    assert.equal(await used.confirm(alice, id, createKey(options, { userVerified: false }).answer), 'wrong')
    assert.equal(
      await used.confirm(alice, id, createKey(options, { origin: 'https://evil.example' }).answer),
      'wrong',
    )
    assert.equal(await used.confirm(alice, id, createKey(options, { crossOrigin: true }).answer), 'wrong')
    assert.equal(await used.confirm(alice, id, createKey({ ...options, challenge: 'AAAA' }).answer), 'wrong')
    assert.ok(typeof (await used.confirm(alice, id, createKey(options).answer)) === 'object')
  })

  test('that was offered to somebody else, or too long ago, is unknown', async () => {
    const [alice, mallory] = [anAccount(), anAccount()]
    const { id, options } = await used.offer(alice)
    const { answer } = createKey(options)
    assert.equal(await used.confirm(mallory, id, answer), 'unknown')
    assert.equal(await used.confirm(alice, 'another', answer), 'unknown')
    used.pass(601)
    assert.equal(await used.confirm(alice, id, answer), 'unknown')
  })

  test('in two tabs at once enrols one', async () => {
    const alice = anAccount()
    const { id, options } = await used.offer(alice)
    const confirmed = confirmedOf(await used.confirm(alice, id, createKey(options).answer))
    const both = await Promise.all([confirmed.enrol('a'), confirmed.enrol('b')])
    assert.equal(both.filter(Boolean).length, 1)
    assert.equal((await used.passkey.enrolled(alice)).length, 1)
    assert.equal(await used.confirm(alice, id, createKey(options).answer), 'unknown')
  })

  test('of a credential that is somebody else’s is refused', async () => {
    const [alice, mallory] = [anAccount(), anAccount()]
    const key = await used.enrol(alice)
    const { id, options } = await used.offer(mallory)
    const stolen = { ...createKey(options).key, credentialId: key.credentialId }
    const confirmed = confirmedOf(
      await used.confirm(mallory, id, JSON.stringify(registrationOf(stolen, options))),
    )
    assert.equal(await confirmed.enrol('Mine'), false)
    assert.deepEqual(await used.turn(alice, key), { proved: true })
  })
})
