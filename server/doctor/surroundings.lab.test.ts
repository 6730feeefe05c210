import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { after, before, suite, test } from 'node:test'
import { directoryOf, openClinic, type Clinic } from './testing/clinic.ts'

let clinic: Clinic
before(async () => void (clinic = await openClinic()))
after(() => clinic[Symbol.asyncDispose]())

/** Runs doctor with its own idea of the time; the DC keeps the true one. */
function atTime(offset: string) {
  const [library = assert.fail('libfaketime is not installed')] = globSync(
    '/usr/lib/*/faketime/libfaketime.so.1',
  )
  return ['env', `LD_PRELOAD=${library}`, `FAKETIME=${offset}`, 'FAKETIME_DONT_FAKE_MONOTONIC=1']
}

const samba = (...args: readonly string[]) => clinic.lab.dc('dc1').samba(...args)

suite('surroundings', () => {
  const directory = (change: object) => ({ directory: { ...directoryOf(clinic.lab), ...change } })

  test('a clock that is 20 minutes off stops Kerberos, and is a failure', async () => {
    const { code, the } = await clinic.doctor({}, atTime('+20m'))
    assert.equal(code, 2)
    assert.match(the('dc.clock').says, /20 minutes behind/)
  })

  test('in two years every certificate has expired, and no password is sent', async () => {
    const { the, report } = await clinic.doctor({}, atTime('+730d'))
    assert.match(the('dc.certificate').says, /has expired/)
    assert.match(the('portal.certificate').says, /has expired/)
    assert.equal(the('domain.writable').state, 'fail')
    assert.ok(!report.findings.some(({ id }) => id === 'account.log-on'))
  })

  test('a DC that is not of the configured CA is not believed, and no password is sent', async () => {
    const { certFile } = await clinic.lab.certificate('other.corp.example')
    const { the, report } = await clinic.doctor(directory({ caFile: certFile }))
    assert.match(the('dc.certificate').says, /not signed by directory\.caFile/)
    assert.ok(!report.findings.some(({ id }) => id === 'account.log-on'))
  })

  test('a wrong password is tried once, so that the account is not locked', async () => {
    const host = clinic.lab.host('server')
    await host.write(`${host.dataFolder}/wrong`, 'Wrong-Password-1', 0o600)
    const serviceAccount = { name: 'svc-keyturn@corp.example', passwordFile: `${host.dataFolder}/wrong` }
    const { the } = await clinic.doctor(directory({ serviceAccount }))
    assert.match(the('account.log-on').says, /name or the password is wrong/)
    const count = await clinic.lab.dc('dc1').attribute('(sAMAccountName=svc-keyturn)', 'badPwdCount')
    assert.equal(count, '1')
  })

  test('an OU that is not there is named', async () => {
    const { report } = await clinic.doctor(directory({ people: ['OU=Nowhere,DC=corp,DC=example'] }))
    const [finding] = report.findings.filter(({ of }) => of === 'OU=Nowhere,DC=corp,DC=example')
    assert.equal(finding?.state, 'fail')
  })

  test('people outside the delegated OUs are counted', async () => {
    await samba('user', 'create', 'stray', 'Quiet-Harbour-17')
    const { the } = await clinic.doctor()
    assert.match(the('people.outside').says, /^1 ordinary accounts are elsewhere .*CN=stray,CN=Users/)
    await samba('user', 'delete', 'stray')
  })

  test('a service account whose password expires is told of in time', async () => {
    await samba('user', 'setexpiry', 'svc-keyturn', '--days=5')
    assert.match((await clinic.doctor()).the('account.state').says, /It ends on 20/)
    await samba('user', 'setexpiry', 'svc-keyturn', '--noexpiry')
  })

  test('a DC that is down, and with it the DNS, ends nothing else', async () => {
    const dc = clinic.lab.dc('dc1')
    await dc.stop()
    const { code, the, report } = await clinic.doctor(directory({ domainControllers: ['10.20.0.10'] }))
    assert.equal(code, 2)
    assert.match(the('dc.certificate').says, /nothing listens/)
    assert.equal(the('dns.srv').state, 'warn')
    assert.ok(report.findings.some(({ id }) => id === 'portal.certificate'))
    await dc.start()
  })

  test('a configuration that is wrong is no finding: doctor could not be run', async () => {
    const { code, stderr } = await clinic.text('--nonsense')
    assert.equal(code, 3)
    assert.match(stderr, /keyturn doctor \[--json\]/)
  })
})
