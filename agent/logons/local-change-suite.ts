import assert from 'node:assert/strict'
import { join } from 'node:path'
import { before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { onlooker, type Lab, type LabPerson, type LaptopName } from '@keyturn/lab'
import type { Sid } from '@keyturn/protocols/ad'

/** A workstation with one cache, and what only this cache's own tools can do to it. */
export interface CacheWorld {
  readonly lab: Lab
  readonly laptop: LaptopName
  /** What the cache's file has to check her password against, and nothing else of the entry. */
  verifierOf(account: Sid): Promise<string>
  /** Gives the entry a shape that nobody knows. @returns what gives it back. */
  bend(account: Sid): Promise<() => Promise<void>>
  /** Makes the whole cache one of a version that nobody knows. @returns what gives it back. */
  bendVersion(): Promise<() => Promise<void>>
  /** Ends the daemon, as a crash would. */
  killDaemon(): Promise<void>
  readonly policy: object
}

interface Somebody extends LabPerson {
  readonly account: Sid
}

const program = join(import.meta.dirname, 'local-change-program.ts')
const password = 'Grüner-Füller-12!'
const roles = ['ada', 'bert', 'cleo', 'dora', 'emil', 'fay', 'gus', 'hal', 'ines'] as const
type Role = (typeof roles)[number]
let runs = 0

/** What every cache keeps when it is changed without a DC, and when it forgets. */
export function localChangeSuite(cache: string, world: () => CacheWorld): void {
  const people = new Map<Role, Somebody>()
  const the = (role: Role) => people.get(role) ?? assert.fail(`${role} was not there`)
  const host = () => world().lab.host(world().laptop)
  const stateFolder = () => join(host().dataFolder, 'keyturn-agent')
  const folder = () => join(stateFolder(), 'logons', cache)
  const argv = (...args: string[]) => [process.execPath, program, stateFolder(), ...args]
  const say = async (...args: string[]) => JSON.parse(await host().must(argv(...args))) as unknown
  const change = (who: Somebody, ...passwords: string[]) =>
    host().run(argv('change', who.account), { input: `${passwords.join('\n')}\n` })
  const changed = async (who: Somebody, ...passwords: string[]) => {
    const { code, stdout, stderr } = await change(who, ...passwords)
    assert.equal(code, 0, stderr)
    return JSON.parse(stdout) as unknown
  }
  const works = async (who: Somebody, secret: string) =>
    (await world().lab.logon(world().laptop, who.sAMAccountName, secret)).ok

  async function isAsBefore(who: Somebody, verifier: string): Promise<void> {
    assert.equal(await world().verifierOf(who.account), verifier)
    assert.equal(await works(who, password), false)
    assert.equal(await works(who, who.password), true)
    await nothingIsKept()
  }

  async function nothingIsKept(): Promise<void> {
    const { stdout } = await host().run(['find', folder(), '-type', 'f', '!', '-name', '*.local'])
    assert.equal(stdout, '')
  }

  /** Kills an agent between the write and the proof. */
  async function killedMidway(who: Somebody): Promise<void> {
    const verifier = await world().verifierOf(who.account)
    const name = `killed-${runs++}`
    const child = await host().spawn(argv('change', who.account), { input: `${password}\n`, name })
    while ((await world().verifierOf(who.account)) === verifier) {
      assert.ok(child.running, await child.log())
      await sleep(20)
    }
    child.signal('SIGKILL')
    await child.exited
    assert.equal(await child.log(), '', 'it was killed before it was done')
  }

  suite(`${cache} without a network`, () => {
    before(async () => {
      const { lab, laptop } = world()
      const created = await lab.createPeople(roles.map(() => ({})))
      for (const [i, person] of created.entries()) {
        const { ok, message } = await lab.logon(laptop, person.sAMAccountName, person.password)
        assert.ok(ok, message)
        const account = (await say('find', person.sAMAccountName)) as Sid
        people.set(roles[i] ?? assert.fail(), { ...person, account })
      }
      await lab.laptop(laptop).nowhere()
    })

    test('takes the new password, neither the old nor a wrong one, and nobody got to see it', async () => {
      const ada = the('ada')
      const watch = await onlooker(host())
      assert.deepEqual(await changed(ada, password), ['changed'])
      const seen = await watch.seen()
      assert.equal(await works(ada, password), true)
      assert.equal(await works(ada, ada.password), false)
      assert.equal(await works(ada, 'something else'), false)
      assert.match(seen, /pamtester/)
      for (const secret of [password, await world().verifierOf(ada.account)])
        assert.ok(!seen.includes(secret))
      const where = [folder(), '/run', '/etc', '/var/log/samba', '/var/log/sssd']
      assert.equal((await host().run(['grep', '-rqsF', password, ...where])).code, 1)
      await nothingIsKept()
    })

    test('says that it does not know how old such a password is, and how old the others are', async () => {
      const cached = (await say('cached')) as { account: Sid; passwordLastSet: string | null }[]
      const age = (who: Somebody) => cached.find(({ account }) => account === who.account)?.passwordLastSet
      assert.equal(age(the('ada')), null)
      assert.match(age(the('bert')) ?? '', /^20\d\d-/)
    })

    test('makes no log-on for somebody who has none', async () => {
      const stranger = { ...the('ada'), account: `${the('ada').account}9` as Sid }
      assert.deepEqual(await changed(stranger, password), ['not-cached'])
      const cached = (await say('cached')) as { account: Sid }[]
      assert.ok(!cached.some(({ account }) => account === stranger.account))
    })

    test('leaves an entry of a shape, and a cache of a version, that it does not know', async () => {
      const bert = the('bert')
      for (const bend of [() => world().bend(bert.account), () => world().bendVersion()]) {
        const back = await bend()
        const verifier = await world().verifierOf(bert.account)
        assert.deepEqual(await changed(bert, password), ['unknown-format'])
        assert.equal(await world().verifierOf(bert.account), verifier)
        await back()
      }
      await isAsBefore(bert, await world().verifierOf(bert.account))
    })

    test('has the old verifier again when the proof fails', async () => {
      const cleo = the('cleo')
      const verifier = await world().verifierOf(cleo.account)
      const service = '/etc/pam.d/keyturn'
      const asBefore = await host().read(service)
      await host().write(service, `auth requisite pam_deny.so\n${asBefore}`)
      try {
        assert.deepEqual(await changed(cleo, password), ['proof-failed'])
      } finally {
        await host().write(service, asBefore)
      }
      await isAsBefore(cleo, verifier)
    })

    test('has the old verifier again after a kill between write and proof, at the next start', async () => {
      const dora = the('dora')
      const verifier = await world().verifierOf(dora.account)
      await killedMidway(dora)
      await say('put-back')
      await isAsBefore(dora, verifier)
    })

    test('of two passwords at once takes the one that came last', async () => {
      const emil = the('emil')
      assert.deepEqual(await changed(emil, 'Erster-Füller-1!', password), ['changed', 'changed'])
      assert.equal(await works(emil, password), true)
      assert.equal(await works(emil, 'Erster-Füller-1!'), false)
    })

    test('is not touched when the disk has no place for the old verifier', async () => {
      const fay = the('fay')
      const verifier = await world().verifierOf(fay.account)
      await host().must(['mount', '-t', 'tmpfs', '-o', 'size=16k', 'keyturn-test', folder()])
      await host().run(['dd', 'if=/dev/zero', `of=${folder()}/ballast`, 'bs=4k'])
      const { code, stderr } = await change(fay, password)
      await host().must(['umount', folder()])
      assert.notEqual(code, 0)
      assert.match(stderr, /ENOSPC/)
      assert.ok(!stderr.includes(password))
      await isAsBefore(fay, verifier)
    })

    test('is forgotten: nobody can log on with it, and others still can', async () => {
      const [gus, hal] = [the('gus'), the('hal')]
      const never = `${gus.account}9`
      assert.deepEqual(await say('forget', gus.account, never), [gus.account, never])
      assert.equal(await works(gus, gus.password), false)
      assert.equal(await works(hal, hal.password), true)
      const cached = (await say('cached')) as { account: Sid }[]
      assert.ok(!cached.some(({ account }) => account === gus.account))
      // Also after the daemon began anew.
      await world().lab.laptop(world().laptop).nowhere()
      assert.equal(await works(gus, gus.password), false)
    })

    test('is not written while the daemon that would have to prove it is not there', async () => {
      const hal = the('hal')
      const verifier = await world().verifierOf(hal.account)
      await world().killDaemon()
      assert.deepEqual(await changed(hal, password), ['proof-failed'])
      assert.equal(await world().verifierOf(hal.account), verifier)
      await world().lab.laptop(world().laptop).nowhere()
      await isAsBefore(hal, verifier)
    })

    test('tells its policy', async () => assert.deepEqual(await say('policy'), world().policy))
  })

  suite(`${cache} when a DC is in reach again`, () => {
    test('keeps what the DC said after a kill, and knows how old it is', async () => {
      const { lab, laptop } = world()
      const [ada, ines] = [the('ada'), the('ines')]
      await killedMidway(ines)
      const newest = 'Gelber-Füller-33!'
      for (const who of [ada, ines]) await lab.resetPassword(who.sAMAccountName, newest)
      await lab.laptop(laptop).home()
      for (const who of [ada, ines]) assert.equal(await works(who, newest), true)
      await say('put-back')
      await nothingIsKept()
      await lab.laptop(laptop).nowhere()
      for (const who of [ada, ines]) {
        assert.equal(await works(who, newest), true)
        assert.equal(await works(who, password), false)
      }
      const cached = (await say('cached')) as { account: Sid; passwordLastSet: string | null }[]
      for (const who of [ada, ines]) {
        assert.match(cached.find(({ account }) => account === who.account)?.passwordLastSet ?? '', /^20\d\d-/)
      }
    })
  })
}
