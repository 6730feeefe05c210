/** From a server of one domain to a rehearsal in another: nothing but a folder goes between them. */
import assert from 'node:assert/strict'
import { mkdir, mkdtempDisposable, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { directoryShape } from '@keyturn/contract'
import { startWorld } from '@keyturn/e2e'
import { tellOn } from '../telling.ts'
import { rehearse } from './index.ts'

const plan = (baseDn: string) => `
campaign: rehearsed
trigger: ad-database-exfiltrated
t0: 2026-11-20T18:00:00Z
operators: ["CORP\\\\carol", bob]
scope: [{ unit: "OU=Zürich,OU=People,${baseDn}" }, { group: VPN Users }, { filter: "(sAMAccountName=krbtgt)" }]
exclusions:
  - { account: bob, reason: runs it, owner: carol }
segments:
  - { segment: remote-password-vpn, group: VPN Users }
  - { segment: on-site, everyone: true }
waves: { start: 2026-11-30, size: 20 }
helpDesk: { agents: 3 }
`

suite('a rehearsal', () => {
  test(
    'runs the plan on the copy from draft to proof, and tells time and gaps',
    { timeout: 480_000 },
    async () => {
      await using temporary = await mkdtempDisposable(join(tmpdir(), 'kt-rehearsal-'))
      const folder = join(temporary.path, 'out')
      await readShape(folder)
      const { lines, held, isWhole } = await rehearse(folder, tellOn(process.stdout))
      const report = lines.join('\n')
      assert.ok(isWhole, report)
      const written = held.run?.status.counts.filter(({ state }) => state === 'written') ?? []
      const ways = new Set(written.map(({ way }) => way))
      assert.deepEqual([...ways].toSorted(), ['must-change', 'random-reset'], report)
      const people = held.planned.segments.filter(({ way }) => ways.has(way))
      assert.equal(
        written.reduce((sum, { accounts }) => sum + accounts, 0),
        people.reduce((sum, { accounts }) => sum + accounts, 0),
        report,
      )
      assert.match(report, /left out 1: accounts that every domain has/)
      assert.match(report, /the run +\d+\.\d s/)
      assert.match(report, /accounts are not proved: those who have not come back/)
      assert.match(report, /^not rehearsed\n {2}calendar: all in one wave/m)
    },
  )
})

/** At the server of the domain itself; gone before the rehearsal begins. */
async function readShape(folder: string): Promise<void> {
  await using world = await startWorld()
  const { baseDn } = world.lab.domain
  const plans = join(world.server.stateFolder, 'plans')
  await mkdir(plans, { recursive: true })
  const file = join(plans, 'plan.yaml')
  await writeFile(file, plan(baseDn))
  const inside = join(plans, 'rehearsal')
  const { code, stdout, stderr } = await world.server.cli('campaign', 'rehearse', file, '--to', inside)
  assert.equal(code, 0, stdout + stderr)
  await mkdir(folder, { recursive: true })
  assert.deepEqual((await readdir(inside)).toSorted(), ['plan.yaml', 'shape.json'])
  const text = await readFile(join(inside, 'shape.json'), 'utf8')
  const { accounts, psos, groups } = directoryShape.parse(JSON.parse(text))
  assert.ok(accounts.length > 50)
  assert.ok(
    psos.some(({ name, minLength }) => name === 'Finance' && minLength > 12),
    JSON.stringify(psos),
  )
  assert.ok(groups.some(({ name }) => name === 'VPN Users'))
  assert.doesNotMatch(text, /@corp\.example|\+49|unicodePwd|description/, 'neither addresses nor telephones')
  const entries = await world.audit()
  assert.ok(entries.some(({ type }) => type === 'campaign.shape-read'))
  for (const name of ['plan.yaml', 'shape.json'])
    await writeFile(join(folder, name), await readFile(join(inside, name)))
}
