import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { suite, test } from 'node:test'
import { anAuditLog, type TestAuditLog } from '../audit/testing/index.ts'
import type { Announced } from './entra.ts'
import { aWhom, anEntra, synchronise, startGraphDouble, type GraphDouble } from './testing/index.ts'
import { answerOne } from './testing/graph.ts'
import { entityTypes } from './testing/metadata.ts'
import { createUsers } from './testing/users.ts'
import type { Found, Whom } from './users.ts'

const soon = () => AbortSignal.timeout(60_000)
const people = (count: number) => Array.from({ length: count }, (_, n) => aWhom(n))
const userOf = (found: Found | undefined) => (found?.is === 'there' ? found.user : assert.fail(found?.is))

/** Found, and announced as it has to be. */
async function announced(
  entra: Awaited<ReturnType<typeof anEntra>>,
  all: readonly Whom[],
  audit: TestAuditLog,
): Promise<readonly Announced[]> {
  const found = await entra.find(all, soon())
  return Promise.all(
    all.map(async ({ account, sid }) => ({
      user: userOf(found.get(account)),
      receipt: await audit.append({
        type: 'entra.flagging',
        account: { id: account, sid },
        origin: null,
        outcome: 'announced',
        facts: {},
      }),
    })),
  )
}

const effects = (double: GraphDouble, which: 'flagged' | 'revoked') =>
  [...double.users.effects.values()].map((one) => one[which])

suite('a token', () => {
  test('is had by a certificate or a secret, shared by all who ask, and asked for anew when it ends or is withdrawn', async () => {
    await using double = await startGraphDouble()
    let now = new Date()
    using entra = await anEntra(double, {}, () => now)
    await Promise.all([entra.find([aWhom(1)], soon()), entra.find([aWhom(2)], soon())])
    await entra.find([aWhom(3)], soon())
    assert.equal(double.calls.tokens, 1)
    double.withdraw()
    await entra.find([aWhom(1)], soon())
    assert.equal(double.calls.tokens, 2)
    now = new Date(now.getTime() + 56 * 60_000)
    // The double looks at the assertion's times by its own clock, five minutes of which are forgiven by nobody.
    await assert.rejects(entra.find([aWhom(1)], soon()), { code: 'entra.refused' })
    now = new Date()
    using other = await anEntra(double, { credential: { secretFile: double.secretFile } })
    assert.equal((await other.check()).noToken, null)
  })

  test('is not had with another key, for another app, nor by a key that does not fit', async () => {
    await using double = await startGraphDouble()
    await using other = await startGraphDouble()
    const { certificateFile, keyFile } = other
    using stranger = await anEntra(double, { credential: { certificateFile, keyFile } })
    const { noToken } = await stranger.check()
    assert.match(noToken ?? '', /^Entra ID gives this app no token: 401 invalid_client 7000215$/)
    using elsewhere = await anEntra(double, { clientId: other.clientId })
    assert.match((await elsewhere.check()).noToken ?? '', /unauthorized_client 700016/)
    const mixed = { credential: { certificateFile, keyFile: double.keyFile } }
    await assert.rejects(anEntra(double, mixed), { code: 'config.invalid', message: /is not the key of/ })
    const noRsa = { credential: { certificateFile: double.caFile, keyFile: double.tlsKeyFile } }
    await assert.rejects(anEntra(double, noRsa), { code: 'config.invalid', message: /no RSA key/ })
  })

  test('of another tenant, or for something else, is not used', async () => {
    await using double = await startGraphDouble({ tid: '99999999-8888-7777-6666-555555555555' })
    using entra = await anEntra(double)
    await assert.rejects(entra.find([aWhom(1)], soon()), { code: 'entra.refused', message: /another tenant/ })
    assert.equal(double.calls.batches, 0)
  })

  test('is in no log and in no error, nor is key or secret, whatever the service says', async () => {
    await using double = await startGraphDouble({ roles: [] })
    using entra = await anEntra(double, { credential: { secretFile: double.secretFile } })
    await using audit = await anAuditLog()
    const whom = aWhom(1)
    synchronise(double, whom)
    const errors: unknown[] = [await entra.find([whom], soon()).catch((error: unknown) => error)]
    double.habits.roles = ['User.Read.All']
    double.withdraw()
    await entra.requireChange(await announced(entra, [whom], audit), { withMfa: false, until: soon() })
    double.habits.instead = (request, response) => {
      const error = {
        code: `x ${request.headers.authorization}`,
        message: String(request.headers.authorization),
      }
      response.writeHead(403).end(JSON.stringify({ error }))
      return true
    }
    errors.push(await entra.find([whom], soon()).catch((error: unknown) => error))
    const said = [
      ...entra.lines,
      ...errors.flatMap((one) => [String(one), JSON.stringify(one), inspected(one)]),
    ]
    assert.ok(double.tokens.length > 1 && entra.lines.length > 0)
    const text = said.join('\n')
    for (const token of double.tokens) assert.ok(!text.includes(token), text.slice(0, 400))
    const key = readFileSync(double.keyFile, 'utf8').split('\n')[3] ?? assert.fail()
    assert.ok(!text.includes(key) && !text.includes('a secret of the app'))
  })
})

