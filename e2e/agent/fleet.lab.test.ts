import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FleetDevice } from '@keyturn/contract'
import type { Child } from '@keyturn/lab'
import { parse, stringify } from 'yaml'
import { agentProgram, startWorld, type Enrolled, type KeyturnAgent, type World } from '../world/index.ts'
import { keptBySssdSuite, sssdName } from './kept-by-sssd-suite.ts'
import { somebodyOf } from './laptop.ts'

const [firstName, secondName] = ['laptop1', 'laptop2'] as const
const passwords = ['Blauer-Fueller-81!', 'Blauer-Fueller-82!'] as const
const changed = 'Blauer-Fueller-80!'
const [byVpn, byProxy] = ['Blauer-Fueller-83!', 'Blauer-Fueller-84!'] as const
const patienceMs = 180_000

let world: World
let first: KeyturnAgent
let second: KeyturnAgent
let who: Enrolled
let resets = 0

before(async () => {
  const devices = { checkInMinutes: 1, follow: { enabled: true }, logons: { expiresAfterDays: 30 } }
  const kdcProxy = { enabled: true, realms: ['CORP.EXAMPLE'] }
  world = await startWorld({
    hosts: [firstName, secondName, sssdName, 'vpn', 'internet'],
    config: { devices, kdcProxy },
  })
  first = await world.agent(firstName)
  second = await world.agent(secondName)
  who = await somebodyOf(world, firstName)
  await logsOnAt(secondName)
})
after(() => world?.[Symbol.asyncDispose]())

async function logsOnAt(name: typeof secondName): Promise<void> {
  await world.lab.laptop(name).home()
  const { sAMAccountName, password } = who.person
  await until(async () => (await world.lab.logon(name, sAMAccountName, password)).ok, 'she logs on there')
}

async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + patienceMs
  while (!(await isSo())) {
    assert.ok(performance.now() < end, what)
    await sleep(500)
  }
}

const works = async (name: typeof firstName | typeof secondName, password: string) =>
  (await world.lab.logon(name, who.person.sAMAccountName, password)).ok

/** At a phone, with none of her computers. */
async function resetsAtThePortal(password: string): Promise<void> {
  const client = world.server.client()
  await client.must('reset.start', { purpose: 'reset', identifier: who.person.upn })
  await client.must('reset.prove', { factor: 'recovery-code', answer: who.recoveryCodes[resets++] ?? '' })
  assert.equal((await client.must('reset.choose', { password })).state, 'done')
}

async function fleet(...words: readonly string[]): Promise<readonly FleetDevice[]> {
  const { code, stdout, stderr } = await world.server.cli('device', 'logons', '--json', ...words)
  assert.equal(code, 0, stderr)
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : (JSON.parse(line) as FleetDevice)))
}

const of = (all: readonly FleetDevice[], name: string) => all.find((one) => one.name === name)
const stateAt = async (name: string) =>
  of(await fleet('--account', who.person.sAMAccountName), name)?.logons[0]?.state

/** As the administrator of that computer writes it. */
async function configure({ host, configFile }: KeyturnAgent, more: object): Promise<void> {
  const config = parse(await host.read(configFile)) as object
  await host.write(configFile, stringify({ ...config, ...more }))
}

/** Once and for all, whichever way: the new one alone, and nothing is left open. */
async function followed(path: string, password: string, old: string): Promise<void> {
  // Also where the agent itself wrote the cache: the order says which password it was.
  assert.equal(await stateAt(secondName), 'current')
  const refreshed = (await world.audit()).findLast(({ type }) => type === 'device.refreshed')
  assert.equal(refreshed?.facts['path'], path)
  assert.deepEqual(await second.tunnels(), [])
  await world.lab.laptop(secondName).nowhere()
  assert.equal(await works(secondName, password), true)
  assert.equal(await works(secondName, old), false)
}

/** The server's administrator wants this of a group of computers, and perhaps of all. */
async function wants(group: object, logons: object = {}): Promise<void> {
  const { server, lab } = world
  const host = lab.host('server')
  const config = parse(await host.read(server.configFile)) as { devices: { logons: object } }
  const devices = { ...config.devices, logons: { ...config.devices.logons, ...logons }, groups: [group] }
  await host.write(server.configFile, stringify({ ...config, devices }))
  await server.stop()
  await server.start()
}

