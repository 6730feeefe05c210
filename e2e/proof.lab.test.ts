/** After a mass reset on two domain controllers: what is proved, what is not, and a pack that shows it to others. */
import assert from 'node:assert/strict'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { campaignVerified, type CampaignVerdict, type VerifiedCampaign } from '@keyturn/contract'
import { checkPack, packFiles } from '@keyturn/protocols/evidence'
import { parseVerifierKey } from '@keyturn/protocols/tlog'
import { attackersView } from './testing/attackers-view-suite.ts'
import { nextSecond } from './testing/clock.ts'
import { checkedElsewhere } from './testing/packs.ts'
import { startWorld, type World } from './world/index.ts'

let world: World
before(async () => void (world = await startWorld({ hosts: ['dc2', 'rodc1'] })))
after(() => world?.[Symbol.asyncDispose]())

const base = () => world.lab.domain.baseDn
const unit = () => `OU=Scope,${base()}`
const dnOf = (name: string) => `CN=${name},${unit()}`
const ldif = (on: 'dc1' | 'dc2', ...entries: readonly (readonly string[])[]) =>
  world.lab.dc(on).ldb('ldbmodify', entries.map((lines) => `${lines.join('\n')}\n\n`).join(''))
const modify = (name: string, ...lines: readonly string[]) => [
  `dn: ${dnOf(name)}`,
  'changetype: modify',
  ...lines,
]
const user = (name: string, where = unit()) => [
  `dn: CN=${name},${where}`,
  'changetype: add',
  'objectClass: user',
  `sAMAccountName: ${name}`,
  'userAccountControl: 512',
  `unicodePwd:: ${Buffer.from('"Old-Meadow-2026"', 'utf16le').toString('base64')}`,
]
const reset = (name: string, password: string) =>
  modify(
    name,
    'replace: unicodePwd',
    `unicodePwd:: ${Buffer.from(`"${password}"`, 'utf16le').toString('base64')}`,
  )
const fresh = 'New-Meadow-2026'

const people = ['anna', 'behind', 'forged', 'waiting', 'missed', 'shut', 'excused', 'leaver', 'removed']
let t0 = ''

const folder = () => join(world.server.stateFolder, 'plans')
const planFile = () => join(folder(), 'plan.yaml')

async function writePlan(): Promise<void> {
  await mkdir(folder(), { recursive: true })
  await writeFile(
    planFile(),
    `
campaign: friday
trigger: ransomware
t0: ${t0}
operators: [carol, alice]
scope: [{ unit: "${unit()}" }]
exclusions:
  - { account: excused, reason: a machine that cannot be reached, owner: carol, until: 2099-01-01 }
segments: [{ segment: on-site, everyone: true }]
waves: { start: 2026-11-30 }
helpDesk: { agents: 3 }
`,
  )
}

type Found = VerifiedCampaign & { readonly code: number | null }

async function verify(...more: readonly string[]): Promise<Found> {
  const { code, stdout, stderr } = await world.server.cli('campaign', 'verify', planFile(), '--json', ...more)
  assert.notEqual(stdout, '', stderr)
  const answer = campaignVerified.parse(JSON.parse(stdout))
  return answer.ok ? { ...answer, code } : assert.fail(JSON.stringify(answer.problems))
}

const namedIn = ({ named }: Found, verdict: CampaignVerdict) =>
  named.filter((one) => one.verdict === verdict).map(({ name }) => name)

