/** Self-service is not to be trusted: two people close it, passes on paper are what is left, computers end sessions. */
import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LockdownSetting } from '@keyturn/contract'
import { somebodyOf } from './agent/laptop.ts'
import { campaignsAt, planOf } from './testing/campaigns.ts'
import { computersOfTheScope } from './testing/incident-suite.ts'
import { computersWithLogind } from './testing/logind-suite.ts'
import { lockdownsAt, printedLetters, type PrintedLetter } from './testing/lockdowns.ts'
import { startWorld, type Enrolled, type KeyturnAgent, type PortalClient, type World } from './world/index.ts'

const stack = new AsyncDisposableStack()
let world: World
let at: ReturnType<typeof campaignsAt>
let lockdowns: ReturnType<typeof lockdownsAt>
let laptop: KeyturnAgent
let anna: Enrolled
let ben: Enrolled
let who: Enrolled
let eve: Enrolled
/** Whoever broke in did it then: eve's proofs are newer. */
let since: string
const opened: LockdownSetting = { mode: 'open', distrustSince: null }
const frozen = (): LockdownSetting => ({ mode: 'frozen', distrustSince: since })
const passesOnly = (): LockdownSetting => ({ mode: 'passes-only', distrustSince: since })

before(async () => {
  world = stack.use(
    await startWorld({
      hosts: ['laptop1', 'mail'],
      systemd: ['laptop1'],
      config: { lockdown: { operators: ['op-anna', 'op-ben'] }, factors: { accessPass: {} } },
    }),
  )
  at = campaignsAt(world)
  lockdowns = lockdownsAt(world, at)
  laptop = await world.agent('laptop1')
  anna = await world.newcomer({ sAMAccountName: 'op-anna' })
  ben = await world.newcomer({ sAMAccountName: 'op-ben' })
  who = await somebodyOf(world, 'laptop1')
  await sleep(1_100)
  since = new Date().toISOString()
  eve = await world.newcomer()
})
after(() => stack.disposeAsync())

const signedIn = (one: Enrolled) => at.signedIn(one)
const proofOf = (one: Enrolled) => at.proofOf(one)
const wishes = (one: Enrolled, setting: LockdownSetting) => lockdowns.wishes(one, setting)
const both = (setting: LockdownSetting) => lockdowns.both([anna, ben], setting)
const status = () => lockdowns.status()

async function startReset(one: Enrolled): Promise<PortalClient> {
  const client = world.server.client()
  await client.must('reset.start', { purpose: 'reset', identifier: one.person.upn })
  return client
}

