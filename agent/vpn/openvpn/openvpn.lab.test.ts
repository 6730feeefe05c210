import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Lab, vpnConfigPath, type Child } from '@keyturn/lab'
import { vpnSuite, type Subject, type VpnWorld } from '../vpn-suite.ts'

const program = join(import.meta.dirname, '../suite-program.ts')
const dc = '10.20.0.10'

let lab: Lab
before(async () => {
  lab = await Lab.start({ hosts: ['laptop1', 'vpn', 'internet'] })
  await lab.laptop('laptop1').away()
})
after(() => lab[Symbol.asyncDispose]())

async function start(): Promise<Subject & { freeze(): void }> {
  const laptop = lab.host('laptop1')
  const argv = [process.execPath, program, vpnConfigPath, join(laptop.dataFolder, 'tunnel')]
  const name = `tunnel-${randomBytes(4).toString('hex')}`
  const child = await laptop.spawn(argv, { name })
  return {
    opened: async () => ((await said(child, /^(not )?open$/m)) === 'open' ? 'open' : 'not open'),
    async close() {
      child.signal('SIGTERM')
      await said(child, /^closed$/m)
      await child.exited
    },
    async kill() {
      child.signal('SIGKILL')
      await child.exited
    },
    freeze: () => child.signal('SIGSTOP'),
    [Symbol.asyncDispose]: () => child.stop('SIGKILL'),
  }
}

async function said(child: Child, what: RegExp): Promise<string | undefined> {
  for (let i = 0; i < 300; i++) {
    const found = what.exec(await child.log())
    if (found !== null) return found[0]
    assert.ok(child.running, `it ended: ${await child.log()}`)
    await sleep(100)
  }
  return undefined
}

const world: VpnWorld = {
  start,
  isThrough: async () => (await lab.host('laptop1').run(['ping', '-c', '1', '-W', '2', dc])).code === 0,
  async running() {
    const lines = (await lab.host('laptop1').must(['ps', '-eo', 'stat=,args='])).split('\n')
    // What died and was not collected: the laptop's process 1 collects nobody.
    return lines.filter((line) => /^[^Z\s]\S*\s+(setpriv|timeout|openvpn) /.test(line))
  },
  nameServers: () => lab.host('laptop1').read('/etc/resolv.conf'),
  gateway: (state) => lab.link('vpn')[state](),
}

vpnSuite('OpenVPN', () => world)

suite('OpenVPN after a crash', () => {
  test('a tunnel that a killed agent could not take along is closed by the next start', async () => {
    const before = await world.nameServers()
    await using subject = await start()
    assert.equal(await subject.opened(), 'open')
    // Stopped, its processes hear neither the socket nor the death of their parent.
    await lab.host('laptop1').must(['sh', '-c', 'kill -STOP $(pgrep -x timeout) $(pgrep -x openvpn)'])
    await subject.kill()
    assert.notDeepEqual(await world.running(), [])
    await using next = await start()
    assert.equal(await next.opened(), 'open')
    const running = await world.running()
    assert.equal(running.filter((line) => /^\S+\s+openvpn /.test(line)).length, 1, running.join('\n'))
    await next.close()
    assert.deepEqual(await world.running(), [])
    assert.equal(await world.nameServers(), before)
  })

  test('a tunnel never outlives its limit, though its agent hangs', async () => {
    await using subject = await start()
    assert.equal(await subject.opened(), 'open')
    subject.freeze()
    const end = performance.now() + 75_000
    while ((await world.running()).length > 0) {
      assert.ok(performance.now() < end, 'the tunnel is still there')
      await sleep(1_000)
    }
  })
})
