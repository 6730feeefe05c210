import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import type { Account } from '#directory'
import { secret, type AccountId } from '#kernel'
import { anAsking } from '../factor-suite.ts'
import { anyAuthenticator, createAttestation, type Attestation } from './attestation/attestation.ts'
import { createPasskey } from './passkey.ts'
import { relyingPartyOf } from './relying-party.ts'
import { createKey, testAaguid, useKey, type BrowserOptions } from './testing/authenticator.ts'
import { aPasskeyWorld } from './testing/passkeys.ts'

const alice = '6f1c3a52-0000-4000-8000-000000000001' as AccountId
let used: Awaited<ReturnType<typeof aPasskeyWorld>>
before(async () => void (used = await aPasskeyWorld()))
after(() => used[Symbol.asyncDispose]())

suite('an organisation that takes only certain authenticators', () => {
  const factorWith = (attestation: Attestation) =>
    createPasskey({
      ...used.parts,
      attestation,
      relyingParty: relyingPartyOf(used.parts.publicUrl, 'Example Corp', { origins: [] }),
    })

  test('asks for the attestation, refuses whoever has none, and finds in the log why', async () => {
    const none = new Map()
    const models = { fresh: async () => none, last: () => none }
    const strict = factorWith(createAttestation({ models, allow: undefined, clock: used.parts.clock }))
    const { enrolment = assert.fail() } = strict
    const person = { id: alice, userPrincipalName: 'alice@corp.example', displayName: 'Alice' } as Account
    const offer = await enrolment.offer(person, undefined, anAsking(alice))
    assert.ok(offer.kind === 'passkey')
    assert.equal(offer.options['attestation'], 'direct')
    const { answer } = createKey(offer.options as unknown as BrowserOptions)
    assert.equal(await enrolment.confirm(alice, offer.id, secret(answer)), 'wrong')
    assert.match(used.lines.at(-1) ?? '', /not-attested/)
  })

  test('believes nothing any more of a model that was found broken since', async () => {
    const key = await used.enrol(alice)
    const strict = factorWith({ ...anyAuthenticator, isWithdrawn: (aaguid) => aaguid === testAaguid })
    const { asking, options } = await used.begin(alice)
    assert.deepEqual(await strict.prove(asking, secret(useKey(key, options))), {
      proved: false,
      why: 'wrong',
    })
    assert.equal((await strict.readyAmong([{ id: alice } as Account])).size, 0)
    assert.deepEqual(await used.turn(alice, key), { proved: true })
  })
})