suite('self-service is closed', () => {
  test('by operators alone, and by a proof of theirs of that moment', async () => {
    const stranger = await signedIn(eve)
    assert.equal((await stranger.call('person.lockdown')).error, 'request.not-found')
    const setting = frozen()
    const asked = { setting, ...proofOf(eve) }
    assert.equal((await stranger.call('person.lockdown-wish', asked)).error, 'request.not-found')
    const client = await signedIn(anna)
    const wrong = { setting, factor: 'recovery-code' as const, answer: 'AAAA-BBBB-CCCC-DDDD' }
    assert.equal((await client.call('person.lockdown-wish', wrong)).error, 'factor.refused')
    assert.equal((await world.server.client().call('person.lockdown')).error, 'session.missing')
    // Her own proof is newer than that, so that she could never take it back.
    const early = { mode: 'frozen', distrustSince: '2020-01-01T00:00:00.000Z' } as const
    const end = await client.must('person.lockdown-wish', { setting: early, ...proofOf(anna) })
    assert.equal(end.end, 'factor-distrusted')
    assert.equal((await status()).mode, 'open')
  })

  test('at once by the first, for everybody alike, and what was begun is over', async () => {
    const underWay = await startReset(who)
    const proved = await underWay.must('reset.prove', proofOf(who))
    assert.equal(proved.state, 'choosing')
    const signed = await signedIn(who)
    assert.equal(await wishes(anna, frozen()), 'held')
    assert.equal((await world.server.cli('lockdown', 'status')).code, 1)
    const choice = await underWay.call('reset.choose', { password: 'Gelber-Fueller-81!' })
    assert.deepEqual([choice.status, choice.error], [403, 'portal.closed'])
    assert.equal((await signed.call('person.me')).error, 'session.missing')
    // The same for a name that nobody has, with nothing asked of anybody.
    const answers = await Promise.all(
      [who.person.upn, 'nobody-of-that-name', anna.person.upn].map(async (identifier) => {
        const { status: code, error } = await world.server
          .client()
          .call('reset.start', { purpose: 'reset', identifier })
        return [code, error]
      }),
    )
    assert.deepEqual(answers, Array(3).fill([403, 'portal.closed']))
    const again = await signedIn(who)
    for (const call of [
      () => again.call('person.offer-factor', { factor: 'totp' }),
      () => again.call('person.recovery-codes', {}),
      () => again.call('person.change', { oldPassword: who.person.password, newPassword: 'x' }),
    ]) {
      assert.equal((await call()).error, 'portal.closed')
    }
    assert.equal((await world.server.client().must('portal.about')).selfService, 'frozen')
  })

  test('and stays so for one account, a restart and a killed server, until two others say otherwise', async () => {
    assert.equal(await wishes(anna, frozen()), 'yours-already')
    assert.equal(await wishes(anna, opened), 'asked')
    assert.equal((await status()).mode, 'frozen')
    assert.equal(await wishes(anna, frozen()), 'asked')
    assert.equal(await wishes(ben, frozen()), 'done')
    await world.server.kill()
    await world.server.start()
    const { mode, heldUntil, setting } = await status()
    assert.deepEqual([mode, heldUntil, setting], ['frozen', null, frozen()])
    assert.equal(await wishes(ben, opened), 'asked')
    assert.equal((await status()).mode, 'frozen')
    const entries = (await world.audit()).filter(({ type }) => type === 'lockdown.wished')
    assert.ok(entries.some(({ facts, outcome }) => facts['end'] === 'done' && outcome === 'ok'))
  })

  test('but the console of a mass reset is open to its operators, and to nobody else', async () => {
    const scope = [`(sAMAccountName=${who.person.sAMAccountName})`]
    const plan = planOf('console', new Date(since), scope).replace('op-carol, op-otto', 'op-anna, op-ben')
    await at.draft(plan)
    assert.equal((await at.keyturn('simulate', 'console')).code, 0)
    assert.equal((await status()).mode, 'frozen')
    const [campaign, size] = ['console', 1]
    const hers = await signedIn(anna)
    const progress = await hers.must('person.campaign-progress', { campaign })
    assert.deepEqual([progress.campaign, progress.state], ['console', 'simulated'])
    const { forecast } = await hers.must('person.campaign-waves', { campaign, size })
    assert.equal(forecast?.people, 1)
    const stranger = await signedIn(eve)
    for (const ask of ['person.campaign-progress', 'person.campaign-waves'] as const) {
      for (const one of [campaign, 'none']) {
        const wish = ask === 'person.campaign-waves' ? { campaign: one, size } : { campaign: one }
        assert.equal((await stranger.call(ask, wish)).error, 'request.not-found')
        assert.equal((await world.server.client().call(ask, wish)).error, 'session.missing')
      }
    }
  })

  test('with a count of whom distrust leaves without a way', async () => {
    const said = await world.server.cli('lockdown', 'report', '--group', 'Domain Users', '--since', since)
    assert.equal(said.code, 0, said.stderr)
    assert.match(said.stdout, /need a pass/)
    assert.match(said.stdout, new RegExp(`${eve.person.sAMAccountName}\tnothing-enrolled\tloses the way`))
    assert.doesNotMatch(said.stdout, new RegExp(`${who.person.sAMAccountName}\t`))
  })
})

