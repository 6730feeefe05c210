import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Lab, vpnConfigPath } from './index.ts'
import { run } from './site/command.ts'

let machineBefore: string
let lab: Lab
before(async () => {
  machineBefore = await machine()
  lab = await Lab.start()
})
after(() => lab[Symbol.asyncDispose]())

/** What the lab must leave alone: interfaces, routes, others' namespaces, services, packet filters, mounts. */
async function machine(): Promise<string> {
  const said = await run(['sh', '-c', 'ip -o link | cut -d: -f2; ip route; ip -6 route; ip rule'])
  const namespaces = await run(['sh', '-c', 'ip netns list | grep -v ^kt- ; true'])
  const units = await run(['systemctl', '--root=/', 'list-unit-files', '--state=enabled', '--no-legend'])
  const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n')
  const ownMounts = mounts.filter((line) => !line.includes('/run/netns'))
  const resolver = await readFile('/etc/resolv.conf', 'utf8')
  return [said.stdout, namespaces.stdout, units.stdout, ownMounts.join('\n'), resolver].join('\n---\n')
}

test('everybody of the domain is known on every workstation and can log on there', async () => {
  for (const name of ['office1', 'laptop1', 'laptop2'] as const) {
    const found = await lab.host(name).run(['getent', 'passwd', 'alice'])
    assert.match(found.stdout, /^alice:/)
    const { password } = lab.person('alice')
    assert.equal((await lab.logon(name, 'alice', password)).ok, true)
    assert.equal((await lab.logon(name, 'alice', `${password}x`)).ok, false)
  }
})

test('a laptop away from the office takes the last password it saw, and finds no domain', async () => {
  const { password } = lab.person('alice')
  await lab.laptop('laptop1').away()
  const dns = await lab.host('laptop1').run(['host', '-t', 'SRV', '_ldap._tcp.corp.example'])
  assert.match(dns.stdout, /NXDOMAIN/)
  const portal = await lab.host('laptop1').must(['getent', 'ahostsv4', 'reset.corp.example'])
  assert.match(portal, /^198\.51\.100\.20 /)
  const cached = await lab.logon('laptop1', 'alice', password)
  assert.match(cached.message, /cached credentials/)
  assert.equal(cached.ok, true)
  assert.equal((await lab.logon('laptop1', 'alice', 'Not-Her-Password-1')).ok, false)
  await lab.laptop('laptop1').home()
})

test('the problem itself: after a reset far away, the laptop takes the old password and refuses the new', async () => {
  const { password: old } = lab.person('bob')
  const fresh = 'Fresh-Window-2026'
  assert.equal((await lab.logon('laptop2', 'bob', old)).ok, true)
  await lab.laptop('laptop2').away()
  await lab.resetPassword('bob', fresh)
  assert.equal((await lab.logon('laptop2', 'bob', fresh)).ok, false)
  assert.equal((await lab.logon('laptop2', 'bob', old)).ok, true)

  await lab.laptop('laptop2').home()
  assert.equal((await lab.logon('laptop2', 'bob', old)).ok, false)
  assert.equal((await lab.logon('laptop2', 'bob', fresh)).ok, true)
  await lab.laptop('laptop2').nowhere()
  assert.equal((await lab.logon('laptop2', 'bob', fresh)).ok, true)
  assert.equal((await lab.logon('laptop2', 'bob', old)).ok, false)
  await lab.laptop('laptop2').home()
})

test('through the VPN a laptop reaches the DC, verified by TLS, and nothing is left when it closes', async () => {
  const laptop = lab.host('laptop1')
  const ldap = ['ldapsearch', '-x', '-LLL', '-o', 'nettimeout=2', '-s', 'base', '-b', '', 'dnsHostName']
  const search = [...ldap, '-H', 'ldaps://dc1.corp.example']
  await lab.laptop('laptop1').away()
  assert.notEqual((await laptop.run(search)).code, 0)

  const tunnel = await laptop.spawn(['openvpn', '--config', vpnConfigPath])
  while (!(await tunnel.log()).includes('Initialization Sequence Completed')) {
    assert.equal(tunnel.running, true, await tunnel.log())
    await sleep(20)
  }
  assert.match(await laptop.must(search), /dc1\.corp\.example/)
  await laptop.must(['smbcontrol', 'winbindd', 'online'])
  const online = await lab.logon('laptop1', 'alice', lab.person('alice').password)
  assert.equal(online.ok, true)
  assert.doesNotMatch(online.message, /cached credentials/)

  await tunnel.stop()
  assert.doesNotMatch(await laptop.must(['ip', '-brief', 'link']), /tun/)
  assert.match(await laptop.read('/etc/resolv.conf'), /198\.51\.100\.1\n/)
  assert.notEqual((await laptop.run(search)).code, 0)
  await lab.laptop('laptop1').home()
})

