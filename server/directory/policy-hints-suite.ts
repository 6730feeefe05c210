import assert from 'node:assert/strict'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { secret, type AccountId } from '#kernel'
import type { Site } from './testing.ts'
import { startHintsDouble, type Judgement } from './testing/policy-hints.ts'

const newer = '1.2.840.113556.1.4.2239'
const older = '1.2.840.113556.1.4.2066'
const chosen = 'Quiet-Meadow-17'

/** Where the control is offered. By a double: Samba has none. The DC behind it, which does the writes, is a real one. */
export function policyHintsSuite(site: () => Site): void {
  const check = (id: AccountId, password: string) => site().directory.checkPassword(id, secret(password))

  async function aDouble(offered: readonly string[], judgement: Judgement = 'done') {
    await using stack = new AsyncDisposableStack()
    const folder = stack.use(await mkdtempDisposable(join(tmpdir(), 'keyturn-hints-')))
    const { access, port } = site()
    const real = { host: 'dc1.corp.example', port, ca: access.ca }
    const double = stack.use(await startHintsDouble(real, offered, folder.path))
    double.judge = (password) => (password === chosen ? judgement : assert.fail('another password was sent'))
    const change = { domainControllers: [`dc1.corp.example:${double.port}`], ca: double.ca }
    const directory = stack.use(site().connect(change))
    const keep = stack.move()
    const reset = async (id: AccountId) =>
      directory.setPassword(id, secret(chosen), await site().announce('reset.setting', id), () =>
        assert.fail('the old password was said to be gone'),
      )
    return { double, directory, reset, [Symbol.asyncDispose]: () => keep.disposeAsync() }
  }

  suite('a forgotten password, where the DC offers policy hints', () => {
    for (const [offered, oid] of [
      [[newer], newer],
      [[older], older],
      [[older, newer], newer],
    ] as const) {
      test(`${offered.join(' and ')}: is set by one write, critical, that asks for the history`, async () => {
        await using used = await aDouble(offered)
        const { person, id, pwdLastSet } = await site().newcomer()
        await site().lock(person)
        const answer = await used.reset(id)
        assert.equal(answer.outcome === 'changed' && answer.written.way, 'policy-hints')
        assert.deepEqual(used.double.modifies, [
          {
            changes: ['replace unicodePwd', 'replace lockoutTime'],
            hints: { oid, critical: true, flags: 1 },
          },
        ])
        // Of the one before nothing is said here: Samba takes it for an hour after a single write, as NTLM does.
        assert.equal(await check(id, chosen), 'right')
        assert.notDeepEqual(answer.outcome === 'changed' && answer.written.pwdLastSet, pwdLastSet)
      })
    }

    for (const judgement of ['in-history', 'unwilling'] as const) {
      test(`that is refused (${judgement}) is told as refused, and the old one still holds`, async () => {
        await using used = await aDouble([newer], judgement)
        const { person, id, pwdLastSet } = await site().newcomer()
        // Windows says one code for all rules: no reason is made up.
        const refused = { outcome: 'refused', problems: ['rejected-by-dc'], interrupted: false }
        assert.deepEqual(await used.reset(id), refused)
        assert.equal(used.double.modifies.length, 1)
        assert.equal(await check(id, person.password), 'right')
        assert.deepEqual((await site().directory.passwordState(id)).pwdLastSet, pwdLastSet)
      })
    }

    test('that got no answer is unknown, and is not sent again', async () => {
      await using used = await aDouble([newer], 'no-answer')
      const { person, id } = await site().newcomer()
      assert.deepEqual(await used.reset(id), { outcome: 'unknown', dc: 'dc1.corp.example' })
      assert.equal(used.double.modifies.length, 1)
      assert.equal(await check(id, person.password), 'right')
    })

    test('is not set at all by a DC that lists the control and does not know it', async () => {
      await using used = await aDouble([newer], 'let-through')
      const { person, id } = await site().newcomer()
      // 12, unavailableCriticalExtension: Samba's own answer.
      const refused = { name: 'Fault', code: 'directory.refused', message: /LDAP result 12/ }
      await assert.rejects(used.reset(id), refused)
      assert.equal(await check(id, person.password), 'right')
    })
  })

  test('a forgotten password goes the two-step way, where the DC does not offer policy hints', async () => {
    await using used = await aDouble([])
    const { id } = await site().newcomer()
    const halves: string[] = []
    const receipt = await site().announce('reset.setting', id)
    const answer = await used.directory.setPassword(id, secret(chosen), receipt, async (dc) => {
      halves.push(dc)
    })
    assert.equal(answer.outcome === 'changed' && answer.written.way, 'two-step')
    assert.deepEqual(halves, ['dc1.corp.example'])
    assert.deepEqual(used.double.modifies, [
      { changes: ['replace unicodePwd', 'replace pwdLastSet'], hints: undefined },
      { changes: ['delete unicodePwd', 'add unicodePwd'], hints: undefined },
    ])
    assert.equal(await check(id, chosen), 'right')
  })
}
