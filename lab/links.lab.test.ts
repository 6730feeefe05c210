import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { Lab, type HostName } from './index.ts'

let lab: Lab
before(async () => {
  lab = await Lab.start({ hosts: ['laptop3', 'laptop4', 'server', 'internet'] })
  const page = 'require("http").createServer((q,a)=>a.end("the real one")).listen(80)'
  await lab.host('server').spawn([process.execPath, '-e', page], { name: 'page' })
})
after(() => lab?.[Symbol.asyncDispose]())

const dc = '10.20.0.10'
const outside = '198.51.100.20'

async function ping(from: HostName, to: string, count = 1) {
  const { code, stdout } = await lab
    .host(from)
    .run(['ping', '-c', String(count), '-i', '0.05', '-W', '2', to])
  const received = Number(/(\d+) received/.exec(stdout)?.[1])
  return { ok: code === 0, received, ms: Number(/= [\d.]+\/([\d.]+)\//.exec(stdout)?.[1]) }
}

const name = (host: HostName, what: string) => lab.host(host).run(['getent', 'ahostsv4', what])
const fetch = (host: HostName, url: string) => lab.host(host).run(['curl', '-sS', '--max-time', '5', url])

suite('a laptop with SSSD', () => {
  test('lets people of the domain in, and takes the last password it saw when nothing is in reach', async () => {
    const { password: old } = lab.person('bob')
    assert.equal((await lab.logon('laptop3', 'bob', old)).ok, true)
    assert.equal((await lab.logon('laptop3', 'bob', `${old}x`)).ok, false)
    await lab.laptop('laptop3').nowhere()
    const cached = await lab.logon('laptop3', 'bob', old)
    assert.equal(cached.ok, true)
    assert.match(cached.message, /cached credentials/)
    await lab.laptop('laptop3').home()
    await lab.resetPassword('bob', 'Fresh-Window-2026')
    assert.equal((await lab.logon('laptop3', 'bob', 'Fresh-Window-2026')).ok, true)
    assert.equal((await lab.logon('laptop3', 'bob', old)).ok, false)
  })

  test('on the internet only has no way to a DC, and logs people on when Kerberos is carried for it', async () => {
    assert.equal(lab.laptop('laptop4').at, 'away')
    await assert.rejects(lab.laptop('laptop4').home(), /no interface on the office segment/)
    assert.equal((await ping('laptop4', dc)).ok, false)
    const { password } = lab.person('alice')
    assert.equal((await lab.logon('laptop4', 'alice', password)).ok, false)
    await using _ = await lab.kerberosLine()
    await lab.laptop('laptop4').reconnect()
    const logon = await lab.logon('laptop4', 'alice', password)
    assert.equal(logon.ok, true, logon.message)
    assert.doesNotMatch(logon.message, /cached credentials/)
    assert.equal((await lab.logon('laptop4', 'alice', `${password}x`)).ok, false)
  })
})

suite('a cable', () => {
  test('can be late, both ways, for large packets and checksums too', async () => {
    const link = lab.link('laptop4')
    await link.late(100)
    const { ms } = await ping('laptop4', outside, 3)
    assert.ok(ms >= 200, `${ms} ms`)
    assert.equal((await fetch('laptop4', `http://${outside}/`)).stdout, 'the real one')
    await link.up()
    assert.ok((await ping('laptop4', outside, 3)).ms < 100, 'quick again')
  })

  test('can lose packets, and loses none when it is mended', async () => {
    const link = lab.link('laptop4')
    await link.lossy(50)
    const { received } = await ping('laptop4', outside, 60)
    assert.ok(received > 0 && received < 45, `${received} of 60`)
    await link.up()
    assert.equal((await ping('laptop4', outside, 20)).received, 20)
  })

  test('can end at a captive portal, which answers for everybody with a certificate of its own', async () => {
    const link = lab.link('laptop4')
    await link.captive()
    assert.match((await name('laptop4', 'reset.corp.example')).stdout, /^198\.51\.100\.254 /)
    assert.match((await fetch('laptop4', 'http://reset.corp.example/')).stdout, /^$/)
    const there = await lab.host('laptop4').run(['curl', '-sSI', 'http://reset.corp.example/'])
    assert.match(there.stdout, /location: https:\/\/portal\.hotel\.example/i)
    assert.match((await fetch('laptop4', 'https://reset.corp.example/')).stderr, /certificate/)
    const blind = await lab.host('laptop4').run(['curl', '-sSk', 'https://reset.corp.example/'])
    assert.match(blind.stdout, /Hotel/)
    assert.equal((await ping('laptop4', outside)).ok, false)
    await link.up()
    assert.match((await name('laptop4', 'reset.corp.example')).stdout, /^198\.51\.100\.20 /)
    assert.equal((await fetch('laptop4', 'http://reset.corp.example/')).stdout, 'the real one')
  })

  test('can let names through and nothing else', async () => {
    const link = lab.link('laptop4')
    await link.dnsOnly()
    assert.match((await name('laptop4', 'reset.corp.example')).stdout, /^198\.51\.100\.20 /)
    assert.notEqual((await fetch('laptop4', 'http://reset.corp.example/')).code, 0)
    assert.equal((await ping('laptop4', outside)).ok, false)
    await link.up()
    assert.equal((await fetch('laptop4', 'http://reset.corp.example/')).code, 0)
  })
})