test('mail goes over verified TLS into the inbox of the one it is for', async () => {
  const letter = 'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\nCode 4711\r\n.\r\n'
  const envelope = 'EHLO server\r\nMAIL FROM:<reset@corp.example>\r\nRCPT TO:<alice@corp.example>\r\nDATA\r\n'
  const tls = ['-starttls', 'smtp', '-verify_return_error', '-verify_hostname', 'mail.corp.example']
  // Exim refuses who doesn't wait for its answers.
  const slowly = 'while IFS= read -r line; do printf "%s\\n" "$line"; sleep 0.1; done; sleep 1'
  const script = `(${slowly}) | openssl s_client -quiet -crlf ${tls.join(' ')} -connect mail.corp.example:25`
  await lab
    .host('server')
    .run(['sh', '-c', script], { input: (envelope + letter + 'QUIT\r\n').replaceAll('\r', '') })
  const message = await lab.mail().arrival('alice@corp.example')
  assert.equal(message.subject, 'Grüße')
  assert.match(message.text, /^Code 4711/)
  assert.deepEqual(await lab.mail().inbox('bob@corp.example'), [])
})

test('a frozen DC answers nobody and a thawed one goes on', async () => {
  const dc = lab.dc('dc1')
  const search = ['ldapsearch', '-x', '-LLL', '-s', 'base', '-b', '', '-H', dc.ldapsUrl, 'dnsHostName']
  await dc.freeze()
  assert.equal((await lab.host('server').run(search, { timeoutMs: 1_000 })).code, 124)
  await dc.thaw()
  await lab.host('server').must(search)
  await dc.stop('SIGKILL')
  assert.notEqual((await lab.host('server').run(search)).code, 0)
  await dc.start()
  await lab.host('server').must(search)
})

test('a cable can be pulled, put back and made slow', async () => {
  const ping = ['ping', '-c', '1', '-W', '1', '10.20.0.10']
  const link = lab.link('office1')
  await link.down()
  assert.notEqual((await lab.host('office1').run(ping)).code, 0)
  await link.up()
  await lab.host('office1').must(ping)
  await link.slow(16)
  // Three fragments: the first goes at once, the others wait.
  const large = ['ping', '-c', '1', '-W', '4', '-s', '4000', '10.20.0.10']
  const slow = /time=([\d.]+)/.exec(await lab.host('office1').must(large))
  assert.ok(Number(slow?.[1]) > 200, `${slow?.[1]} ms`)
  await link.up()
  const quick = /time=([\d.]+)/.exec(await lab.host('office1').must(ping))
  assert.ok(Number(quick?.[1]) < 100, 'quick again')
})

test('a port of a host is published on 127.0.0.1 of the machine', async () => {
  const hello = 'require("http").createServer((q,a)=>a.end("from "+require("os").hostname())).listen(8080)'
  await lab.host('server').spawn([process.execPath, '-e', hello])
  await using published = await lab.publish('server', 8080)
  const url = `http://${published.address}:${published.port}/`
  let answer: Response | undefined
  for (let tries = 0; tries < 400 && answer === undefined; tries++) {
    answer = await fetch(url).catch(() => undefined)
    await sleep(50)
  }
  assert.equal(await answer?.text(), 'from server')
})

test('the domain goes back to its first day', async () => {
  await lab.resetPassword('carol', 'Another-Password-1')
  await lab.reseed()
  assert.equal((await lab.logon('office1', 'carol', lab.person('carol').password)).ok, true)
})

test('the machine underneath is as it was before', async () => {
  assert.equal(await machine(), machineBefore)
})
