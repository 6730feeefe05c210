import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, suite, test } from 'node:test'
import { directoryOf, isInherited, openClinic, type Clinic } from './testing/clinic.ts'

let clinic: Clinic
before(async () => void (clinic = await openClinic()))
after(() => clinic[Symbol.asyncDispose]())

const people = 'OU=People,DC=corp,DC=example'
const user = 'bf967aba-0de6-11d0-a285-00aa003049e2'
const guids = {
  'right.reset-password': '00299570-246d-11d0-a768-00aa006e0529',
  'right.write-pwd-last-set': 'bf967a0a-0de6-11d0-a285-00aa003049e2',
  'right.write-lockout-time': '28630ebf-41d5-11d1-a9c1-0000f80367c1',
} as const
/** Nothing serves on that machine, which doctor says and which is no trouble of the domain. */
const usual = ['warn server.running']

const samba = (...args: readonly string[]) => clinic.lab.dc('dc1').samba(...args)

suite('a domain as the guide says', () => {
  test('is well, and the code for monitoring only tells that nothing serves yet', async () => {
    const { code, troubles, the } = await clinic.doctor()
    assert.deepEqual(troubles, usual)
    assert.equal(code, 1)
    assert.match(the('right.reset-password').says, /on all \d\d people/)
    assert.match(the('dc.certificate').says, /signed by CN=Keyturn lab CA/)
    assert.match(the('dc.controls').says, /two writes/)
    assert.match(the('excess.accounts').says, /\(4 looked at\)/)
  })

  test('is the same afterwards', async () => {
    const usn = async () =>
      clinic.lab
        .dc('dc1')
        .host.must([
          'ldapsearch',
          '-x',
          '-LLL',
          '-H',
          'ldaps://dc1.corp.example',
          '-s',
          'base',
          '-b',
          '',
          'highestCommittedUSN',
        ])
    const before = await usn()
    await clinic.doctor()
    assert.equal(await usn(), before)
  })

  test('is told to people in words, without colours where there is no terminal, and without a secret', async () => {
    const { stdout, stderr } = await clinic.text()
    assert.match(stdout, /ok {6}right\.reset-password/)
    assert.match(stdout, /\d\d ok, 1 warnings, 0 failures, 0 unknown/)
    assert.ok(!stdout.includes('\u001b'))
    const secret = await readFile(clinic.lab.domain.serviceAccount.passwordFile, 'utf8')
    assert.ok(!(stdout + stderr).includes(secret))
  })

  test('whose mail is tried only when asked for', async () => {
    const { upn } = clinic.lab.person('alice')
    const inbox = () => clinic.lab.mail().inbox(upn)
    assert.equal((await inbox()).length, 0)
    const { stdout } = await clinic.text('--mail', upn)
    assert.match(stdout, /ok {6}mail\.sent/)
    assert.match((await clinic.lab.mail().arrival(upn)).text, /Nothing has to be done/)
  })
})

