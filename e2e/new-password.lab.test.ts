/** Choosing a new password on the real product: what stands against it, what is suggested, and how long it then lives. */
import assert from 'node:assert/strict'
import { mkdtempDisposable, rename, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LabPerson } from '@keyturn/lab'
import { buildList, newSigningKey, type SigningKey } from './testing/breached-lists.ts'
import { startWorld, type Enrolled, type World } from './world/index.ts'

const group = 'Long passwords'
const everything = new AsyncDisposableStack()

const [lastYears, thisYears] = ['Quiet-Meadow-Lantern-19', 'Amber-Orchard-Violin-42']
let world: World
let signing: SigningKey
let breachedFile: string
before(async () => {
  const folder = everything.use(await mkdtempDisposable(join(tmpdir(), 'keyturn-words-')))
  const bannedWordsFile = join(folder.path, 'banned.txt')
  await writeFile(bannedWordsFile, '# projects\nFalcon\n')
  const lifetimes = [{ atLeast: 24, maxAgeDays: 365, group }]
  signing = await newSigningKey(folder.path)
  breachedFile = join(folder.path, 'breached.list')
  await buildList(breachedFile, [lastYears], signing)
  const breachedList = { file: breachedFile, key: signing.verifierKey }
  const passwords = { bannedWordsFile, lifetimes, breachedList }
  world = everything.use(await startWorld({ config: { passwords } }))
  const dc = world.lab.dc('dc1')
  const service = (await dc.attribute('(sAMAccountName=svc-keyturn)', 'objectSid')) ?? ''
  await dc.samba('group', 'add', group, '--groupou=OU=Groups')
  const writeMember = `(OA;;RPWP;bf9679c0-0de6-11d0-a285-00aa003049e2;;${service})`
  const dn = `CN=${group},OU=Groups,${world.lab.domain.baseDn}`
  await dc.samba('dsacl', 'set', `--objectdn=${dn}`, `--sddl=${writeMember}`)
  const rules = ['--max-pwd-age=365', '--min-pwd-age=0', '--min-pwd-length=10', '--history-length=5']
  await dc.samba('domain', 'passwordsettings', 'pso', 'create', 'Long', '30', ...rules, '--complexity=on')
  await dc.samba('domain', 'passwordsettings', 'pso', 'apply', 'Long', group)
})
after(() => everything.disposeAsync())

async function choosing({ person, recoveryCodes }: Enrolled) {
  const client = world.server.client()
  await client.must('reset.start', { purpose: 'reset', identifier: person.sAMAccountName })
  const answer = recoveryCodes[0] ?? assert.fail('no recovery code')
  const view = await client.must('reset.prove', { factor: 'recovery-code', answer })
  assert.ok(view.state === 'choosing')
  return { client, view }
}

const psoOf = ({ sAMAccountName }: LabPerson) =>
  world.lab.dc('dc1').attribute(`(sAMAccountName=${sAMAccountName})`, 'msDS-ResultantPSO')

async function psoBecomes(person: LabPerson, wanted: RegExp | undefined): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const pso = await psoOf(person)
    if (wanted === undefined ? pso === undefined : wanted.test(pso ?? '')) return
    await sleep(100)
  }
  assert.fail(`the PSO stays ${await psoOf(person)}`)
}

