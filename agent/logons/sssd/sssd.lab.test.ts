import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { dateFromFiletime, type Sid } from '@keyturn/protocols/ad'
import { Lab, type LaptopName } from '@keyturn/lab'
import { policySuite } from '../policy-suite.ts'
import { logonsSuite, type LogonsWorld } from '../logons-suite.ts'
import { asSomebody, killDuringProof, logonsOn, setPolicyOn } from '../testing/on-host.ts'

const domain = 'corp.example'

let lab: Lab
const worlds = new Map<string, LogonsWorld>()
before(async () => {
  lab = await Lab.start({ hosts: ['laptop3', 'laptop4', 'internet'] })
  const laptop3 = lab.laptop('laptop3')
  const office = (state: 'dc' | 'nothing') => (state === 'dc' ? laptop3.home() : laptop3.nowhere())
  worlds.set('laptop3', worldOf(lab, 'laptop3', office))
  worlds.set('laptop4', worldOf(lab, 'laptop4', relayed(lab)))
})
after(() => lab?.[Symbol.asyncDispose]())

/** For laptop4 a DC is in reach while something carries Kerberos there. */
function relayed(lab: Lab): LogonsWorld['network'] {
  let line: AsyncDisposable | undefined
  return async (state) => {
    if (state === 'dc') line ??= await lab.kerberosLine()
    else {
      await line?.[Symbol.asyncDispose]()
      line = undefined
    }
    if (state === 'dc') await lab.laptop('laptop4').reconnect()
  }
}

function worldOf(lab: Lab, name: LaptopName, network: LogonsWorld['network']): LogonsWorld {
  const host = lab.host(name)
  const accounts: Record<string, Sid> = {}
  const config = () => ({ stateDirectory: join(host.dataFolder, 'keyturn-agent'), domain, accounts })
  const isOnline = async () => {
    const bus = `--bus=unix:path=/var/lib/sss/pipes/private/sbus-dp_${domain}`
    const call = ['--dest=sssd.domain_corp_2eexample', '/sssd', 'sssd.DataProvider.Backend.IsOnline']
    return (await host.must(['dbus-send', bus, '--print-reply', ...call, `string:${domain}`])).includes(
      'true',
    )
  }
  return {
    logons: logonsOn(host, config),
    async somebody() {
      await network('dc')
      const [person] = await lab.createPeople([{}])
      const who = await asSomebody(lab, person)
      if (name === 'laptop4') {
        // Its list of users is its own, and so is what SIDs they have.
        await host.must(['useradd', '--no-create-home', who.name])
        accounts[who.name] = who.account
      }
      const logon = await lab.logon(name, who.name, who.password)
      assert.ok(logon.ok, logon.message)
      return who
    },
    reset: (who, password) => lab.resetPassword(who.name, password),
    network,
    letsIn: async (who, password) => (await lab.logon(name, who.name, password)).ok,
    async verifier(who) {
      const file = `/var/lib/sss/db/cache_${domain}.ldb`
      return host.must(['ldbsearch', '-H', file, `(name=${who.name}@${domain})`, 'cachedPassword'])
    },
    async passwordLastSet(who) {
      if (name === 'laptop4') return null
      const ticks = await lab.dc('dc1').attribute(`(sAMAccountName=${who.name})`, 'pwdLastSet')
      return dateFromFiletime(BigInt(ticks ?? 0))
    },
    isOnline,
    killDuringProof: (account, password) =>
      killDuringProof(host, { config: config(), name: account, password }, async () => !(await isOnline())),
  }
}

function world(name: string): LogonsWorld {
  const found = worlds.get(name)
  assert.ok(found, `the lab has no ${name}`)
  return found
}

logonsSuite('SSSD as a member of the domain', () => world('laptop3'))
logonsSuite('SSSD with nothing but Kerberos', () => world('laptop4'))

function laptop3() {
  const host = lab.host('laptop3')
  return { host, config: { stateDirectory: join(host.dataFolder, 'keyturn-agent'), domain, accounts: {} } }
}

policySuite('SSSD', () => ({
  ...laptop3(),
  offers: ['expiresAfterDays'],
  broken: '[pam]\nno_such_setting = 1\n',
}))

suite('SSSD, which also lets whole entries go after some days', () => {
  const entriesGo = /^account_cache_expiration = (\d+)$/m
  const logonsExpire = /^offline_credentials_expiration = (\d+)$/m

  /** As its local administrator wrote it, and started SSSD anew. */
  async function written(days: number) {
    const { host, config } = laptop3()
    const { file } = await setPolicyOn(host, { config, key: 'caching', value: true })
    const text = (await host.read(file)).replace(logonsExpire, 'offline_credentials_expiration = 0')
    const line = `account_cache_expiration = ${days}`
    const withLine = entriesGo.test(text)
      ? text.replace(entriesGo, line)
      : text.replace(/^cache_credentials = .*$/m, `$&\n${line}`)
    await host.write(file, withLine, 0o600)
    await startedAnew()
    return {
      set: async (value: number | null) =>
        (await setPolicyOn(host, { config, key: 'expiresAfterDays', value })).outcome,
      days: async () => {
        const now = await host.read(file)
        return [logonsExpire.exec(now)?.[1], entriesGo.exec(now)?.[1]]
      },
    }
  }

  async function startedAnew() {
    await lab.laptop('laptop3').nowhere()
    await lab.laptop('laptop3').home()
  }

  const runsBy = async () =>
    (await logonsOn(laptop3().host, () => laptop3().config).policy()).expiresAfterDays

  test('raises that with the expiry that is wanted, leaves it alone where it is later, and SSSD runs by it', async () => {
    const { set, days } = await written(7)
    assert.equal(await runsBy(), 7, 'the sooner one counts')
    assert.equal(await set(30), 'restart')
    assert.deepEqual(await days(), ['30', '30'])
    await startedAnew()
    assert.equal(await runsBy(), 30)
    assert.equal(await set(30), 'unchanged')
    assert.equal(await set(14), 'restart')
    assert.deepEqual(await days(), ['14', '30'])
    assert.equal(await set(null), 'restart')
    assert.deepEqual(await days(), ['0', '0'])
    await startedAnew()
    assert.equal(await runsBy(), null)
  })

  test('does not say it is so where a snippet of the local administrator wins: both stay as they were', async () => {
    const { host } = laptop3()
    const snippet = '/etc/sssd/conf.d/10-own.conf'
    const { set, days } = await written(7)
    const own = (gone: number) =>
      host.write(snippet, `[domain/${domain}]\naccount_cache_expiration = ${gone}\n`, 0o600)
    await own(10)
    try {
      await startedAnew()
      assert.equal(await runsBy(), 10)
      for (const wish of [30, null]) assert.equal(await set(wish), 'overridden')
      assert.deepEqual(await days(), ['0', '7'])
      await own(60)
      assert.equal(await set(30), 'restart')
      await startedAnew()
      assert.equal(await runsBy(), 30)
    } finally {
      await host.must(['rm', '-f', snippet])
      await startedAnew()
    }
  })
})
