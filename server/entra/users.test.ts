import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { aWhom, anchorOf, anEntra, startGraphDouble, synchronise } from './testing/index.ts'
import type { Found } from './users.ts'

const soon = () => AbortSignal.timeout(60_000)
const people = (count: number) => Array.from({ length: count }, (_, n) => aWhom(n))
const userOf = (found: Found | undefined) => (found?.is === 'there' ? found.user : assert.fail(found?.is))

suite('the user of an account', () => {
  test('is found by objectGUID or by mS-DS-ConsistencyGuid, with what was read of it', async () => {
    await using double = await startGraphDouble()
    using entra = await anEntra(double)
    const [plain, moved, gone] = [
      aWhom(1),
      aWhom(2, { consistencyGuid: Buffer.alloc(16, 7).toString('base64') }),
      aWhom(3),
    ]
    synchronise(double, plain, {
      passwordProfile: {
        forceChangePasswordNextSignIn: false,
        forceChangePasswordNextSignInWithMfa: true,
        password: null,
      },
    })
    const theirs = synchronise(double, moved, { lastPasswordChangeDateTime: '2026-11-28T10:00:00Z' })
    const found = await entra.find([plain, moved, gone], soon())
    assert.equal(userOf(found.get(plain.account)).mustChange, true)
    assert.deepEqual(userOf(found.get(moved.account)), {
      id: theirs.id,
      account: moved.account,
      mustChange: false,
      lastPasswordChange: new Date('2026-11-28T10:00:00Z'),
      sessionsFrom: new Date('2026-01-02T03:04:05Z'),
    })
    assert.deepEqual(found.get(gone.account), { is: 'absent' })
  })

  test('is nobody who has her name, nor her anchor with another SID, nor her anchor in other letters', async () => {
    await using double = await startGraphDouble()
    using entra = await anEntra(double)
    const [her, newcomer, namesake] = [aWhom(1), aWhom(2), aWhom(3)]
    // Her name was given to somebody else, whose account is another one.
    synchronise(double, newcomer, { userPrincipalName: 'alice@corp.example' })
    synchronise(double, aWhom(4), { onPremisesImmutableId: anchorOf(namesake) })
    const other = anchorOf(her).replace(/[a-z]/g, (letter) => letter.toUpperCase())
    assert.notEqual(other, anchorOf(her))
    synchronise(double, her, { onPremisesImmutableId: other })
    const found = await entra.find([her, namesake], soon())
    assert.deepEqual(found.get(her.account), { is: 'absent' })
    assert.deepEqual(found.get(namesake.account), { is: 'mismatch' })
    const twice = aWhom(5, { consistencyGuid: Buffer.alloc(16, 9).toString('base64') })
    synchronise(double, twice)
    synchronise(double, twice, { onPremisesImmutableId: anchorOf(twice) })
    assert.deepEqual((await entra.find([twice], soon())).get(twice.account), { is: 'mismatch' })
  })

  test('is one of three hundred that one call reads', async () => {
    await using double = await startGraphDouble()
    using entra = await anEntra(double)
    const all = people(900)
    for (const whom of all) synchronise(double, whom)
    const found = await entra.find(all, soon())
    assert.equal([...found.values()].filter(({ is }) => is === 'there').length, 900)
    assert.equal(double.calls.batches, 3)
  })

  test('is not taken from an answer that names somebody who was not asked for, or a page that is elsewhere', async () => {
    await using double = await startGraphDouble()
    using entra = await anEntra(double)
    const stranger = synchronise(double, aWhom(77))
    const saying = (body: object) => {
      double.habits.instead = (_, response) => {
        response.end(JSON.stringify({ responses: [{ id: '0', status: 200, body }] }))
        return true
      }
    }
    saying({ value: [stranger] })
    await assert.rejects(entra.find([aWhom(1)], soon()), { code: 'entra.refused', message: /not asked for/ })
    saying({ value: [], '@odata.nextLink': 'https://graph.example/v1.0/users?$skiptoken=1' })
    await assert.rejects(entra.find([aWhom(1)], soon()), { code: 'entra.refused', message: /elsewhere/ })
    saying({ value: [], '@odata.nextLink': `${double.url}/v1.0/users?$skiptoken=1` })
    await assert.rejects(entra.find([aWhom(1)], soon()), {
      code: 'entra.refused',
      message: /end of its pages/,
    })
    double.habits.instead = (_, response) => {
      response.end(JSON.stringify({ responses: [{ id: '7', status: 204 }] }))
      return true
    }
    await assert.rejects(entra.find([aWhom(1)], soon()), { code: 'entra.refused', message: /was not asked/ })
  })

  test('is not waited for without end: a redirection is not followed, an answer is read to four megabytes', async () => {
    await using double = await startGraphDouble()
    await using elsewhere = await startGraphDouble()
    let seen = 0
    elsewhere.habits.instead = (_, response) => {
      seen++
      response.end()
      return true
    }
    using entra = await anEntra(double)
    for (const status of [301, 302, 307, 308]) {
      double.habits.instead = (_, response) => {
        response.writeHead(status, { location: `${elsewhere.url}/v1.0/$batch` }).end()
        return true
      }
      await assert.rejects(entra.find([aWhom(1)], soon()), {
        code: 'entra.refused',
        message: new RegExp(`${status}`),
      })
    }
    assert.equal(seen, 0)
    let sent = 0
    double.habits.instead = (_, response) => {
      const more = () => {
        while (response.writable && response.write(Buffer.alloc(1024 * 1024, 0x20))) sent++
        sent++
      }
      response.on('drain', more)
      more()
      return true
    }
    await assert.rejects(entra.find([aWhom(1)], soon()), { code: 'entra.unavailable' })
    assert.ok(sent < 64, `${sent} megabytes were taken`)
  })
})