suite('a right that is missing', () => {
  for (const [id, guid] of Object.entries(guids)) {
    test(`${id} is found, and the printed command gives it`, async () => {
      await clinic.take(people, (ace) => ace.includes(guid) && ace.includes(clinic.sid))
      const ill = await clinic.doctor()
      assert.equal(ill.code, 2)
      assert.deepEqual(ill.troubles, [...usual, `fail ${id}`])
      const finding = ill.the(id as keyof typeof guids)
      const onWindows = finding.commands.find(({ on }) => on === 'windows')
      assert.match(
        onWindows?.line ?? '',
        /^dsacls "OU=People,DC=corp,DC=example" \/I:S \/G "CORP\\svc-keyturn:/,
      )
      await clinic.obey(finding)
      assert.deepEqual((await clinic.doctor()).troubles, usual)
    })
  }

  test('to read PSOs is found, and the printed command gives it', async () => {
    const psos = 'CN=Password Settings Container,CN=System,DC=corp,DC=example'
    await clinic.take(psos, (ace) => ace.includes(clinic.sid))
    const ill = await clinic.doctor()
    assert.deepEqual(ill.troubles, [...usual, 'fail right.read-pso'])
    await clinic.obey(ill.the('right.read-pso'))
    assert.deepEqual((await clinic.doctor()).troubles, usual)
  })

  test('all together are found where people are, and all printed commands give them back', async () => {
    await clinic.take(people, (ace) => ace.includes(clinic.sid))
    const ill = await clinic.doctor()
    assert.deepEqual(
      ill.troubles.toSorted(),
      [...usual, 'warn people.places', ...Object.keys(guids).map((id) => `fail ${id}`)].toSorted(),
    )
    for (const id of Object.keys(guids)) await clinic.obey(ill.the(id as keyof typeof guids))
    assert.deepEqual((await clinic.doctor()).troubles, usual)
  })

  test('to read people is found where the domain is closed to ordinary accounts', async () => {
    await clinic.take(people, (ace) => ace.includes(`RP;;${user};${clinic.sid}`))
    const member = 'CN=S-1-5-11,CN=ForeignSecurityPrincipals,DC=corp,DC=example'
    const group = 'CN=Pre-Windows 2000 Compatible Access,CN=Builtin,DC=corp,DC=example'
    const change = (what: string) => `dn: ${group}\nchangetype: modify\n${what}: member\nmember: ${member}\n`
    await clinic.lab.dc('dc1').ldb('ldbmodify', change('delete'))
    const ill = await clinic.doctor()
    assert.ok(ill.troubles.includes('fail right.read-attributes'), ill.troubles.join())
    await clinic.obey(ill.the('right.read-attributes'))
    assert.deepEqual((await clinic.doctor()).troubles, usual)
    await clinic.lab.dc('dc1').ldb('ldbmodify', change('add'))
  })

  test('below an OU that inherits nothing is found, and given there', async () => {
    await using island = await anIsland('robinson')
    const own = (await clinic.dacl(island.dn)).match(/\([^)]*\)/g) ?? []
    await clinic.setDacl(island.dn, `D:PAI${own.filter((ace) => !isInherited(ace)).join('')}`)
    const ill = await clinic.doctor()
    assert.match(
      ill.the('right.reset-password').says,
      /missing on 1 of \d+ people that were looked at \(robinson\)/,
    )
    const missing = ill.report.findings.filter(({ id, state }) => id.startsWith('right.') && state === 'fail')
    assert.ok(missing.length >= 3)
    for (const finding of missing) await clinic.obey(finding)
    assert.deepEqual((await clinic.doctor()).troubles, usual)
  })

  test('because an entry denies it is told with that entry, and the printed command takes it away', async () => {
    await using island = await anIsland('friday')
    const dn = `CN=friday,${island.dn}`
    await clinic.give(dn, `(OD;;CR;${guids['right.reset-password']};;${clinic.sid})`)
    const ill = await clinic.doctor({ directory: { ...directoryOf(clinic.lab), people: [island.dn] } })
    const reset = ill.the('right.reset-password')
    assert.match(reset.says, /denied on friday/)
    await clinic.obey(reset)
    assert.doesNotMatch(await clinic.dacl(dn), /\(OD;;CR;00299570/)
    assert.deepEqual((await clinic.doctor()).troubles, usual)
  })
})

/** An OU below the others, with one person in it. */
async function anIsland(name: string): Promise<AsyncDisposable & { readonly dn: string }> {
  const dn = `OU=Island,${people}`
  await samba('ou', 'add', dn)
  await samba('user', 'create', name, 'Quiet-Harbour-17', '--userou=OU=Island,OU=People')
  return {
    dn,
    async [Symbol.asyncDispose]() {
      await samba('user', 'delete', name)
      await samba('ou', 'delete', dn)
    },
  }
}

