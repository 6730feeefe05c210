/** Before the day she needs it: who could help herself, what happens to what is enrolled, and who stops a thief. */
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { startWorld, type Enrolled, type World } from './world/index.ts'

let world: World
before(async () => void (world = await startWorld({ hosts: ['mail'] })))
after(() => world[Symbol.asyncDispose]())

const ldif = (...lines: readonly string[]) => world.lab.dc('dc1').ldb('ldbmodify', `${lines.join('\n')}\n`)

const parentOf = (dn: string) => dn.replace(/^.*?[^\\],/, '')
const groupDn = async (name: string) =>
  (await world.lab.dc('dc1').attribute(`(sAMAccountName=${name})`, 'distinguishedName')) ?? assert.fail(name)
const addGroup = (dn: string, ...members: readonly string[]) =>
  ldif(
    `dn: ${dn}`,
    'changetype: add',
    'objectClass: group',
    `sAMAccountName: ${/CN=([^,]+)/.exec(dn)?.[1]}`,
    ...members.map((member) => `member: ${member}`),
  )

async function provesBySlip({ recoveryCodes }: Enrolled, name: string): Promise<boolean> {
  const client = world.server.client()
  await client.must('reset.start', { purpose: 'reset', identifier: name })
  const answer = recoveryCodes[1] ?? assert.fail('no recovery code')
  return (await client.must('reset.prove', { factor: 'recovery-code', answer })).state === 'choosing'
}

suite('what is enrolled is bound to the account and not to its name', () => {
  test('so it stays when she is renamed and moved', async () => {
    const who = await world.newcomer()
    const { sAMAccountName, dn } = who.person
    const renamed = `${sAMAccountName}-x`
    const name = ['replace: sAMAccountName', `sAMAccountName: ${renamed}`]
    await ldif(`dn: ${dn}`, 'changetype: modify', ...name)
    const moved = ['newrdn: CN=Somebody Else', 'deleteoldrdn: 1', `newsuperior: ${parentOf(parentOf(dn))}`]
    await ldif(`dn: ${dn}`, 'changetype: modrdn', ...moved)
    assert.equal(await provesBySlip(who, renamed), true)
  })

  test('so an account that is made anew under the same name inherits nothing', async () => {
    const who = await world.newcomer()
    const { sAMAccountName, dn } = who.person
    await ldif(`dn: ${dn}`, 'changetype: delete')
    await world.lab.createPeople([{ sAMAccountName }])
    assert.equal(await provesBySlip(who, sAMAccountName), false)
  })

  test('so it is hers again when she was deleted and is brought back', async () => {
    const who = await world.newcomer()
    const { sAMAccountName, dn } = who.person
    const dc = world.lab.dc('dc1')
    const guid = await dc.attribute(`(sAMAccountName=${sAMAccountName})`, 'objectGUID')
    await ldif(`dn: ${dn}`, 'changetype: delete')
    assert.equal(await provesBySlip(who, sAMAccountName), false)
    // From a tombstone: Samba 4.17 refuses to restore what its recycle bin keeps.
    const back = ['changetype: modify', 'delete: isDeleted', '-', 'replace: distinguishedName']
    const input = `${[`dn: <GUID=${guid}>`, ...back, `distinguishedName: ${dn}`].join('\n')}\n`
    const sam = '/var/lib/samba/private/sam.ldb'
    await dc.host.must(['ldbmodify', '-H', sam, '--controls=show_deleted:1'], { input })
    assert.equal(await provesBySlip(who, sAMAccountName), true)
  })
})

suite('who could reset today', () => {
  test('is told of one account, with what is missing', async () => {
    const who = await world.newcomer()
    const can = await world.server.cli('policy', 'explain', who.person.sAMAccountName)
    assert.equal(can.code, 0, can.stderr)
    assert.match(can.stdout, /^reset +yes: has totp, recovery-code; needs 1 of totp, recovery-code$/m)
    const [bare] = await world.lab.createPeople([{}])
    const cannot = await world.server.cli('policy', 'explain', bare.sAMAccountName)
    assert.equal(cannot.code, 1)
    assert.match(cannot.stdout, /^reset +no, nothing that counts is enrolled: has nothing/m)
    const nobody = await world.server.cli('policy', 'explain', 'nobody-at-all')
    assert.deepEqual([nobody.code, nobody.stdout], [2, ''])
    assert.match(nobody.stderr, /unknown in the directory/)
  })

  test('is counted for a group, also through groups inside it, and names those who could not', async () => {
    const who = await world.newcomer()
    const [bare] = await world.lab.createPeople([{}])
    const groups = parentOf(await groupDn('Finance'))
    await addGroup(`CN=Kt-Inner,${groups}`, who.person.dn, bare.dn)
    await addGroup(`CN=Kt-Outer,${groups}`, `CN=Kt-Inner,${groups}`)
    const { code, stdout } = await world.server.cli('policy', 'coverage', 'Kt-Outer')
    assert.equal(code, 1)
    assert.match(stdout, /^1 of 2 could \(50 %\)$/m)
    assert.match(stdout, new RegExp(`^  ${bare.sAMAccountName}\t.*nothing that counts`, 'm'))
    const json = await world.server.cli('policy', 'coverage', 'Kt-Outer', '--json')
    assert.equal((JSON.parse(json.stdout) as { can: number }).can, 1)
  })
})

suite('it was not me', () => {
  test('typed from the mail stops a thief who has proved everything, until the help desk has looked', async () => {
    const mail = 'stolen@corp.example'
    const who = await world.newcomer({ mail })
    const thief = world.server.client()
    await thief.must('reset.start', { purpose: 'reset', identifier: who.person.sAMAccountName })
    const answer = who.recoveryCodes[0] ?? assert.fail('no code')
    assert.equal((await thief.must('reset.prove', { factor: 'recovery-code', answer })).state, 'choosing')

    const { text } = await world.lab.mail().arrival(mail, 1)
    const [code] = /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/.exec(text) ?? assert.fail(text)
    const owner = world.server.client()
    assert.deepEqual(await owner.must('alarm.raise', { code }), { frozen: true })

    const end = await thief.must('reset.choose', { password: 'Thief-Harbor-2026' })
    assert.ok(end.state === 'refused' && end.why === 'not-allowed')
    assert.equal(await world.letsIn(who.person, who.person.password), true)
    assert.equal(await provesBySlip(who, who.person.sAMAccountName), false)

    const { stdout } = await world.server.cli('factor', 'thaw', who.person.sAMAccountName)
    assert.match(stdout, /count again/)
    assert.equal(await provesBySlip(who, who.person.sAMAccountName), true)
  })

  test('and a lost telephone is taken away by the help desk', async () => {
    const who = await world.newcomer()
    const name = who.person.sAMAccountName
    const { stdout } = await world.server.cli('factor', 'list', name)
    const [line] = stdout.split('\n').filter((one) => one.includes('\ttotp\t'))
    const id = line?.split('\t')[0] ?? assert.fail(stdout)
    assert.equal((await world.server.cli('factor', 'remove', name, id)).code, 0)
    assert.doesNotMatch((await world.server.cli('factor', 'list', name)).stdout, /totp/)
    assert.equal((await world.server.cli('factor', 'remove', name, id)).code, 2)
  })
})
