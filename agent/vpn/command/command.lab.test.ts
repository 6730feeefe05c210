import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { vpnConfigPath } from '@keyturn/lab'
import { aVpnLaptop, type VpnLaptop } from '../testing/laptop.ts'
import { vpnSuite, type VpnWorld } from '../vpn-suite.ts'

/** As an administrator would write for a VPN that no driver knows. */
const script = `#!/bin/sh
pid=/run/own-vpn.pid
case $1 in
open) exec openvpn --config ${vpnConfigPath} --writepid "$pid" --daemon ;;
check) test -f "$pid" && ip -4 -brief address show dev tun0 ;;
close)
  test -f "$pid" || exit 1
  kill "$(cat "$pid")"
  # On a laptop of the lab nobody collects what died.
  while ps -o stat= -p "$(cat "$pid")" | grep -qv Z; do sleep 0.1; done
  rm -f "$pid" ;;
esac
`
const program = '/etc/own-vpn'
const settings = {
  driver: 'command',
  open: { argv: [program, 'open'], seconds: 5 },
  check: { argv: [program, 'check'], seconds: 3, expects: '10\\.8\\.0\\.' },
  close: { argv: [program, 'close'], seconds: 8 },
  openSeconds: 8,
}

let laptop: VpnLaptop
let world: VpnWorld
before(async () => {
  laptop = await aVpnLaptop()
  await laptop.lab.host('laptop1').write(program, script, 0o755)
  world = laptop.world(settings, /^openvpn |own-vpn|guard\/program\.ts|^link tun/)
})
after(() => laptop?.[Symbol.asyncDispose]())

vpnSuite('any command', () => world)

suite('a command that does not do its part', () => {
  test('cannot be opened: what closes is run all the same', async () => {
    const host = laptop.lab.host('laptop1')
    const closes = { argv: ['/bin/sh', '-c', 'date >> /run/closed'] }
    const opens = { argv: ['/bin/sh', '-c', 'exit 3'] }
    const check = { argv: ['/bin/false'] }
    await using subject = await laptop.start({ ...settings, open: opens, check, close: closes })
    assert.equal(await subject.opened(), 'not open')
    assert.equal((await host.read('/run/closed')).trim().split('\n').length, 1)
  })

  test('that hangs is cut short, and closed', async () => {
    const host = laptop.lab.host('laptop1')
    const opens = { argv: ['/bin/sleep', '1000'], seconds: 1 }
    const closes = { argv: ['/bin/sh', '-c', 'date >> /run/closed-late'] }
    const check = { argv: ['/bin/false'] }
    await using subject = await laptop.start({ ...settings, open: opens, check, close: closes })
    assert.equal(await subject.opened(), 'not open')
    assert.equal((await host.read('/run/closed-late')).trim().split('\n').length, 1)
    assert.equal((await host.run(['pgrep', '-f', '^/bin/sleep 1000'])).code, 1)
  })

  test('is not installed: that is said by its name', async () => {
    const opens = { argv: ['/opt/no-such-vpn'] }
    await using subject = await laptop.start({ ...settings, open: opens, check: { argv: ['/bin/false'] } })
    await assert.rejects(subject.opened(), /\/opt\/no-such-vpn is not installed/)
  })

  test('ends by itself: that is noticed', async () => {
    await using subject = await laptop.start(settings)
    assert.equal(await subject.opened(), 'open')
    await laptop.lab.host('laptop1').must(['sh', '-c', 'kill -KILL $(pgrep -x openvpn)'])
    assert.equal(await subject.says(/^lost$/m), 'lost')
    await subject.close()
  })

  test('gets its password on standard input, and nobody sees it', async () => {
    const host = laptop.lab.host('laptop1')
    const reads = {
      argv: ['/bin/sh', '-c', 'read -r name; read -r secret; echo "$name ${#secret}" > /run/told'],
    }
    const check = { argv: ['/bin/grep', 'svc-vpn', '/run/told'] }
    const close = { argv: ['/bin/rm', '/run/told'] }
    const credential = { kind: 'password', name: 'svc-vpn', password: 'Grüner Anker' } as const
    await using subject = await laptop.start({ ...settings, open: reads, check, close }, credential)
    assert.equal(await subject.opened(), 'open')
    assert.match(await host.read('/run/told'), /^svc-vpn 1[23]$/m)
    assert.equal((await host.run(['grep', '-rqF', 'Anker', laptop.folder, '/run'])).code, 1)
    await subject.close()
  })
})