suite('power that is too much', () => {
  const ada = () => clinic.lab.person('ada').dn

  test('by a group that may reset administrators is found, and the printed command ends it', async () => {
    await samba('group', 'add', 'Admin Helpers')
    const shown = await samba('group', 'show', 'Admin Helpers', '--attributes=objectSid')
    const sid = /objectSid: (\S+)/.exec(shown)?.[1] ?? ''
    await clinic.give(ada(), `(OA;;CR;${guids['right.reset-password']};;${sid})`)
    await samba('group', 'addmembers', 'Admin Helpers', 'svc-keyturn')
    const ill = await clinic.doctor()
    assert.equal(ill.code, 2)
    assert.deepEqual(ill.troubles, [...usual, 'fail excess.accounts'])
    const finding = ill.the('excess.accounts')
    assert.match(finding.says, /\(ada\): it may reset its password/)
    assert.match(finding.advice ?? '', /Admin Helpers/)
    await clinic.obey(finding)
    assert.deepEqual((await clinic.doctor()).troubles, usual)
  })

  test('by membership, however deep, is found, and the printed command ends it', async () => {
    await samba('group', 'add', 'Deep')
    await samba('group', 'addmembers', 'Domain Admins', 'Deep')
    await samba('group', 'addmembers', 'Deep', 'svc-keyturn')
    const ill = await clinic.doctor()
    const finding = ill.the('account.groups')
    assert.equal(finding.state, 'fail')
    assert.match(finding.says, /Domain Admins/)
    assert.match(finding.advice ?? '', /Deep/)
    for (const id of [
      'excess.accounts',
      'excess.groups',
      'excess.domain',
      'excess.dc-sync',
      'excess.template',
    ] as const) {
      assert.equal(ill.the(id).state, 'fail', id)
    }
    await clinic.obey(finding)
    assert.deepEqual((await clinic.doctor()).troubles, usual)
    await samba('group', 'delete', 'Deep')
  })

  const entries = [
    [
      'excess.groups',
      'CN=Domain Admins,CN=Users,DC=corp,DC=example',
      '(OA;;WP;bf9679c0-0de6-11d0-a285-00aa003049e2;;SID)',
    ],
    ['excess.dc-sync', 'DC=corp,DC=example', '(OA;;CR;1131f6ad-9c07-11d1-f79f-00c04fc2dcd2;;SID)'],
    ['excess.domain', 'DC=corp,DC=example', '(A;;WD;;;SID)'],
    ['excess.template', 'CN=AdminSDHolder,CN=System,DC=corp,DC=example', '(A;;RPWP;;;SID)'],
    [
      'excess.domain-controllers',
      'CN=DC1,OU=Domain Controllers,DC=corp,DC=example',
      '(OA;;WP;3f78c3e5-f79a-46bd-a0b8-9d18116ddc79;;SID)',
    ],
    ['excess.accounts', 'CN=krbtgt,CN=Users,DC=corp,DC=example', '(A;;WO;;;SID)'],
  ] as const
  for (const [id, dn, entry] of entries) {
    test(`${id}, by an entry of its own, is found, and the printed command leaves all others as they were`, async () => {
      const before = await clinic.dacl(dn)
      await clinic.give(dn, entry.replace('SID', clinic.sid))
      const ill = await clinic.doctor()
      assert.deepEqual(ill.troubles, [...usual, `fail ${id}`])
      await clinic.obey(ill.the(id))
      assert.deepEqual((await clinic.doctor()).troubles, usual)
      assert.equal(await clinic.dacl(dn), before)
    })
  }

  test('over an administrator who stands among ordinary people is found, and she is moved away', async () => {
    const [person] = await clinic.lab.createPeople([{}])
    await samba('group', 'addmembers', 'Domain Admins', person.sAMAccountName)
    const ill = await clinic.doctor()
    assert.deepEqual(ill.troubles, [...usual, 'fail excess.accounts'])
    const finding = ill.the('excess.accounts')
    assert.ok(finding.says.includes(person.sAMAccountName))
    assert.match(finding.advice ?? '', /AdminSDHolder/)
    await clinic.obey(finding)
    assert.deepEqual((await clinic.doctor()).troubles, usual)
    await samba('user', 'delete', person.sAMAccountName)
  })

  test('over ordinary people is a warning, and the printed command leaves what is needed', async () => {
    await clinic.give(people, `(A;CI;RPWPWDWO;;;${clinic.sid})`)
    const ill = await clinic.doctor()
    assert.deepEqual(ill.troubles, [...usual, 'warn excess.people'])
    await clinic.obey(ill.the('excess.people'))
    assert.deepEqual((await clinic.doctor()).troubles, usual)
  })
})
