import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { aWhom, anEntra, synchronise, startGraphDouble } from '../../entra/testing/index.ts'
import { aPrincipal } from '../testing/principals.ts'
import { askedOf, entraDates } from './entra.ts'

const principalOf = (n: number) => {
  const { account: id, sid } = aWhom(n)
  return aPrincipal({ id, sid })
}

suite('the dates of Entra ID', () => {
  test('are read of people, where it has passwords; who is somebody else there is unread, and so is all when it is away', async () => {
    await using double = await startGraphDouble()
    using entra = await anEntra(double)
    const [her, stranger, none] = [principalOf(1), principalOf(2), principalOf(3)]
    const computer = aPrincipal({ kind: 'computer' })
    synchronise(double, aWhom(1), { lastPasswordChangeDateTime: '2026-11-28T10:00:00Z' })
    synchronise(double, aWhom(2), { onPremisesSecurityIdentifier: 'S-1-5-21-9-9-9-1001' })
    const dates = await entraDates([her, stranger, none, computer], entra)
    assert.deepEqual(Object.fromEntries(dates), {
      [her.id]: { is: 'there', changed: '2026-11-28T10:00:00.000Z' },
      [stranger.id]: { is: 'unread' },
      [none.id]: { is: 'absent' },
    })
    assert.deepEqual(askedOf(entra), { entra: { tenant: double.tenant } })
    double.habits.roles = []
    double.withdraw()
    assert.deepEqual([...(await entraDates([her], entra)).values()], [{ is: 'unread' }])
  })

  test('are not asked for where people sign in by the domain, or nothing is configured', async () => {
    await using double = await startGraphDouble()
    using entra = await anEntra(double, { signIn: 'federated' })
    assert.equal((await entraDates([principalOf(1)], entra)).size, 0)
    assert.deepEqual(askedOf(entra), {})
    assert.equal((await entraDates([principalOf(1)], undefined)).size, 0)
    assert.equal(double.calls.tokens, 0)
  })
})
