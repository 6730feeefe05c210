import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FactorName } from '@keyturn/contract'
import type { LabPerson } from '@keyturn/lab'
import { writeContainer } from '../../protocols/pskc/testing.ts'
import type { Enrolled, PortalClient, World } from '../world/index.ts'
import { later } from './clock.ts'

/** What the server needs for it, besides a mail server. */
export const vouchedFactors = {
  managerApproval: {},
  colleagueApproval: {},
  vouchersEnrolledForHours: 1,
  tokens: {},
  questions: {},
  mailCode: {},
}
export const vouchedNeed: readonly FactorName[] = [
  'manager-approval',
  'colleague-approval',
  'token',
  'questions',
  'mail-code',
  'recovery-code',
]

/** A person with a manager and a colleague, a token in her hand, and a mailbox at home; the server two hours later. */
export function vouchedSuite(of: () => World): void {
  suite('two hours after those who vouch enrolled', () => vouched(of))
}

function vouched(of: () => World): void {
  const serial = 'KT-2026-0001'
  const seed = randomBytes(20)
  /** What the token shows, by a program that is not ours. */
  const shown = (counter: number) =>
    execFileSync('oathtool', ['--hotp', '-c', String(counter), seed.toString('hex')], {
      encoding: 'utf8',
    }).trim()

  let boss: Enrolled
  let colleague: Enrolled
  let ted: Enrolled
  let hanna: LabPerson
  before(async () => {
    boss = await of().newcomer({ sAMAccountName: 'boss' })
    colleague = await of().newcomer({ sAMAccountName: 'colleague' })
    ted = await of().newcomer({ sAMAccountName: 'ted' })
    ;[hanna] = await of().lab.createPeople([{ sAMAccountName: 'hanna' }])
    const { dn } = ted.person
    const changes = [`replace: manager`, `manager: ${boss.person.dn}`, '-', 'replace: otherMailbox']
    await of()
      .lab.dc('dc1')
      .ldb(
        'ldbmodify',
        `${[`dn: ${dn}`, 'changetype: modify', ...changes, 'otherMailbox: ted.home@corp.example'].join('\n')}\n`,
      )
    // Who enrolled just now vouches for nobody. Two hours on codes of an app would be wrong: codes on paper are not.
    await of().server.stop()
    await of().server.start(await later(of(), 2 * 3_600_000))
  })

  async function begin({ sAMAccountName }: LabPerson): Promise<PortalClient> {
    const client = of().server.client()
    await client.must('reset.start', { purpose: 'reset', identifier: sAMAccountName })
    return client
  }
  const prove = (client: PortalClient, factor: FactorName, answer: string) =>
    client.must('reset.prove', { factor, answer })
  const slips = new Map<Enrolled, number>()
  function slip(who: Enrolled): string {
    const used = slips.get(who) ?? 0
    slips.set(who, used + 1)
    return who.recoveryCodes[used] ?? assert.fail('no recovery code is left')
  }
  async function signedIn(who: Enrolled): Promise<PortalClient> {
    const client = of().server.client()
    await client.must('person.sign-in', { identifier: who.person.upn, password: who.person.password })
    return client
  }
  async function chooses(client: PortalClient, person: LabPerson, password: string): Promise<void> {
    const done = await client.must('reset.choose', { password })
    assert.equal(done.state, 'done', JSON.stringify(done))
    assert.equal(await of().letsIn(person, password), true)
  }
  /** Asks him, and gives the number that both see. */
  async function asks(her: PortalClient, factor: FactorName, whom?: string): Promise<string> {
    const asked = await her.must('reset.challenge', { factor, ...(whom !== undefined && { whom }) })
    assert.ok(asked.kind === 'waiting')
    return asked.number
  }
  async function isReady(her: PortalClient, factor: FactorName): Promise<boolean> {
    return (await her.must('reset.challenge-state', undefined, { factor })).ready
  }
  /** He signs in, shows who he is, and finds the request of that number. */
  async function decides(who: Enrolled, number: string, decision: 'approve' | 'refuse'): Promise<void> {
    const client = await signedIn(who)
    const unproved = await client.call('person.approvals')
    assert.equal(unproved.error, 'session.unproved', 'a password alone vouches for nobody')
    await client.must('person.prove', { factor: 'recovery-code', answer: slip(who) })
    for (let tries = 0; ; tries++) {
      const { requests } = await client.must('person.approvals')
      const request = requests.find((one) => one.number === number)
      if (request !== undefined) {
        assert.equal(request.name, 'ted')
        await client.must('person.approve', { id: request.id, decision })
        return
      }
      assert.ok(tries < 300, 'nobody was asked')
      await sleep(200)
    }
  }
  /** The newest mail with this in it. */
  async function mailTo(address: string, words: RegExp): Promise<string> {
    for (let tries = 0; tries < 300; tries++) {
      const found = (await of().lab.mail().inbox(address)).findLast(({ text }) => words.test(text))
      if (found !== undefined) return words.exec(found.text)?.[0] ?? ''
      await sleep(200)
    }
    return assert.fail(`no mail to ${address} with ${words}`)
  }

  suite('by others', () => {
    test('her manager, told by mail, confirms in the portal the number that she sees, and she chooses a password', async () => {
      const her = await begin(ted.person)
      const number = await asks(her, 'manager-approval')
      await mailTo('boss@corp.example', new RegExp(`\\b${number}\\b`))
      assert.equal((await prove(her, 'manager-approval', '')).state, 'proving')
      await decides(boss, number, 'approve')
      const elsewhere = await begin(ted.person)
      assert.equal((await prove(elsewhere, 'manager-approval', '')).state, 'proving')
      assert.equal(await isReady(her, 'manager-approval'), true)
      assert.equal((await prove(her, 'manager-approval', '')).state, 'choosing')
      await chooses(her, ted.person, 'Her manager knows her 61')
    })

    test('a colleague who refuses proves nothing, and one who confirms is never enough alone', async () => {
      const refused = await begin(ted.person)
      await decides(colleague, await asks(refused, 'colleague-approval', 'colleague'), 'refuse')
      assert.equal((await prove(refused, 'colleague-approval', '')).state, 'proving')
      const her = await begin(ted.person)
      await decides(colleague, await asks(her, 'colleague-approval', 'colleague'), 'approve')
      const half = await prove(her, 'colleague-approval', '')
      assert.ok(half.state === 'proving' && half.wrong !== true)
      assert.equal((await prove(her, 'recovery-code', slip(ted))).state, 'choosing')
      await of().audit()
    })
  })

  suite('by a token of the vendor’s list', () => {
    test('that pskctool signed: imported, enrolled by two codes, used, and found again after 300 presses', async () => {
      await using folder = await mkdtempDisposable(join(tmpdir(), 'keyturn-tokens-'))
      await chmod(folder.path, 0o711)
      const file = (name: string) => join(folder.path, name)
      const newKey = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=vendor']
      execFileSync('openssl', [...newKey, '-keyout', file('key.pem'), '-out', file('certificate.pem')], {
        stdio: 'ignore',
      })
      const container = writeContainer([
        { id: serial, type: 'hotp', digits: 6, seed, numbers: { Counter: 0 } },
      ])
      const how = ['--sign', `--sign-key=${file('key.pem')}`, `--sign-crt=${file('certificate.pem')}`]
      await writeFile(file('list.xml'), execFileSync('pskctool', how, { input: container }), { mode: 0o600 })
      const dry = await of().server.cli('token', 'import', file('list.xml'))
      assert.match(dry.stdout, /1 would be imported, 0 cannot be used, of 1/)
      assert.equal((await of().server.cli('token', 'list')).stdout.trim(), '')
      const { stdout, code } = await of().server.cli('token', 'import', file('list.xml'), '--yes')
      assert.equal(code, 0, stdout)

      const client = of().server.client()
      await client.must('person.sign-in', { identifier: hanna.upn, password: hanna.password })
      const { serial: known = '' } =
        /^(?<serial>\S+)\thotp/m.exec((await of().server.cli('token', 'list')).stdout)?.groups ?? {}
      const { id } = await client.must('person.offer-factor', { factor: 'token', wish: known })
      const answer = `${shown(0)} ${shown(1)}`
      await client.must('person.confirm-factor', { factor: 'token', id, answer, name: 'On my keys' })

      assert.equal((await prove(await begin(hanna), 'token', shown(1))).state, 'proving')
      assert.equal((await prove(await begin(hanna), 'token', shown(2))).state, 'choosing')
      assert.equal((await prove(await begin(hanna), 'token', shown(302))).state, 'proving')
      const her = await begin(hanna)
      assert.equal((await prove(her, 'token', `${shown(303)} ${shown(304)}`)).state, 'choosing')
      await chooses(her, hanna, 'Three hundred presses 302')
      assert.equal((await prove(await begin(hanna), 'token', shown(305))).state, 'choosing')
    })
  })

  suite('by what is never enough alone', () => {
    test('answers and a code in the mailbox that AD has for her are right, and want one thing more', async () => {
      const client = await signedIn({
        ...ted,
        person: { ...ted.person, password: 'Her manager knows her 61' },
      })
      await client.must('person.prove', { factor: 'recovery-code', answer: slip(ted) })
      const offer = await client.must('person.offer-factor', { factor: 'questions' })
      assert.ok(offer.kind === 'questions')
      const answers = Object.fromEntries(offer.questions.map(({ id }, i) => [id, `what only she knows ${i}`]))
      const answer = JSON.stringify(answers)
      await client.must('person.confirm-factor', { factor: 'questions', id: offer.id, answer, name: 'Mine' })

      const her = await begin(ted.person)
      const asked = await her.must('reset.challenge', { factor: 'questions' })
      assert.ok(asked.kind === 'questions' && asked.questions.length === 3)
      const of3 = (change = '') =>
        JSON.stringify(Object.fromEntries(asked.questions.map(({ id }) => [id, `${answers[id]}${change}`])))
      const wrong = await prove(her, 'questions', of3(' not'))
      assert.ok(wrong.state === 'proving' && wrong.wrong)
      const first = await prove(her, 'questions', of3())
      assert.ok(first.state === 'proving' && first.wrong !== true)
      await her.must('reset.challenge', { factor: 'mail-code' })
      const code = await mailTo('ted.home@corp.example', /\b\d{4} \d{4}\b/)
      const second = await prove(her, 'mail-code', code)
      assert.ok(second.state === 'proving' && second.wrong !== true)
      assert.equal((await prove(her, 'recovery-code', slip(ted))).state, 'choosing')
      await chooses(her, ted.person, 'Three things together 84')
      const again = await begin(ted.person)
      assert.equal((await prove(again, 'mail-code', code)).state, 'proving')
    })
  })
}
