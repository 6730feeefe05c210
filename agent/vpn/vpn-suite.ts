import assert from 'node:assert/strict'
import { suite, test } from 'node:test'

/** The driver under test in a process of its own, on a computer that has the VPN configured. */
export interface Subject extends AsyncDisposable {
  /** Its answer when `open` came back. */
  opened(): Promise<'open' | 'not open'>
  /** Asks it to close, and waits until it has. */
  close(): Promise<void>
  kill(): Promise<void>
}

export interface VpnWorld {
  /** A new process that calls `closeLeftOver` and then `open`. */
  start(): Promise<Subject>
  /** Whether packets get through, by a ping of the office's side. */
  isThrough(): Promise<boolean>
  /** Processes of the VPN on the computer. */
  running(): Promise<readonly string[]>
  /** The computer's name servers, which a tunnel may change and has to put back. */
  nameServers(): Promise<string>
  gateway(state: 'up' | 'down'): Promise<void>
}

const patienceMs = 90_000

/** What every driver keeps. */
export function vpnSuite(driver: string, world: () => VpnWorld): void {
  suite(`the VPN driver ${driver}`, () => {
    test('opens a tunnel that works, and leaves nothing when it closes', async () => {
      const before = await world().nameServers()
      await using subject = await world().start()
      assert.equal(await subject.opened(), 'open')
      assert.equal(await world().isThrough(), true)
      await subject.close()
      assert.deepEqual(await world().running(), [])
      assert.equal(await world().isThrough(), false)
      assert.equal(await world().nameServers(), before)
    })

    test('says so when the other side never answers, and leaves nothing', async () => {
      await world().gateway('down')
      try {
        await using subject = await world().start()
        assert.equal(await subject.opened(), 'not open')
        assert.deepEqual(await world().running(), [])
      } finally {
        await world().gateway('up')
      }
    })

    test('whose owner is killed with an open tunnel closes it by itself', async () => {
      const before = await world().nameServers()
      await using subject = await world().start()
      assert.equal(await subject.opened(), 'open')
      await subject.kill()
      await gone(world())
      assert.equal(await world().nameServers(), before)
    })

    test('whose owner is killed while it opens leaves nothing', async () => {
      const before = await world().nameServers()
      await using subject = await world().start()
      await until(async () => (await world().running()).length > 0)
      await subject.kill()
      await gone(world())
      assert.equal(await world().nameServers(), before)
    })
  })
}

async function gone(world: VpnWorld): Promise<void> {
  await until(async () => (await world.running()).length === 0)
  assert.equal(await world.isThrough(), false)
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + patienceMs
  while (!(await isSo())) assert.ok(performance.now() < end, 'it took too long')
}
