/** A mass reset is planned and simulated on a real domain, and nobody's password is touched by that. */
import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { campaignPlanned, campaignSimulated, type PlannedCampaign } from '@keyturn/contract'
import { startWorld, type World } from './world/index.ts'

let world: World
before(async () => void (world = await startWorld({ hosts: ['mail'] })))
after(() => world[Symbol.asyncDispose]())

const base = () => world.lab.domain.baseDn
const dc = () => world.lab.dc('dc1')
const ldif = (...entries: readonly (readonly string[])[]) =>
  dc().ldb('ldbmodify', entries.map((lines) => `${lines.join('\n')}\n\n`).join(''))
const add = (dn: string, ...lines: readonly string[]) => [`dn: ${dn}`, 'changetype: add', ...lines]
const user = (name: string, ...lines: readonly string[]) =>
  add(`CN=${name},OU=Services,${base()}`, 'objectClass: user', `sAMAccountName: ${name}`, ...lines)
const group = (name: string, ...members: readonly string[]) =>
  add(
    `CN=${name},OU=Groups,${base()}`,
    'objectClass: group',
    `sAMAccountName: ${name}`,
    ...members.map((dn) => `member: ${dn}`),
  )
const dnOf = async (name: string) =>
  (await dc().attribute(`(sAMAccountName=${name})`, 'distinguishedName')) ?? assert.fail(name)
const enabled = 'userAccountControl: 544'

const whole = `
campaign: friday
trigger: ransomware
t0: 2026-11-20T18:00:00Z
operators: [carol, alice]
scope:
  - domain: all
exclusions:
  - { account: svc-keyturn, reason: its password was changed by hand, owner: carol }
  - { account: carol, reason: runs it, owner: carol }
  - { account: alice, reason: runs it, owner: alice }
  - { account: Administrator, reason: the way in if all else fails, owner: ada }
segments:
  - { segment: service, name: svc-* }
  - { segment: remote-password-vpn, group: VPN Users }
  - { segment: on-site, everyone: true }
ways: { hybrid: must-change }
waves: { start: 2026-11-30, timeZone: Europe/Berlin, offices: { timeZones: { Lisboa: Europe/Lisbon } } }
helpDesk: { agents: 3 }
`

async function run(plan: string, verb: 'plan' | 'simulate', ...more: readonly string[]) {
  const folder = join(world.server.stateFolder, 'plans')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'plan.yaml'), plan)
  return world.server.cli('campaign', verb, join(folder, 'plan.yaml'), ...more)
}

async function planned(plan: string): Promise<PlannedCampaign & { readonly code: number }> {
  const { code, stdout, stderr } = await run(plan, 'plan', '--json')
  assert.notEqual(stdout, '', stderr)
  const answer = campaignPlanned.parse(JSON.parse(stdout))
  return answer.ok ? { ...answer, code } : assert.fail(JSON.stringify(answer.problems))
}

const shown = async (what: string) => {
  const { stdout, stderr } = await run(whole, 'plan', '--json', '--show', what)
  const answer = campaignPlanned.parse(JSON.parse(stdout || `"${stderr}"`))
  return answer.ok ? (answer.shown ?? []) : assert.fail('no plan')
}

const sam = '/var/lib/samba/private/sam.ldb'
const inDatabase = (filter: string, ...attributes: readonly string[]) =>
  dc().host.must(['ldbsearch', '-H', sam, '-b', base(), filter, ...attributes])

/** What all passwords look like: whoever changed one is seen. */
const passwordTimes = async () =>
  (await inDatabase('(objectClass=user)', 'pwdLastSet', 'msDS-KeyVersionNumber')).split(/\n\n/).toSorted()