const inspected = (error: unknown) => (error instanceof Error ? `${error.stack} ${String(error.cause)}` : '')

suite('asking many for a new password', () => {
  test('reaches each once, twenty a call, however the service throttles, and waits as long as it wants', async () => {
    await using double = await startGraphDouble()
    using entra = await anEntra(double)
    await using audit = await anAuditLog()
    const all = people(130)
    for (const whom of all) synchronise(double, whom)
    const of = await announced(entra, all, audit)
    Object.assign(double.habits, { perSecond: 50, retryAfterSeconds: 1 })
    Object.assign(double.calls, { batches: 0, requests: 0, throttled: 0 })
    const written = await entra.requireChange(of, { withMfa: true, until: soon() })
    assert.deepEqual(new Set(written.map(({ was }) => was)), new Set(['done']))
    assert.deepEqual(
      effects(double, 'flagged'),
      Array.from({ length: 130 }, () => 1),
    )
    assert.ok(double.calls.throttled > 0, 'it must have been throttled')
    assert.equal(double.calls.requests, 130 + double.calls.throttled)
    const { id } = of[0]?.user ?? assert.fail()
    const profile = double.users.truth(id)?.passwordProfile
    assert.equal(profile?.forceChangePasswordNextSignInWithMfa, true)
    assert.equal(profile?.forceChangePasswordNextSignIn, false)
  })

  test('without a second factor sets the one name, and with one the other; both are the metadata’s', async () => {
    await using double = await startGraphDouble()
    using entra = await anEntra(double)
    await using audit = await anAuditLog()
    const all = people(2)
    for (const whom of all) synchronise(double, whom)
    const [plain, mfa] = await announced(entra, all, audit)
    assert.ok(plain !== undefined && mfa !== undefined)
    assert.equal(plain.user.mustChange, false)
    await entra.requireChange([plain], { withMfa: false, until: soon() })
    await entra.requireChange([mfa], { withMfa: true, until: soon() })
    const profileOf = ({ user }: Announced) => double.users.truth(user.id)?.passwordProfile
    assert.deepEqual(profileOf(plain), {
      forceChangePasswordNextSignIn: true,
      forceChangePasswordNextSignInWithMfa: false,
      password: null,
    })
    assert.deepEqual(profileOf(mfa), {
      forceChangePasswordNextSignIn: false,
      forceChangePasswordNextSignInWithMfa: true,
      password: null,
    })
    const found = await entra.find(all, soon())
    for (const { account } of all) assert.equal(userOf(found.get(account)).mustChange, true)
  })

  test('sends nothing twice of which the end is not known, and what was turned away again', async () => {
    await using double = await startGraphDouble()
    using entra = await anEntra(double)
    await using audit = await anAuditLog()
    const all = people(20)
    for (const whom of all) synchronise(double, whom)
    const of = await announced(entra, all, audit)
    let gone = 0
    double.habits.after = ({ status }) => (status === 204 && gone++ < 4 ? 504 : status)
    const written = await entra.requireChange(of, { withMfa: false, until: soon() })
    assert.equal(written.filter(({ was }) => was === 'unknown').length, 4)
    assert.deepEqual(
      effects(double, 'flagged'),
      Array.from({ length: 20 }, () => 1),
    )
    // A connection that breaks in the middle leaves all of it unknown, and nothing more is sent.
    double.habits.after = ({ status }) => status
    double.habits.instead = (request) => {
      request.socket.destroy()
      return true
    }
    const broken = await entra.revokeSessions(of, soon())
    assert.deepEqual(new Set(broken.map(({ was }) => was)), new Set(['unknown']))
    assert.ok((await entra.find(all, soon()).catch((error: unknown) => error)) instanceof Error)
  })

  test('stops when it has to, and says what was not sent', async () => {
    await using double = await startGraphDouble()
    using entra = await anEntra(double)
    await using audit = await anAuditLog()
    const all = people(60)
    for (const whom of all) synchronise(double, whom)
    const of = await announced(entra, all, audit)
    Object.assign(double.habits, { perSecond: 10, retryAfterSeconds: 30 })
    const written = await entra.requireChange(of, { withMfa: false, until: AbortSignal.timeout(1_500) })
    const done = written.filter(({ was }) => was === 'done').length
    assert.equal(done, effects(double, 'flagged').length)
    assert.equal(written.filter(({ was }) => was === 'unsent').length, 60 - done)
    assert.ok(done < 60)
    assert.equal(await entra.ready(AbortSignal.timeout(50)), false)
  })

  test('is refused where the app may not, with the service’s code, and told with nobody else’s receipt', async () => {
    await using double = await startGraphDouble({ roles: ['User.Read.All', 'User.RevokeSessions.All'] })
    using entra = await anEntra(double)
    await using audit = await anAuditLog()
    for (const whom of people(2)) synchronise(double, whom)
    const [hers, his] = await announced(entra, people(2), audit)
    assert.ok(hers !== undefined && his !== undefined)
    const at = { withMfa: false, until: soon() }
    assert.deepEqual(await entra.requireChange([hers], at), [
      { was: 'refused', said: '403 Authorization_RequestDenied' },
    ])
    assert.deepEqual(await entra.revokeSessions([hers], soon()), [{ was: 'done' }])
    assert.deepEqual(effects(double, 'revoked'), [1])
    await assert.rejects(
      entra.requireChange([{ user: hers.user, receipt: his.receipt }], at),
      /is for entra.flagging|of/,
    )
    await assert.rejects(entra.createPass(hers, 60), /not entra.pass-making/)
  })
})

