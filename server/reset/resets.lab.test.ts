import assert from 'node:assert/strict'
import { mkdtempDisposable, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { Lab, type LabPerson } from '@keyturn/lab'
import { auditMigrations, openAuditLog, type Audit } from '#audit'
import { createDirectory, type Directory } from '#directory'
import { createLog, secret, systemClock, systemRandom, type AccountId } from '#kernel'
import { createPasswords, noHouse } from '#passwords'
import { aDatabase, type TestDatabase } from '../storage/testing.ts'
import { resetMigrations } from './migrations/index.ts'
import { aWorld, choose, from, killed, right, type World } from './testing.ts'

const log = createLog('silent')

/** A real DC, a real audit log, a real database; the factors, devices and mail of the little world. */
interface Site {
  readonly lab: Lab
  readonly db: TestDatabase
  readonly audit: Audit
  /** A directory of its own for each server. */
  connect(): Directory & AsyncDisposable
}

async function aSite(stack: AsyncDisposableStack): Promise<Site> {
  const lab = stack.use(await Lab.start({ hosts: ['dc1'] }))
  const published = stack.use(await lab.publish('dc1', 636))
  const folder = stack.use(await mkdtempDisposable(join(tmpdir(), 'keyturn-reset-')))
  const db = stack.use(await aDatabase([auditMigrations, resetMigrations]))
  const audit = stack.use(
    await openAuditLog({
      storage: db,
      clock: systemClock,
      random: systemRandom,
      log,
      directory: folder.path,
      origin: 'keyturn.corp.example/audit',
    }),
  )
  const { serviceAccount, caFile, dnsDomain } = lab.domain
  const config = {
    domain: dnsDomain,
    domainControllers: [`dc1.${dnsDomain}:${published.port}`],
    ca: await readFile(caFile, 'utf8'),
    serviceAccount: {
      name: serviceAccount.upn,
      password: secret(await readFile(serviceAccount.passwordFile, 'utf8')),
    },
    protectedGroups: [],
  }
  const resolver = { srv: async () => [], addresses: async () => [{ address: '127.0.0.1', family: 4 }] }
  return { lab, db, audit, connect: () => createDirectory(config, { log, clock: systemClock, resolver }) }
}

/** What a server is made of here; `world.at` is asked around each part of the write. */
function serverOn(site: Site, world: World) {
  const directory = site.connect()
  const watched: Directory = {
    ...directory,
    async setPassword(account, password, announced, onHalf) {
      await world.at('before the write')
      const answer = await directory.setPassword(account, password, announced, async (dc) => {
        await world.at('after the first write')
        await onHalf?.(dc)
        await world.at('before the second write')
      })
      await world.at('after the write')
      return answer
    },
  }
  const watchedAudit: Audit = {
    async append(event) {
      await world.at(event.type)
      world.events.push(event)
      return site.audit.append(event)
    },
  }
  const passwords = createPasswords({ directory: watched, ...noHouse })
  // Everybody of the lab proves by the world's code.
  const prover = {
    challenge: async () => ({ begun: true, challenge: { kind: 'type' } }) as const,
    ready: async () => false,
    isFrozen: async () => false,
    prove: async () => ({ proved: true }) as const,
  }
  const resets = world.server({ directory: watched, audit: watchedAudit, passwords, prover })
  return { resets, directory }
}

/** Somebody of the lab at the point where she chooses. */
async function choosing(site: Site, world: World, person: LabPerson) {
  const server = serverOn(site, world)
  const start = { purpose: 'reset', identifier: person.sAMAccountName, launch: undefined } as const
  const { id } = await server.resets.start({ ...start, origin: from, language: 'en' })
  const view = await server.resets.prove(id, right)
  assert.equal(view.state, 'choosing')
  const found = await server.directory.find(person.sAMAccountName)
  assert.ok(found.found)
  return { ...server, id, account: found.account.id }
}

async function isIt(directory: Directory, account: AccountId, password: string): Promise<boolean> {
  return (await directory.checkPassword(account, secret(password))) === 'right'
}

suite('a reset against a real DC', () => {
  const stack = new AsyncDisposableStack()
  let site: Site
  before(async () => {
    site = await aSite(stack)
  })
  after(() => stack.disposeAsync())

  test('sets the password, and the old one is gone', async () => {
    const world = aWorld(site.db)
    const [person] = await site.lab.createPeople([{}])
    const { resets, directory, id, account } = await choosing(site, world, person)
    await using _ = directory
    const view = await choose(resets, id, 'Quiet-Meadow-17')
    assert.equal(view.state, 'done')
    assert.ok(await isIt(directory, account, 'Quiet-Meadow-17'))
    assert.ok(!(await isIt(directory, account, person.password)))
  })

  test('to the old password is refused by history, says that it is gone, and goes on', async () => {
    const world = aWorld(site.db)
    const [person] = await site.lab.createPeople([{}])
    const { resets, directory, id, account } = await choosing(site, world, person)
    await using _ = directory
    const view = await choose(resets, id, person.password)
    assert.ok(view.state === 'choosing')
    assert.deepEqual([view.problems, view.interrupted], [['in-history'], true])
    assert.equal((await choose(resets, id, 'Quiet-Meadow-18')).state, 'done')
    assert.ok(await isIt(directory, account, 'Quiet-Meadow-18'))
  })

  test('of a locked account unlocks it', async () => {
    const world = aWorld(site.db)
    const { resets, directory, id, account } = await choosing(site, world, site.lab.person('louis'))
    await using _ = directory
    const choice = await choose(resets, id, 'Quiet-Meadow-19')
    assert.equal(choice.state, 'done')
    assert.ok(await isIt(directory, account, 'Quiet-Meadow-19'))
  })

  const windows = [
    ['reset.setting', 'choosing', false],
    ['before the write', 'choosing', false],
    ['after the first write', 'choosing', true],
    ['before the second write', 'choosing', true],
    ['after the write', 'done', false],
    ['reset.done', 'done', false],
  ] as const
  for (const [where, state, interrupted] of windows) {
    test(`killed at "${where}" is ${state}${interrupted ? ', interrupted' : ''}, and the DC agrees`, async () => {
      const world = aWorld(site.db)
      const [person] = await site.lab.createPeople([{}])
      const dead = await choosing(site, world, person)
      const arrived = Promise.withResolvers<void>()
      world.at = async (what) => {
        if (what === where) arrived.resolve()
        await killed(where)(what)
      }
      void choose(dead.resets, dead.id, 'Quiet-Meadow-20')
      await arrived.promise

      world.at = async () => {}
      const { resets, directory } = serverOn(site, world)
      await using _ = directory
      for (let minute = 0; minute < 3; minute++) {
        world.pass(60)
        await resets.sweeper.sweep()
      }
      const view = await resets.view(dead.id)
      assert.equal(view.state, state)
      assert.equal(view.state === 'choosing' && view.interrupted, interrupted)
      assert.equal(await isIt(directory, dead.account, person.password), state === 'choosing' && !interrupted)
      if (view.state === 'choosing') {
        assert.equal((await choose(resets, dead.id, 'Quiet-Meadow-20')).state, 'done')
      }
      assert.ok(await isIt(directory, dead.account, 'Quiet-Meadow-20'))
      await dead.directory[Symbol.asyncDispose]()
    })
  }
})