suite('a campaign over a whole domain', () => {
  before(async () => {
    const zoe = await dnOf('zoe')
    const tanaka = await dnOf('tanaka')
    await ldif(
      group('Tier Zero', zoe),
      [
        `dn: CN=Domain Admins,CN=Users,${base()}`,
        'changetype: modify',
        'add: member',
        `member: CN=Tier Zero,OU=Groups,${base()}`,
      ],
      group('Replicators', tanaka),
      user('web', enabled, `servicePrincipalName: HTTP/web.${world.lab.domain.dnsDomain}`),
      user('scanner', 'userAccountControl: 66080'),
      user('svc-old', 'userAccountControl: 546'),
      user('synced', enabled, 'sn: Synced', 'mS-DS-ConsistencyGuid:: AAECAwQFBgcICQoLDA0ODw=='),
      add(
        `CN=PC1,CN=Computers,${base()}`,
        'objectClass: computer',
        'sAMAccountName: PC1$',
        'userAccountControl: 4128',
      ),
    )
    const sid = (await dc().attribute('(sAMAccountName=Replicators)', 'objectSid')) ?? assert.fail('no SID')
    const sddl = `(OA;;CR;1131f6ad-9c07-11d1-f79f-00c04fc2dcd2;;${sid})`
    await dc().samba('dsacl', 'set', `--objectdn=${base()}`, `--sddl=${sddl}`)
  })

  test('puts every account into one segment, and nobody’s password is touched', async () => {
    const before = await passwordTimes()
    const plan = await planned(whole)
    assert.deepEqual(await passwordTimes(), before)
    const inAll = plan.segments.reduce((sum, { accounts }) => sum + accounts, 0)
    assert.equal(inAll + plan.undecided.accounts, plan.accounts)
    const inDomain = await inDatabase(
      '(|(sAMAccountType=805306368)(sAMAccountType=805306369))',
      'sAMAccountName',
    )
    assert.equal(plan.accounts + plan.excluded, [...inDomain.matchAll(/^sAMAccountName::?/gm)].length)
    assert.deepEqual(plan.refusals, [])
    assert.deepEqual(plan.undecided.reasons, [
      { why: 'person-or-service', accounts: 1, examples: ['scanner'] },
    ])
    assert.equal(plan.code, 1)
  })

  test('says by which rule each account is where it is', async () => {
    assert.deepEqual(await shown('krbtgt'), ['krbtgt'])
    assert.ok((await shown('computer')).includes('PC1$'))
    assert.ok((await shown('computer')).includes('DC1$'))
    assert.ok((await shown('admin-count')).includes('ada'))
    assert.ok((await shown('protected-group')).includes('zoe'), 'by nesting')
    assert.deepEqual(await shown('power-over-the-domain'), ['tanaka'])
    assert.ok((await shown('came-with-the-domain')).includes('Guest'))
    assert.deepEqual(await shown('service-principal'), ['web'])
    assert.deepEqual(await shown('1: name svc-*'), ['svc-old'])
    assert.deepEqual(await shown('synchronised'), ['synced'])
    assert.ok((await shown('2: group VPN Users')).includes('bob'))
    const onSite = await shown('on-site')
    assert.ok(["o'brien(jr)", 'lukasz', 'mute'].every((name) => onSite.includes(name)))
    assert.ok(!['zoe', 'ada', 'tanaka', 'alice', 'svc-keyturn'].some((name) => onSite.includes(name)))
  })

  test('counts the disabled, and tells a person what to do about the undecided', async () => {
    const { segments } = await planned(whole)
    assert.equal(segments.find(({ segment }) => segment === 'service')?.disabled, 1)
    const { stdout } = await run(whole, 'plan')
    assert.match(stdout, /person-or-service +1 +scanner\n.*a person or a service\?/)
    assert.match(stdout, /^on-site +[\d,]+ +must-change/m)
  })

  test('leaves out a unit that is written with other blanks and letters than the domain controller’s', async () => {
    const services = `ou=services, ${base().replaceAll(',', ', ').toLowerCase()}`
    const excluded = `  - { unit: "${services}", reason: done by hand, owner: carol }`
    const plan = await planned(whole.replace('exclusions:', `exclusions:\n${excluded}`))
    assert.deepEqual(plan.undecided.reasons, [])
    assert.equal(
      plan.segments.some(({ segment }) => segment === 'hybrid'),
      false,
    )
  })

  test('is in the audit log with who asked', async () => {
    await run(whole, 'plan')
    const entries = await world.audit()
    const last = entries.findLast(({ type }) => type === 'campaign.planned') ?? assert.fail('not audited')
    assert.deepEqual(
      [last.facts['campaign'], last.facts['by'], last.facts['undecided']],
      ['friday', 'root', 1],
    )
  })
})

suite('a plan that would lock somebody out for good', () => {
  test('is refused with the way out: Keyturn’s own account, an operator, the last Domain Admin', async () => {
    const { refusals, code } = await planned(whole.replace(/exclusions:\n(  - .*\n)+/, ''))
    const found = refusals.map(({ code: why, subject }) => `${why} ${subject}`)
    assert.deepEqual(found.toSorted(), [
      'contains-last-administrator Administrator, ada, zoe',
      'contains-operator alice',
      'contains-operator carol',
      'contains-service-account svc-keyturn',
    ])
    assert.equal(code, 1)
    const { stdout } = await run(whole.replace(/exclusions:\n(  - .*\n)+/, ''), 'plan')
    assert.match(stdout, /REFUSED .*svc-keyturn.*Write it under "exclusions"/)
  })

  test('is refused where Entra ID should ask its people, and nobody has configured that', async () => {
    const { refusals } = await planned(whole.replace('ways: { hybrid: must-change }\n', ''))
    assert.deepEqual(
      refusals.map(({ code, subject }) => `${code} ${subject}`),
      ['entra-not-configured hybrid'],
    )
    const { stdout, stderr } = await world.server.cli('entra', 'check')
    assert.match(stdout + stderr, /asks nobody outside/)
  })

  test('is refused for whatever it names that is not there, all of it at once', async () => {
    const scope = [
      '{ unit: "OU=Nowhere,DC=corp,DC=example" }',
      '{ group: Nobodies }',
      '{ filter: "(&(mail=*)" }',
      '{ filter: "(sn=Nobody At All)" }',
      '{ csv: gone.csv }',
    ]
    const plan = whole.replace('  - domain: all', scope.map((part) => `  - ${part}`).join('\n'))
    const { refusals, accounts } = await planned(
      plan.replace('[carol, alice]', '[carol, nemo, pat.kim@corp.example]'),
    )
    assert.deepEqual(
      refusals.map(({ code }) => code).toSorted(),
      [
        'account-ambiguous',
        'account-unknown',
        'filter-invalid',
        'group-unknown',
        'scope-empty',
        'table-missing',
        'unit-unknown',
      ].toSorted(),
    )
    assert.equal(accounts, 0)
  })
})