suite('the double', () => {
  const id = '6f1c3a52-0000-4000-8000-000000000001'
  const roles = ['User-PasswordProfile.ReadWrite.All', 'UserAuthenticationMethod.ReadWrite.All']
  const passes = `/users/${id}/authentication/temporaryAccessPassMethods`
  const asked = (method: string, url: string, body: unknown) => {
    const users = createUsers(() => 0)
    users.add({ id })
    return { ...answerOne({ method, url, body, roles }, users, ''), effects: users.effects.get(id) }
  }

  test('knows what it is asked to write by the names and types of the metadata, and refuses any other', () => {
    const refused: readonly (readonly [method: string, url: string, body: unknown, says: RegExp])[] = [
      [
        'PATCH',
        `/users/${id}`,
        { passwordProfile: { forceChangeNextSignIn: true } },
        /forceChangeNextSignIn/,
      ],
      [
        'PATCH',
        `/users/${id}`,
        { passwordProfile: { forceChangePasswordNextSignIn: 'true' } },
        /expected type 'Edm.Boolean'/,
      ],
      ['PATCH', `/users/${id}`, { passwordProfil: {} }, /passwordProfile/],
      [
        'PATCH',
        `/users/${id}`,
        { passwordProfile: { forceChangePasswordNextSignIn: true }, lastPasswordChange: 'now' },
        /lastPasswordChange'/,
      ],
      ['PATCH', `/users/${id}`, { passwordProfile: { password: 'x' } }, /passwordProfile/],
      ['POST', passes, { lifetimeInMinutes: 60, usableOnce: true }, /usableOnce/],
      ['POST', passes, { lifetimeInMinutes: 60, isUsableOnce: 'yes' }, /expected type 'Edm.Boolean'/],
      ['POST', passes, { lifetimeInMinutes: 60.5 }, /expected type 'Edm.Int32'/],
      ['POST', passes, { lifetimeInMinutes: 60, temporaryAccessPass: 'mine' }, /read-only/],
    ]
    for (const [method, url, body, says] of refused) {
      const { status, body: said, effects: done } = asked(method, url, body)
      assert.equal(status, 400, JSON.stringify(body))
      assert.match(JSON.stringify(said), says)
      assert.equal(done, undefined)
    }
  })

  test('answers passes and users by names of the metadata alone', () => {
    const { status, body } = asked('POST', passes, { lifetimeInMinutes: 60, isUsableOnce: true })
    assert.equal(status, 201)
    const known = Object.keys(entityTypes.temporaryAccessPassAuthenticationMethod)
    // Inherited from `authenticationMethod`, which has an id and a time.
    assert.deepEqual(
      Object.keys(body instanceof Object ? body : {}).toSorted(),
      [...known, 'id', 'createdDateTime'].toSorted(),
    )
    const profile = createUsers(() => 0).add({}).passwordProfile
    assert.deepEqual(Object.keys(profile), Object.keys(entityTypes.passwordProfile))
  })
})
