import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Account, Principal } from '#directory'
import type { Origin } from '#kernel'
import { anAuditLog } from '../audit/testing/index.ts'
import { createEntraPasses } from './passes.ts'
import { aWhom, anEntra, synchronise, startGraphDouble } from './testing/index.ts'

const origin: Origin = { address: 'local', device: null }
const her = aWhom(1)

/** A domain that knows her alone. */
function aDirectory({ isProtected = false } = {}) {
  const principal = { ...her, id: her.account, isProtected } as unknown as Principal
  const account = { id: her.account, sid: her.sid, sAMAccountName: 'alice' } as Account
  return {
    find: async (name: string) =>
      name === 'alice'
        ? { found: true as const, account }
        : { found: false as const, why: 'unknown' as const },
    census: {
      async *principals() {
        yield [principal]
      },
    } as never,
  }
}

suite('a temporary access pass', () => {
  test('is made once for her own user, announced and ended in the log, without the pass in it', async () => {
    await using double = await startGraphDouble()
    await using audit = await anAuditLog()
    using entra = await anEntra(double)
    const user = synchronise(double, her)
    const passes = createEntraPasses({ entra, directory: aDirectory(), audit })
    const made = await passes.issue({ account: 'alice', minutes: 60, by: 'root', origin })
    assert.ok(made.made)
    assert.equal(made.minutes, 60)
    assert.deepEqual(double.users.effects.get(user.id), { flagged: 0, revoked: 0, passes: 1 })
    const entries = await audit.entries()
    assert.deepEqual(
      entries.map(({ type, outcome, account }) => `${type} ${outcome} ${account?.id}`),
      [`entra.pass-making announced ${her.account}`, `entra.pass-making ok ${her.account}`],
    )
    const pass = made.pass.reveal()
    assert.ok(![JSON.stringify(entries), JSON.stringify(made), ...entra.lines].join('').includes(pass))
  })

  test('is not made for protected accounts, strangers, nobody, nor twice where its end is not known', async () => {
    await using double = await startGraphDouble()
    await using audit = await anAuditLog()
    using entra = await anEntra(double)
    const wish = { account: 'alice', minutes: 60, by: 'root', origin }
    const none = createEntraPasses({ entra: undefined, directory: aDirectory(), audit })
    assert.deepEqual(await none.issue(wish), { made: false, why: 'not-configured', said: null })
    const passes = createEntraPasses({ entra, directory: aDirectory(), audit })
    assert.equal(await whyOf(passes.issue({ ...wish, account: 'mallory' })), 'unknown-account')
    assert.equal(await whyOf(passes.issue(wish)), 'absent')
    const stranger = synchronise(double, her, { onPremisesSecurityIdentifier: 'S-1-5-21-9-9-9-1' })
    assert.equal(await whyOf(passes.issue(wish)), 'mismatch')
    double.users.change(stranger.id, { onPremisesSecurityIdentifier: her.sid })
    const guarded = createEntraPasses({ entra, directory: aDirectory({ isProtected: true }), audit })
    assert.equal(await whyOf(guarded.issue(wish)), 'protected')
    assert.equal((await audit.entries()).length, 0)
    double.habits.after = ({ status }) => (status === 201 ? 504 : status)
    assert.equal(await whyOf(passes.issue(wish)), 'unknown')
    assert.equal(double.users.effects.get(stranger.id)?.passes, 1)
    double.habits.after = ({ status }) => status
    double.habits.roles = ['User.Read.All']
    double.withdraw()
    const refused = await passes.issue(wish)
    assert.deepEqual(refused, { made: false, why: 'refused', said: '403 Authorization_RequestDenied' })
    assert.deepEqual(
      (await audit.entries()).map(({ outcome }) => outcome),
      ['announced', 'unknown', 'announced', 'refused'],
    )
  })
})

async function whyOf(issued: ReturnType<ReturnType<typeof createEntraPasses>['issue']>) {
  const { made, ...rest } = await issued
  return made ? assert.fail('one was made') : 'why' in rest && rest.why
}