suite('letters with passes', () => {
  let folder: string
  const letters = (...words: readonly string[]) => world.server.cli('letters', ...words)
  before(async () => {
    folder = join(world.lab.host('server').dataFolder, 'letters')
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const lines = ['account', who.person.sAMAccountName, eve.person.sAMAccountName, 'nobody-at-all']
    await writeFile(join(folder, 'people.csv'), lines.join('\n'))
    await both(passesOnly())
  })

  async function make(run: number): Promise<ReadonlyMap<string, PrintedLetter>> {
    const csv = join(folder, 'people.csv')
    const to = join(folder, String(run))
    const made = await letters('make', '--csv', csv, '--to', to, '--why', 'break-in')
    assert.equal(made.code, 0, made.stderr)
    assert.match(made.stderr, /no letter for nobody-at-all: unknown/)
    const [letterFile, sheetFile] = [`letters-${run}.pdf`, `control-sheet-${run}.pdf`] as const
    assert.deepEqual((await readdir(to)).toSorted(), [sheetFile, letterFile])
    assert.equal((await stat(join(to, letterFile))).mode & 0o777, 0o600)
    const sheet = await world.lab.host('server').must(['pdftotext', join(to, sheetFile), '-'])
    const found = await printedLetters(world, join(to, letterFile))
    for (const { number, pass } of found.values()) {
      assert.ok(sheet.includes(number) && !sheet.includes(pass), 'the control sheet has numbers and no pass')
    }
    assert.equal(found.size, 2)
    const runs = (await world.audit()).filter(
      ({ type, outcome }) => type === 'letters.run' && outcome === 'ok',
    )
    assert.deepEqual([runs.length, runs.at(-1)?.facts['letters']], [run, 2])
    return found
  }

  async function resetBy(one: Enrolled, pass: string) {
    const client = await startReset(one)
    const view = await client.must('reset.view')
    assert.ok(view.state === 'proving')
    assert.deepEqual(view.factors, ['access-pass'])
    return { client, proved: await client.must('reset.prove', { factor: 'access-pass', answer: pass }) }
  }

  test('count only once they were handed over, once, and until the next run', async () => {
    const first = await make(1)
    const hers = first.get(who.person.sAMAccountName) ?? assert.fail()
    assert.notEqual(hers.pass, first.get(eve.person.sAMAccountName)?.pass)
    const stolen = await resetBy(who, hers.pass)
    assert.equal(stolen.proved.state, 'proving')
    const second = await make(2)
    const voided = await letters('handed', hers.number, '--why', 'identity card')
    assert.deepEqual([voided.code, /voided/.test(voided.stderr)], [1, true])
    const now = second.get(who.person.sAMAccountName) ?? assert.fail()
    assert.equal((await letters('handed', now.number, '--why', 'identity card')).code, 0)
    assert.equal((await letters('handed', now.number, '--why', 'identity card')).code, 1)
    const { client, proved } = await resetBy(who, now.pass)
    assert.equal(proved.state, 'choosing')
    const done = await client.must('reset.choose', { password: 'Gelber-Fueller-82!' })
    assert.equal(done.state, 'done')
    assert.equal((await resetBy(who, now.pass)).proved.state, 'proving')
    const { stdout } = await letters('list')
    assert.match(stdout, new RegExp(`${now.number}\t.*handed over by`))
    assert.match(stdout, new RegExp(`${hers.number}\t.*void`))
    await nowhere(now.pass, hers.pass)
  })

  test('are the only way: no code, no app, no factor of before, and nothing is set up', async () => {
    const client = await startReset(who)
    assert.equal((await client.call('reset.prove', proofOf(who))).error, 'portal.closed')
    assert.equal((await client.call('reset.challenge', { factor: 'totp' })).error, 'portal.closed')
    const why = { purpose: 'why' as const, identifier: who.person.upn }
    assert.equal((await world.server.client().call('reset.start', why)).error, 'portal.closed')
  })

  test('or a pass of the help desk, which opens nothing while all is closed', async () => {
    const account = eve.person.sAMAccountName
    await both(frozen())
    const issued = await world.server.cli('pass', 'issue', account, '--why', 'known to the porter', '--once')
    assert.equal(issued.code, 0, issued.stderr)
    const pass = issued.stdout.trim()
    const start = { purpose: 'reset' as const, identifier: eve.person.upn }
    assert.equal((await world.server.client().call('reset.start', start)).error, 'portal.closed')
    await both(passesOnly())
    assert.equal((await resetBy(eve, pass)).proved.state, 'choosing')
    assert.equal((await resetBy(eve, pass)).proved.state, 'proving')
    await nowhere(pass)
  })

  /** No pass in the server's log, its audit log, or any file of its state. */
  async function nowhere(...passes: readonly string[]): Promise<void> {
    const log = await world.server.log()
    const audit = JSON.stringify(await world.audit())
    for (const pass of passes) {
      for (const spelt of [pass, pass.replaceAll('-', '')]) {
        assert.ok(!log.includes(spelt) && !audit.includes(spelt))
        const found = await world.lab
          .host('server')
          .run(['grep', '-rl', '--binary-files=text', spelt, world.server.stateFolder])
        assert.equal(found.stdout, '')
      }
    }
  }
})

suite('open again, with distrust', () => {
  before(() => both({ mode: 'open', distrustSince: since }))

  test('what was set up before counts, what is newer does not, and she is told no more than that', async () => {
    const good = await startReset(who)
    assert.equal((await good.must('reset.prove', proofOf(who))).state, 'choosing')
    const thief = await startReset(eve)
    const refused = await thief.must('reset.prove', proofOf(eve))
    assert.deepEqual([refused.state, refused.state === 'proving' && refused.wrong], ['proving', true])
    const byApp = { factor: 'totp' as const, answer: eve.code() }
    assert.equal((await thief.must('reset.prove', byApp)).state, 'proving')
    const me = await (await signedIn(eve)).must('person.me')
    assert.deepEqual(me.unusable?.toSorted(), ['recovery-code', 'totp'])
    assert.equal((await world.server.client().must('portal.about')).distrusts, true)
    const log = (await world.audit()).filter(({ type }) => type === 'reset.not-proved')
    assert.ok(log.length >= 2)
  })

  test('until two people trust it again', async () => {
    await both(opened)
    assert.equal((await world.server.cli('lockdown', 'status')).code, 0)
    const good = await startReset(eve)
    assert.equal((await good.must('reset.prove', proofOf(eve))).state, 'choosing')
  })
})

computersOfTheScope(() => ({ world, laptop, who, password: 'Gelber-Fueller-82!' }))
computersWithLogind(() => ({ world, laptop, who, other: eve }))

test('the pages of all letters are readable once printed, and hide their passes when folded', async () => {
  const folder = join(world.lab.host('server').dataFolder, 'letters', '2')
  const pdf = await readFile(join(folder, 'letters-2.pdf'))
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-')
  // Passes are symbols of an embedded font, so not even the file has one as text.
  const boxes = await world.lab
    .host('server')
    .must(['pdftotext', '-bbox', join(folder, 'letters-2.pdf'), '-'])
  const heights = [...boxes.matchAll(/yMin="([\d.]+)" [^>]*>([A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4})</g)]
  assert.equal(heights.length, 2)
  for (const [, y] of heights) assert.ok(Number(y) > 280.63 && Number(y) < 561.26, 'inside the fold')
})
