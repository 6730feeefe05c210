import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Child, LabPerson } from '@keyturn/lab'
import { publishProxy } from '../kdc-proxy/dns.ts'
import { agentProgram, type AgentReset } from '../world/agent.ts'
import type { Enrolled, KeyturnAgent, World } from '../world/index.ts'

/** As the lab test of that path has them; `Begun` is what `begin` gives. All of laptop4. */
interface Helpers<Begun extends Pick<AgentReset, 'end'>> {
  readonly world: () => World
  readonly laptop: () => KeyturnAgent
  readonly password: string
  readonly begin: (who: Enrolled) => Promise<Begun>
  readonly configure: (more: object) => Promise<() => Promise<void>>
  readonly outcomeOf: (begun: Begun) => Promise<unknown>
  readonly nothingLeft: () => Promise<void>
}

const domain = 'corp.example'
const byCache = /cached credentials/

/** A computer whose SSSD has a list of people of its own, and no way to a KDC but the server's HTTPS. */
export function sssdByHttps<Begun extends Pick<AgentReset, 'end'>>(help: Helpers<Begun>): void {
  const { world, laptop, password } = help
  const logon = ({ sAMAccountName }: LabPerson, secret: string) =>
    world().lab.logon('laptop4', sAMAccountName, secret)

  /** A new one, of whom laptop4 knows. */
  async function known(): Promise<LabPerson> {
    const [person] = await world().lab.createPeople([{}])
    const { sAMAccountName: user } = person
    await laptop().host.must(['useradd', '--no-create-home', user])
    const sid = await world().lab.dc('dc1').attribute(`(sAMAccountName=${user})`, 'objectSid')
    await help.configure({ accounts: { [user]: sid } })
    return person
  }

  /** As it lies in the cache. */
  async function verifier({ sAMAccountName }: LabPerson): Promise<string> {
    const file = `/var/lib/sss/db/cache_${domain}.ldb`
    const filter = `(name=${sAMAccountName}@${domain})`
    const found = await laptop().host.must(['ldbsearch', '-H', file, filter, 'cachedPassword'])
    return /^cachedPassword: (\S+)/m.exec(found)?.[1] ?? assert.fail('she is not cached')
  }

  /** SSSD that found no KDC a moment ago takes itself for off-line until it is told to look: then once more. */
  async function isLetInByKdc(person: LabPerson, secret: string): Promise<void> {
    let said = await logon(person, secret)
    for (let tries = 1; (!said.ok || byCache.test(said.message)) && tries < 5; tries++) {
      await world().lab.laptop('laptop4').reconnect()
      said = await logon(person, secret)
    }
    assert.ok(said.ok, said.message)
    assert.doesNotMatch(said.message, byCache)
  }

  /** A DC's no, or the cache's: neither touches what the cache keeps. */
  async function isRefused(person: LabPerson, ...wrong: readonly string[]): Promise<void> {
    const before = await verifier(person)
    for (const secret of wrong) assert.equal((await logon(person, secret)).ok, false)
    assert.equal(await verifier(person), before)
  }

  async function isRefreshed(person: LabPerson): Promise<void> {
    const who = await world().enrol(person)
    const begun = await help.begin(who)
    const { code, screen } = await begun.end()
    assert.equal(code, 0, screen)
    assert.deepEqual(await help.outcomeOf(begun), { state: 'refreshed', device: 'laptop4' })
    // The wrong password of the proof came to no KDC.
    const filter = `(sAMAccountName=${person.sAMAccountName})`
    const count = await world().lab.dc('dc1').attribute(filter, 'badPwdCount')
    assert.equal(Number(count ?? 0), 0)
    await isLetInByKdc(person, password)
  }

  suite('a laptop whose SSSD has nothing but the relay', () => {
    let relay: Child
    async function startRelay(): Promise<void> {
      const { host, configFile } = laptop()
      relay = await host.spawn([agentProgram, 'relay', '--config', configFile], { name: 'relay' })
      while (!(await relay.log()).includes('127.0.0.1:1088')) {
        assert.ok(relay.running, await relay.log())
        await sleep(50)
      }
      await world().lab.laptop('laptop4').reconnect()
    }

    test('is refreshed, and proved by its cache alone while the relay answers', async () => {
      const person = await known()
      await startRelay()
      await isLetInByKdc(person, person.password)
      await isRefreshed(person)
      await isRefused(person, person.password, 'something else')
      await relay.stop()
      await isRefused(person, person.password, 'something else')
      assert.equal((await logon(person, password)).ok, true)
      await help.nothingLeft()
    })
  })

  suite('a laptop whose SSSD finds the KDC proxy in the DNS, with no agent between them', () => {
    /** As docs/guide/kdc-proxy.md has it. */
    const krb5 =
      `[libdefaults]\ndefault_realm = CORP.EXAMPLE\ndns_lookup_kdc = true\ndns_lookup_realm = false\nrdns = false\n` +
      `[realms]\nCORP.EXAMPLE = {\nhttp_anchors = FILE:/etc/ssl/certs/keyturn-lab-ca.pem\n}\n`

    before(async () => {
      const { lab, server } = world()
      const { host } = laptop()
      await publishProxy(lab.host('internet'), `${server.url}/KdcProxy`)
      await host.write('/etc/krb5.conf', krb5)
      const conf = await host.read('/etc/sssd/sssd.conf')
      await host.write('/etc/sssd/sssd.conf', conf.replaceAll('127.0.0.1:1088', '127.0.0.1'), 0o600)
      await lab.laptop('laptop4').away()
    })

    test('takes the password that a KDC takes and no other, and keeps it for when there is no network', async () => {
      const person = await known()
      const laptop4 = world().lab.laptop('laptop4')
      await isLetInByKdc(person, person.password)
      await isRefused(person, 'something else')

      // First the problem: what she has had since Monday is not what her computer lets her in with.
      await laptop4.nowhere()
      await world().lab.resetPassword(person.sAMAccountName, 'By-The-Help-Desk-1')
      await isRefused(person, 'By-The-Help-Desk-1', 'something else')
      const old = await logon(person, person.password)
      assert.deepEqual([old.ok, byCache.test(old.message)], [true, true])

      await laptop4.away()
      await isRefused(person, person.password, 'something else')
      await isLetInByKdc(person, 'By-The-Help-Desk-1')
      await laptop4.nowhere()
      await isRefused(person, person.password, 'something else')
      const kept = await logon(person, 'By-The-Help-Desk-1')
      assert.deepEqual([kept.ok, byCache.test(kept.message)], [true, true])
      await laptop4.away()
    })

    test('is refreshed by a reset, and proved by its cache alone', async () => {
      const person = await known()
      await isLetInByKdc(person, person.password)
      await isRefreshed(person)
      await help.nothingLeft()
    })

    test('asks its cache while the server is away, and a KDC again when it is back', async () => {
      const person = await known()
      await isLetInByKdc(person, person.password)
      await world().server.stop()
      await isRefused(person, 'something else')
      const away = await logon(person, person.password)
      assert.deepEqual([away.ok, byCache.test(away.message)], [true, true])
      await world().server.start()
      await world().lab.resetPassword(person.sAMAccountName, 'By-The-Help-Desk-2')
      await isLetInByKdc(person, 'By-The-Help-Desk-2')
    })
  })
}
