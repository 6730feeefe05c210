import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Lab } from '../index.ts'
import { modification } from './ldif.ts'

let lab: Lab
before(async () => {
  lab = await Lab.start({ hosts: ['server'] })
})
after(() => lab[Symbol.asyncDispose]())

/** Binds as this person over LDAPS; gives the DC's data code ('' when it went well). */
async function bind(name: string, password = lab.person(name).password): Promise<string> {
  const server = lab.host('server')
  await server.write('/run/password', password, 0o600)
  const search = ['ldapsearch', '-x', '-s', 'base', '-b', '', '-H', lab.dc('dc1').ldapsUrl]
  const who = ['-D', lab.person(name).upn, '-y', '/run/password']
  const { code, stderr } = await server.run([...search, ...who])
  return code === 0 ? '' : (/data ([0-9A-F]+)/i.exec(stderr)?.[1] ?? stderr)
}

/** Keyturn's account, by a client that is not ours. */
async function asServiceAccount(command: 'ldapmodify' | 'ldapsearch', args: readonly string[], input = '') {
  const { upn, passwordFile } = lab.domain.serviceAccount
  const who = ['-x', '-H', lab.dc('dc1').ldapsUrl, '-D', upn, '-y', passwordFile]
  return lab.host('server').run([command, ...who, ...args], { input })
}

const reset = (dn: string) =>
  modification(dn, 'replace', { unicodePwd: Buffer.from('"Quiet-Orchard-2026"', 'utf16le') })

test('each character is what the story says, in the words of the DC', async () => {
  const words = { alice: '', bob: '', nora: '', zoe: '', tanaka: '', "o'brien(jr)": '', ada: '' }
  const refused = { erik: '532', mona: '773', louis: '775', dina: '533', tom: '701' }
  for (const [name, code] of Object.entries({ ...words, ...refused }))
    assert.equal(await bind(name), code, name)
  assert.equal(await bind('alice', 'wrong'), '52e')
})

test('the service account resets and unlocks people', async () => {
  const { dn } = lab.person('louis')
  const changes = reset(dn) + modification(dn, 'replace', { lockoutTime: '0' })
  const { code, stderr } = await asServiceAccount('ldapmodify', [], changes)
  assert.equal(code, 0, stderr)
  assert.equal(await bind('louis', 'Quiet-Orchard-2026'), '')
})

test('the service account can force a change, but neither enable, rename nor regroup anybody', async () => {
  const { dn } = lab.person('carol')
  assert.equal(
    (await asServiceAccount('ldapmodify', [], modification(dn, 'replace', { pwdLastSet: '0' }))).code,
    0,
  )
  for (const change of [{ userAccountControl: '514' }, { mail: 'x@corp.example' }, { mobile: '1' }]) {
    const { code } = await asServiceAccount('ldapmodify', [], modification(dn, 'replace', change))
    assert.equal(code, 50, `insufficient access: ${JSON.stringify(change)}`)
  }
  const admins = `CN=Domain Admins,CN=Users,${lab.domain.baseDn}`
  assert.equal(
    (await asServiceAccount('ldapmodify', [], modification(admins, 'add', { member: dn }))).code,
    50,
  )
})

test('the service account has no power over a protected account, the administrator or itself', async () => {
  const { serviceAccount, administrator } = lab.domain
  for (const dn of [lab.person('ada').dn, administrator.dn, serviceAccount.dn]) {
    assert.equal((await asServiceAccount('ldapmodify', [], reset(dn))).code, 50, dn)
  }
  assert.equal(await bind('ada'), '')
})

test("the service account reads the password policy that applies, and the finance group's own", async () => {
  const search = async (name: string) =>
    (
      await asServiceAccount('ldapsearch', [
        '-LLL',
        '-o',
        'ldif-wrap=no',
        '-b',
        lab.person(name).dn,
        'msDS-ResultantPSO',
      ])
    ).stdout
  assert.match(await search('dora'), /msDS-ResultantPSO: CN=Finance,/)
  assert.doesNotMatch(await search('alice'), /msDS-ResultantPSO/)
  const pso = `CN=Finance,CN=Password Settings Container,CN=System,${lab.domain.baseDn}`
  assert.match((await asServiceAccount('ldapsearch', ['-b', pso])).stdout, /msDS-MinimumPasswordLength: 14/)
})

test('a new person is there at once, with what was wished for', async () => {
  const [one, other] = await lab.createPeople([{ state: 'must-change', mail: 'one@corp.example' }, {}])
  const account = (name: string, attribute: string) =>
    lab.dc('dc1').attribute(`(sAMAccountName=${name})`, attribute)
  assert.equal(await account(one.sAMAccountName, 'mail'), 'one@corp.example')
  assert.equal(await account(one.sAMAccountName, 'pwdLastSet'), '0')
  assert.notEqual(await account(other.sAMAccountName, 'pwdLastSet'), '0')
})
