import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { FleetDevice } from '@keyturn/contract'
import type { Enrolled, KeyturnAgent, World } from '../world/index.ts'

/** Its SSSD is a member of the domain. */
export const sssdName = 'laptop3'

interface Scene {
  readonly world: World
  readonly who: Enrolled
  /** Hers now. */
  readonly password: string
  /** What the server's administrator is shown of that computer. */
  told(): Promise<FleetDevice | undefined>
  /** As the administrator of the computer writes the agent's configuration. */
  configure(agent: KeyturnAgent, more: object): Promise<void>
  /** As the administrator of the server wants it of some computers. */
  wants(group: object): Promise<void>
  until(isSo: () => Promise<boolean>, what: string): Promise<void>
}

/** What is wanted of how log-ons are kept, on a computer that has SSSD; after the others of the fleet, with their scene().world. */
export function keptBySssdSuite(scene: () => Scene): void {
  suite('how SSSD keeps log-ons', () => {
    const file = '/etc/sssd/sssd.conf'
    const snippet = '/etc/sssd/conf.d/10-own.conf'
    const cache = '/var/lib/sss/db/cache_corp.example.ldb'
    const ownDays = 'account_cache_expiration = 7'
    let third: KeyturnAgent

    async function checkedIn(): Promise<FleetDevice> {
      const { code, stderr } = await third.run('check-in')
      assert.equal(code, 0, stderr)
      const told = await scene().told()
      assert.ok(told)
      return told
    }

    async function works(): Promise<boolean> {
      const { world, who, password } = scene()
      return (await world.lab.logon(sssdName, who.person.sAMAccountName, password)).ok
    }
    const letInByDc = () => scene().until(works, 'a DC lets her in')

    async function startedAnew(): Promise<void> {
      await scene().world.lab.laptop(sssdName).nowhere()
      await scene().world.lab.laptop(sssdName).home()
    }

    async function letsInOffline(): Promise<boolean> {
      await scene().world.lab.laptop(sssdName).nowhere()
      const isIn = await works()
      await scene().world.lab.laptop(sssdName).home()
      return isIn
    }

    const daysWritten = async () => (await third.host.read(file)).match(/^\w+_expiration = \d+$/gm)

    test('is told, and nothing else, where its own administrator lets nobody order it', async () => {
      third = await scene().world.agent(sssdName)
      const text = (await third.host.read(file)).replace('cache_credentials = true', `$&\n${ownDays}`)
      await third.host.write(file, text, 0o600)
      await startedAnew()
      await letInByDc()
      const { policy, drift, keeping } = await checkedIn()
      assert.deepEqual(policy, { caching: true, mostAccounts: null, expiresAfterDays: 7 })
      assert.deepEqual([drift, keeping.ordered], [['expiresAfterDays'], null])
      assert.equal(await third.host.read(file), text)
    })

    test('is as ordered once SSSD starts anew, unless its own administrator said otherwise', async () => {
      await scene().configure(third, { logonsFromServer: true })
      await third.host.write(snippet, `[domain/corp.example]\n${ownDays}\n`, 0o600)
      const { keeping } = await checkedIn()
      assert.deepEqual(keeping.ordered?.outcomes, { expiresAfterDays: 'overridden' })
      const drift = await scene().world.server.cli('device', 'logons', '--drift')
      assert.match(drift.stdout, /laptop3\tcaching on.*NOT AS WANTED: expiresAfterDays 30 \(overridden\)/)
      assert.deepEqual(await daysWritten(), [ownDays])

      await third.host.must(['rm', snippet])
      await scene().wants({ names: [sssdName], logons: { expiresAfterDays: 21 } })
      const { keeping: next } = await checkedIn()
      assert.deepEqual(next.ordered?.outcomes, { expiresAfterDays: 'restart' })
      assert.deepEqual((await daysWritten())?.toSorted(), [
        'account_cache_expiration = 21',
        'offline_credentials_expiration = 21',
      ])
      await startedAnew()
      const now = await checkedIn()
      assert.deepEqual([now.policy?.expiresAfterDays, now.drift], [21, []])
      assert.equal(await letsInOffline(), true)
    })

    test('ends with the days that were wanted, and it is said beforehand whose log-on that is', async () => {
      const { who } = scene()
      const entry = `name=${who.person.sAMAccountName}@corp.example,cn=users,cn=corp.example,cn=sysdb`
      const longAgo = Math.floor(Date.now() / 1000) - 18 * 86_400
      const input = `dn: ${entry}\nchangetype: modify\nreplace: lastOnlineAuth\nlastOnlineAuth: ${longAgo}\n`
      await third.host.must(['ldbmodify', '-H', cache], { input })
      assert.equal(await letsInOffline(), true)
      await scene().wants({ names: [sssdName], logons: { expiresAfterDays: 14 } })
      const { keeping } = await checkedIn()
      assert.deepEqual(
        keeping.wouldLose.map(({ name }) => name),
        [who.person.sAMAccountName],
      )
      assert.equal(await letsInOffline(), false)
      await letInByDc()
      assert.equal(await letsInOffline(), true)
    })

    test('is not at all where none is wanted; and one alone is forgotten on order', async () => {
      await scene().world.server.cli('device', 'forget', scene().who.person.sAMAccountName)
      await checkedIn()
      assert.equal(await letsInOffline(), false)
      await letInByDc()
      assert.equal(await letsInOffline(), true)
      await scene().wants({ names: [sssdName], logons: { caching: false, expiresAfterDays: null } })
      const { keeping } = await checkedIn()
      assert.deepEqual(keeping.ordered?.outcomes, { caching: 'restart', expiresAfterDays: 'restart' })
      assert.equal(keeping.wouldLose.length, 1)
      await startedAnew()
      assert.deepEqual((await checkedIn()).drift, [])
      assert.equal(await letsInOffline(), false)
    })
  })
}
