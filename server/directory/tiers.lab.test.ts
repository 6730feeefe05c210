import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import type { LabPerson } from '@keyturn/lab'
import type { Directory } from './directory.ts'
import { aSite, type Site } from './testing.ts'

const long = 'Long passwords'
const longest = 'Longest passwords'
const groups = [long, longest]

let site: Site
let directory: Directory & AsyncDisposable
before(async () => {
  site = await aSite()
  const dc = site.lab.dc('dc1')
  const service = await dc.attribute('(sAMAccountName=svc-keyturn)', 'objectSid')
  for (const [i, group] of groups.entries()) {
    await dc.samba('group', 'add', group, '--groupou=OU=Groups')
    const dn = `CN=${group},OU=Groups,${site.lab.domain.baseDn}`
    await dc.samba('dsacl', 'set', `--objectdn=${dn}`, `--sddl=${writeMember(service ?? '')}`)
    const days = [365, 730][i] ?? 0
    const pso = `Tier-${days}`
    const rules = [`--max-pwd-age=${days}`, '--min-pwd-age=0', '--min-pwd-length=10', '--history-length=5']
    await dc.samba(
      'domain',
      'passwordsettings',
      'pso',
      'create',
      pso,
      String(30 - i),
      ...rules,
      '--complexity=on',
    )
    await dc.samba('domain', 'passwordsettings', 'pso', 'apply', pso, group)
  }
  await dc.samba('group', 'add', 'Unconfigured', '--groupou=OU=Groups')
  directory = site.connect({ tierGroups: groups })
})
after(async () => {
  await directory[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

/** RPWP on `member` alone (schemaIDGUID bf9679c0-…), as `dsacls … /G svc:RPWP;member` gives it. */
const writeMember = (sid: string) => `(OA;;RPWP;bf9679c0-0de6-11d0-a285-00aa003049e2;;${sid})`
const psoOf = (person: LabPerson) => site.onDc(person, 'msDS-ResultantPSO')
const announce = (id: Parameters<Directory['setTier']>[0]) => site.announce('password.tier-setting', id)

suite('the tier of a password', () => {
  test('decides the PSO that is effective, and moving it leaves the other tier', async () => {
    const { id, person } = await site.newcomer()
    assert.equal(await psoOf(person), undefined)
    assert.equal((await directory.policyFor(id)).maxAgeDays, 90)

    const dc = 'dc1.corp.example'
    assert.deepEqual(await directory.setTier(id, long, await announce(id)), { dc, changed: true })
    assert.match((await psoOf(person)) ?? '', /^CN=Tier-365,/)
    assert.equal((await directory.policyFor(id)).maxAgeDays, 365)

    assert.deepEqual(await directory.setTier(id, longest, await announce(id)), { dc, changed: true })
    assert.match((await psoOf(person)) ?? '', /^CN=Tier-730,/)
    assert.deepEqual(await directory.setTier(id, longest, await announce(id)), { dc, changed: false })

    assert.deepEqual(await directory.setTier(id, null, await announce(id)), { dc, changed: true })
    assert.equal(await psoOf(person), undefined)
    assert.equal((await directory.policyFor(id)).maxAgeDays, 90)
  })

  test('never touches another group, whoever names it', async () => {
    const { id, person } = await site.newcomer()
    await assert.rejects(directory.setTier(id, 'Unconfigured', await announce(id)), {
      code: 'directory.refused',
    })
    await assert.rejects(directory.setTier(id, 'Domain Admins', await announce(id)), {
      code: 'directory.refused',
    })
    assert.equal(await site.onDc(person, 'memberOf'), undefined)
  })

  test('of a protected account is none of ours, nor is a protected group a tier', async () => {
    const admin = await site.account('Administrator')
    await assert.rejects(directory.setTier(admin.id, long, await announce(admin.id)), {
      code: 'directory.refused',
    })
    await using careless = site.connect({ tierGroups: ['Domain Admins'] })
    const { id, person } = await site.newcomer()
    await assert.rejects(careless.setTier(id, 'Domain Admins', await announce(id)), {
      code: 'config.invalid',
    })
    assert.equal(await site.onDc(person, 'memberOf'), undefined)
  })

  test('is announced as itself and for this account, or nothing is written', async () => {
    const [one, other] = [await site.newcomer(), await site.newcomer()]
    await assert.rejects(directory.setTier(one.id, long, await site.announce('unlock.setting', one.id)))
    await assert.rejects(directory.setTier(one.id, long, await announce(other.id)))
    assert.equal(await site.onDc(one.person, 'memberOf'), undefined)
  })

  test('says which right is lacking', async () => {
    await using lacking = site.connect({ tierGroups: ['Unconfigured'] })
    const { id } = await site.newcomer()
    await assert.rejects(lacking.setTier(id, 'Unconfigured', await announce(id)), /Write member/)
    await using wrong = site.connect({ tierGroups: ['Nobody made it'] })
    await assert.rejects(wrong.setTier(id, 'Nobody made it', await announce(id)), { code: 'config.invalid' })
  })
})