suite('a scope of several parts', () => {
  test('has nobody twice, whatever a table repeats, and refuses its bad lines', async () => {
    const table = [
      'account',
      'bob',
      'BOB',
      'CORP\\bob',
      'lukasz',
      '=cmd|calc',
      'nobody.at.all',
      'pat.kim@corp.example',
    ]
    const folder = join(world.server.stateFolder, 'plans')
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'people.csv'), table.join('\r\n'))
    const scope = '  - { csv: people.csv }\n  - { group: VPN Users }\n  - { filter: "(sAMAccountName=mute)" }'
    const plan = await planned(whole.replace('  - domain: all', scope))
    const members = await shown('2: group VPN Users')
    // alice is one of them, and an operator.
    assert.equal(plan.accounts, members.length + ['lukasz', 'mute'].length)
    assert.deepEqual(plan.tables[0]?.refused, [
      { line: 3, why: 'duplicate' },
      { line: 4, why: 'duplicate' },
      { line: 6, why: 'formula' },
      { line: 7, why: 'unknown' },
      { line: 8, why: 'ambiguous' },
    ])
    assert.deepEqual(
      plan.refusals.map(({ code }) => code),
      ['lines-refused'],
    )
    // As Excel saves by "CSV" in the West, and by "Unicode Text".
    await writeFile(join(folder, 'west.csv'), 'account\njosé', 'latin1')
    await writeFile(join(folder, 'wide.csv'), '\ufeffaccount\nbob', 'utf16le')
    const others = whole.replace('domain: all', '{ csv: west.csv }\n  - { csv: wide.csv }')
    const { stdout } = await run(others, 'plan')
    for (const name of ['west', 'wide'])
      assert.match(stdout, new RegExp(`REFUSED ${name}.csv is not in UTF-8.*save it as "CSV UTF-8"`))
  })

  test('goes through groups in groups, for whom it is about and for whom it is not', async () => {
    const [bob, lukasz, vpn] = [await dnOf('bob'), await dnOf('lukasz'), await dnOf('VPN Users')]
    await ldif(group('Crew', bob), group('Remote', vpn, lukasz))
    await ldif(group('At Sea', await dnOf('Crew')))
    const plan = whole.replace('domain: all', 'group: Remote')
    const excluded = '  - { group: At Sea, reason: on a boat, owner: carol }'
    const without = await planned(plan.replace('exclusions:', `exclusions:\n${excluded}`))
    assert.equal((await planned(plan)).accounts, 2, 'bob and lukasz')
    assert.deepEqual([without.accounts, without.excluded, without.refusals], [1, 2, []])
  })
})

suite('a simulation', () => {
  test('measures who is enrolled, and is the same for the same seed', async () => {
    const read = async (...more: readonly string[]) => {
      const { stdout, stderr } = await run(whole, 'simulate', '--json', ...more)
      const answer = campaignSimulated.parse(JSON.parse(stdout || `"${stderr}"`))
      return answer.ok ? answer.forecast : assert.fail('no plan')
    }
    const one = await read()
    assert.deepEqual(await read(), one)
    assert.notDeepEqual((await read('--seed', '7')).calls, one.calls)
    assert.equal(one.assumed.measured, true)
    assert.ok(one.people > 200 && one.ends !== null)
    assert.equal(
      one.waves.reduce((sum, { people }) => sum + people, 0),
      one.people,
    )
    assert.ok(one.waves.some(({ parts }) => parts.some(({ office }) => office === 'Lisboa')))
    assert.ok((await read('--size', '20')).waves.length > one.waves.length)
    const { stdout } = await run(whole, 'simulate')
    assert.match(stdout, /^2026-11-30 .*#+$/m)
  })
})