async function watch(agent: KeyturnAgent): Promise<Child> {
  return agent.host.spawn([agentProgram, 'watch', '--config', agent.configFile], { name: 'watch' })
}

suite('all computers of a person', () => {
  test('are told of, with whose log-ons they keep and what is not as it is wanted', async () => {
    const refused = await world.server.cli('device', 'assign', 'nothing', who.person.sAMAccountName)
    assert.equal(refused.code, 2)
    assert.equal((await second.run('check-in')).code, 0)
    assert.equal(await stateAt(secondName), 'current')
    const all = await fleet()
    assert.equal(of(all, firstName)?.told, null)
    assert.deepEqual(of(all, secondName)?.policy, { caching: true, mostAccounts: 10, expiresAfterDays: null })
    assert.deepEqual(of(all, secondName)?.drift, ['expiresAfterDays'])
    for (const { name, device } of all) {
      const { code, stderr } = await world.server.cli('device', 'assign', device, who.person.sAMAccountName)
      assert.equal(code, 0, `${name}: ${stderr}`)
    }
  })

  test('follow a change of the password that she knows', async () => {
    await world.lab.laptop(secondName).nowhere()
    const client = world.server.client()
    const { upn, password } = who.person
    await client.must('person.sign-in', { identifier: upn, password })
    const answer = await client.must('person.change', { oldPassword: password, newPassword: changed })
    assert.equal(answer.changed, true)
    assert.equal(await stateAt(secondName), 'stale')
    await world.lab.laptop(secondName).home()
    assert.equal((await second.run('check-in')).code, 0)
    await followed('direct', changed, password)
  })

  test('follow: the one that was off-line learns the new password as soon as its link is back, and proves it', async () => {
    await world.lab.laptop(secondName).nowhere()
    const watching = await watch(second)
    await resetsAtThePortal(passwords[0])
    assert.equal(await works(secondName, passwords[0]), false)
    assert.equal(await works(secondName, changed), true)
    assert.equal(await stateAt(secondName), 'stale')
    const stale = await world.server.cli('device', 'logons', '--stale')
    assert.match(stale.stdout, /laptop2\t.*\tstale\t.*the new password waits/)

    await world.lab.laptop(secondName).home()
    await until(async () => (await stateAt(secondName)) === 'current', 'it followed')
    await watching.stop()
    await world.lab.laptop(secondName).nowhere()
    assert.equal(await works(secondName, passwords[0]), true)
    assert.equal(await works(secondName, changed), false)
    assert.equal(await works(secondName, 'something else'), false)
    // The log-on is in the log as that order's, and the password nowhere.
    const about = (await world.audit()).filter(({ type }) => type.startsWith('device.'))
    const made = about.findLast(({ type }) => type === 'device.order-made')
    const refreshed = about.findLast(({ type }) => type === 'device.refreshed')
    assert.equal(refreshed?.facts['order'], made?.facts['order'])
    assert.equal(refreshed?.facts['path'], 'direct')
    assert.equal(refreshed?.account?.sid, made?.account?.sid)
    assert.ok(!JSON.stringify(about).includes(passwords[0]))
    const { code } = await second.host.run(['grep', '-rqF', passwords[0], second.stateFolder, '/run', '/etc'])
    assert.equal(code, 1)
    assert.ok(!(await watching.log()).includes(passwords[0]))
  })

  test('follow away from the office by the VPN, where that computer may open it by itself', async () => {
    await configure(second, { kdcProxy: false })
    await world.lab.laptop(secondName).away()
    await resetsAtThePortal(byVpn)
    assert.equal((await second.run('check-in')).code, 0)
    const waits = await world.server.cli('device', 'logons', '--stale')
    assert.match(waits.stdout, /laptop2\t.*\tstale\t.*the new password waits/)
    await configure(second, { followByVpn: true })
    const { code, stdout } = await second.run('check-in')
    assert.equal(code, 0, stdout)
    await followed('vpn', byVpn, passwords[0])
  })

  test('follow by way of the server alone, where no VPN may open', async () => {
    await configure(second, { kdcProxy: true, followByVpn: false })
    await world.lab.laptop(secondName).away()
    await resetsAtThePortal(byProxy)
    const { code, stdout } = await second.run('check-in')
    assert.equal(code, 0, stdout)
    await followed('kdc-proxy', byProxy, byVpn)
  })

  test('do not: the first one, which was removed as stolen, gets nothing, and its keys prove nothing', async () => {
    await world.lab.laptop(firstName).home()
    // It told of her log-on, and is assigned to her: a password would be sealed to it.
    assert.equal((await first.run('check-in')).code, 0)
    const stolen = of(await fleet(), firstName)
    assert.ok(stolen?.told)
    await world.lab.laptop(firstName).nowhere()
    await resetsAtThePortal(passwords[1])
    assert.deepEqual(of(await fleet(), firstName)?.logons[0]?.ordered, ['follow'])
    assert.equal((await world.server.cli('device', 'remove', stolen.device)).code, 0)
    await world.lab.laptop(firstName).home()
    const { code, stderr } = await first.run('check-in')
    assert.equal(code, 1)
    assert.match(stderr, /device\.unknown/)
    await world.lab.laptop(firstName).nowhere()
    assert.equal(await works(firstName, passwords[1]), false)
  })

  test('forget on order: nobody gets in there without a DC any more, and the log has what became of it', async () => {
    await world.lab.laptop(secondName).home()
    const followed = await second.run('check-in')
    assert.match(followed.stdout, /also away from the office/)
    assert.equal(await stateAt(secondName), 'current')
    const ordered = await world.server.cli('device', 'forget', who.person.sAMAccountName)
    assert.match(ordered.stdout, /^1 computer will forget/)
    assert.match((await second.run('check-in')).stdout, /removed/)
    assert.equal(await stateAt(secondName), 'missing')
    await world.lab.laptop(secondName).nowhere()
    assert.equal(await works(secondName, passwords[1]), false)
    const forgot = (await world.audit()).filter(({ type }) => type === 'device.forgot')
    assert.deepEqual(
      forgot.map(({ facts }) => facts['what']),
      ['gone'],
    )
  })

  test('keep log-ons as the server wants it, where their own administrator lets them be ordered to', async () => {
    const offlineLogon = async () => {
      const argv = ['testparm', '-s', '--parameter-name=winbind offline logon'] as const
      return (await second.host.must(argv)).trim()
    }
    await world.lab.laptop(secondName).home()
    await wants({ names: ['LAPTOP*'], logons: { caching: false } })
    assert.equal((await second.run('check-in')).code, 0)
    assert.equal(await offlineLogon(), 'Yes', 'nobody here said that the server may order it')
    assert.deepEqual(of(await fleet(), secondName)?.drift, ['caching', 'expiresAfterDays'])

    await configure(second, { logonsFromServer: true })
    const obeyed = await second.run('check-in')
    assert.equal(obeyed.code, 0, obeyed.stderr)
    assert.equal(await offlineLogon(), 'No')
    const drift = await world.server.cli('device', 'logons', '--drift')
    assert.match(drift.stdout, /laptop2\tcaching off.*NOT AS WANTED: expiresAfterDays 30 \(not-offered\)/)
    await wants({ names: ['other'], logons: { caching: false } }, { caching: true })
    assert.equal((await second.run('check-in')).code, 0)
    assert.equal(await offlineLogon(), 'Yes')
    const set = (await world.audit()).filter(({ type }) => type === 'device.policy-set')
    // winbind offers no expiry, and is not asked for it each time.
    assert.deepEqual(
      set.map(({ facts }) => [facts['caching'], facts['expiresAfterDays']]),
      [
        ['restart', 'not-offered'],
        ['restart', undefined],
      ],
    )
  })
})

keptBySssdSuite(() => ({
  world,
  who,
  password: passwords[1],
  told: async () => of(await fleet(), sssdName),
  configure,
  wants,
  until,
}))