suite('whether everybody has a new password', () => {
  let first = ''

  before(async () => {
    await ldif('dc1', [`dn: ${unit()}`, 'changetype: add', 'objectClass: organizationalUnit'])
    await ldif('dc1', ...people.map((name) => user(name)), user('outsider', `OU=Services,${base()}`))
    await world.lab.replicate('dc1', 'dc2')
    t0 = (await nextSecond()).toISOString()
    await writePlan()
    first = join(folder(), 'first')
    await world.server.cli('campaign', 'evidence', planFile(), '--to', first)
  })

  test('is told account by account, and a date that was moved without a password is no proof', async () => {
    {
      await using _ = await world.lab.pauseReplication()
      const done = ['anna', 'leaver', 'removed', 'excused'].map((name) => reset(name, fresh))
      await ldif('dc1', ...done)
      await ldif(
        'dc1',
        modify('forged', 'replace: pwdLastSet', 'pwdLastSet: 0'),
        modify('waiting', 'replace: pwdLastSet', 'pwdLastSet: 0'),
        modify('shut', 'replace: userAccountControl', 'userAccountControl: 514'),
      )
      // What whoever may write the attribute can do, and what a look at pwdLastSet alone would believe.
      await ldif('dc1', modify('forged', 'replace: pwdLastSet', 'pwdLastSet: -1'))
      await world.lab.replicate('dc1', 'dc2')
      await ldif('dc1', reset('behind', fresh))
      const found = await verify()
      assert.equal(found.code, 1)
      assert.deepEqual(
        found.dcs.map(({ name, why }) => [name, why]),
        [
          ['dc1.corp.example', null],
          ['dc2.corp.example', null],
        ],
      )
      assert.deepEqual(found.readOnly, ['rodc1.corp.example'])
      assert.deepEqual(found.named.find(({ name }) => name === 'behind')?.on, ['dc2.corp.example'])
      assert.deepEqual(namedIn(found, 'behind'), ['behind'])
      assert.deepEqual(namedIn(found, 'date-moved'), ['forged'])
      assert.deepEqual(namedIn(found, 'must-change'), ['waiting'])
      assert.deepEqual(namedIn(found, 'missed'), ['missed'])
      const { proved, disabled, exempt } = found.sums
      assert.deepEqual([proved, disabled, exempt], [3, 1, 1])
      assert.deepEqual(
        found.krbtgt.filter(({ account }) => account === 'krbtgt').map(({ dc: on }) => on),
        ['dc1.corp.example', 'dc2.corp.example'],
      )
      assert.ok(
        found.krbtgt.some(({ account, keyVersion }) => /^krbtgt_\d+$/.test(account) && keyVersion === 1),
      )

      // Made on the other one, where the first has not heard of it.
      await ldif('dc2', user('hidden'))
      assert.deepEqual(namedIn(await verify(), 'created-since'), ['hidden'])
    }
    await world.lab.replicate('dc2', 'dc1')
    await world.lab.replicate('dc1', 'dc2')
  })

  test('is told of those who came into the scope, left it, or are gone, beside an earlier reading', async () => {
    const moves = [
      [`dn: CN=outsider,OU=Services,${base()}`, unit()],
      [`dn: ${dnOf('leaver')}`, `OU=Services,${base()}`],
    ] as const
    for (const [dn, to] of moves) {
      const rdn = /CN=\w+/.exec(dn)?.[0] ?? ''
      await ldif('dc1', [dn, 'changetype: modrdn', `newrdn: ${rdn}`, 'deleteoldrdn: 1', `newsuperior: ${to}`])
    }
    await ldif('dc1', [`dn: ${dnOf('removed')}`, 'changetype: delete'])
    await world.lab.replicate('dc1', 'dc2')
    assert.deepEqual(namedIn(await verify(), 'moved-in'), ['outsider'])
    const found = await verify('--since', join(first, packFiles.evidence))
    assert.deepEqual(namedIn(found, 'moved-in'), ['outsider'])
    assert.equal(found.sums.gone, 1)
    // Whoever left the scope is read none the less: it would be a way to keep an old password.
    assert.equal(found.sums.proved, 3)
  })

  test('is proved when nobody is left, and not while a domain controller is away, which is named', async () => {
    await ldif('dc1', ...['forged', 'waiting', 'missed', 'outsider'].map((name) => reset(name, fresh)))
    await world.lab.replicate('dc1', 'dc2')
    const found = await verify()
    assert.deepEqual([found.code, found.proved, found.open], [0, true, []], JSON.stringify(found.named))
    const { stdout } = await world.server.cli('campaign', 'verify', planFile())
    assert.match(stdout, /^friday: PROVED/)
    assert.match(stdout, /^read-only rodc1\.corp\.example: never asked$/m)
    await world.lab.dc('dc2').freeze()
    try {
      const without = await verify()
      assert.equal(without.code, 1)
      assert.deepEqual(without.open[0], { code: 'dc-unread', subject: 'dc2.corp.example' })
      assert.notEqual(without.dcs[1]?.why, null)
    } finally {
      await world.lab.dc('dc2').thaw()
    }
    const entries = await world.audit()
    const last = entries.findLast(({ type }) => type === 'campaign.verified') ?? assert.fail('not audited')
    assert.deepEqual([last.facts['campaign'], last.facts['by'], last.facts['unread']], ['friday', 'root', 1])
  })
})

suite('an evidence pack', () => {
  const pack = () => join(folder(), 'pack')
  const keyFile = () => join(folder(), 'kept.pub')

  before(async () => {
    const made = await world.server.cli('campaign', 'evidence', planFile(), '--to', pack())
    assert.equal(made.code, 0, made.stdout + made.stderr)
    await copyFile(join(pack(), packFiles.verifierKey), keyFile())
  })

  test('is checked by a process that has nothing but the protocols, and by the command for people', async () => {
    assert.equal(await checkedElsewhere(pack(), keyFile()), 'true campaign.evidence')
    const { code, stdout: said } = await world.server.cli(
      'campaign',
      'verify-pack',
      pack(),
      '--key',
      keyFile(),
    )
    assert.equal(code, 0, said)
    assert.match(said, /the pack is whole, and says PROVED/)
    assert.match(said, /exempt excused: carol, a machine that cannot be reached/)
  })

  test('is refused after any change, and so is half of another one', async () => {
    const read = async (name: string, of = pack()) => readFile(join(of, name))
    const whole = {
      evidence: await read(packFiles.evidence),
      report: await read(packFiles.report),
      proofs: await read(packFiles.proofs),
      checkpoint: await read(packFiles.checkpoint),
    }
    const key = parseVerifierKey((await readFile(keyFile(), 'utf8')).trimEnd()) ?? assert.fail('no key')
    assert.equal(checkPack(whole, key).ok, true)
    assert.equal(whole.report.subarray(0, 5).toString(), '%PDF-')
    const first = join(folder(), 'first')
    const others = {
      evidence: await read(packFiles.evidence, first),
      report: await read(packFiles.report, first),
      proofs: await read(packFiles.proofs, first),
      checkpoint: await read(packFiles.checkpoint, first),
    }
    for (const part of ['evidence', 'report', 'proofs', 'checkpoint'] as const) {
      assert.equal(checkPack({ ...whole, [part]: others[part] }, key).ok, false, part)
      const flipped = Buffer.from(whole[part])
      const at = Math.floor(flipped.length / 2)
      flipped[at] = (flipped[at] ?? 0) ^ 1
      assert.equal(checkPack({ ...whole, [part]: flipped }, key).ok, false, `${part}, one bit`)
    }
    assert.equal(checkPack(others, key).ok, true, 'the other pack is whole')
  })
})

attackersView({ world: () => world, folder, user, ldif, owner: () => dnOf('anna') })