suite('choosing a new password', () => {
  test('what stands against one is told while she types, and refused when she sends it', async () => {
    const who = await world.newcomer({ department: 'Einkauf' })
    const { client, view } = await choosing(who)
    assert.ok(
      view.policy.house?.words.some(({ kind, word }) => kind === 'own-workplace' && word === 'einkauf'),
    )
    assert.doesNotMatch(JSON.stringify(view), /falcon/i)
    const judge = async (password: string) => client.must('password.judge-in-reset', { password })
    assert.deepEqual((await judge('F@1c0n-2026')).problems, ['banned-word', 'too-weak'])
    assert.deepEqual((await judge('Im Einkauf, am Abend')).problems, ['own-workplace'])
    const weak = await judge('Monkey-dragon1')
    assert.ok(weak.problems.includes('too-weak') && weak.strength === 'very-weak')
    assert.deepEqual(await judge('Der Regen fiel, 7 Tage'), { problems: [], strength: 'strong' })
    const refused = await client.must('reset.choose', { password: 'F@1c0n-2026' })
    assert.ok(refused.state === 'choosing')
    assert.deepEqual(refused.problems, ['banned-word', 'too-weak'])
    assert.equal(await world.letsIn(who.person, who.person.password), true)
  })

  test('nothing is judged or suggested for whoever has not proved who she is', async () => {
    const stranger = world.server.client()
    assert.equal((await stranger.call('password.judge', { password: 'x' })).status, 401)
    await stranger.must('reset.start', { purpose: 'reset', identifier: 'alice' })
    assert.equal(
      (await stranger.call('password.judge-in-reset', { password: 'x' })).error,
      'reset.step-refused',
    )
    const asked = await stranger.call('password.suggest-in-reset', { language: 'de' })
    assert.equal(asked.error, 'reset.step-refused')
  })

  test('a suggestion in her language is taken by the DC and lives longer for its length', async () => {
    const who = await world.newcomer()
    assert.equal(await psoOf(who.person), undefined)
    const { client } = await choosing(who)
    const drawn = async () => client.must('password.suggest-in-reset', { language: 'de-AT' })
    let { password } = await drawn()
    while (password.length < 24) ({ password } = await drawn())
    assert.match(password, /^([A-Z][a-z]+-){3,}[A-Z][a-z]+$/)
    assert.equal((await client.must('reset.choose', { password })).state, 'done')
    assert.equal(await world.letsIn(who.person, password), true)
    await psoBecomes(who.person, /^CN=Long,/)

    const portal = world.server.client()
    await portal.must('person.sign-in', { identifier: who.person.upn, password })
    const changed = await portal.must('person.change', {
      oldPassword: password,
      newPassword: 'Short-Meadow-19',
    })
    assert.equal(changed.changed, true)
    await psoBecomes(who.person, undefined)

    const entries = (await world.audit()).filter(({ type }) => type.startsWith('password.tier'))
    assert.deepEqual(
      entries.map(({ type, facts }) => [type, facts['group'], facts['maxAgeDays']]),
      [
        ['password.tier-setting', group, undefined],
        ['password.tier-set', group, 365],
        ['password.tier-setting', null, undefined],
        ['password.tier-set', null, 90],
      ],
    )
    assert.doesNotMatch(await world.server.log(), new RegExp(`${password}|Short-Meadow`))
  })
})

test('a password of the list of breached ones is refused, and so is one of a newer list that is put in its place', async () => {
  const { client } = await choosing(await world.newcomer())
  const problems = async (password: string) =>
    (await client.must('password.judge-in-reset', { password })).problems
  assert.deepEqual(await problems(lastYears), ['breached'])
  assert.deepEqual(await problems(thisYears), [])
  const refused = await client.must('reset.choose', { password: lastYears })
  assert.ok(refused.state === 'choosing')
  assert.deepEqual(refused.problems, ['breached'])

  await buildList(`${breachedFile}.next`, [thisYears], signing)
  await rename(`${breachedFile}.next`, breachedFile)
  await logged(/a new list of breached passwords is in use/)
  const now = await client.must('reset.choose', { password: thisYears })
  assert.ok(now.state === 'choosing')
  assert.deepEqual(now.problems, ['breached'])
  assert.deepEqual(await problems(lastYears), [])
  assert.equal((await client.must('reset.choose', { password: lastYears })).state, 'done')
})

async function logged(line: RegExp): Promise<void> {
  for (let waited = 0; !line.test(await world.server.log()); waited += 200) {
    assert.ok(waited < 60_000, `the log never said ${line}`)
    await sleep(200)
  }
}
