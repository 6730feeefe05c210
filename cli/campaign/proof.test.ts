import assert from 'node:assert/strict'
import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import {
  campaignVerdict,
  hygieneFinding,
  gmsaVerdict,
  type Hygiene,
  type Inventory,
  type VerifiedCampaign,
} from '@keyturn/contract'
import { verdicts } from '@keyturn/protocols/evidence'
import { csvLines } from '../inventory/csv.ts'
import { changeLines } from '../inventory/hygiene-lines.ts'
import { gmsaWords, inventoryLines } from '../inventory/inventory-lines.ts'
import { findingWords } from '../inventory/words.ts'
import { campaignProof } from './proof.ts'
import { proofLines, verdictWords } from './proof-lines.ts'

const found: VerifiedCampaign = {
  campaign: 'friday',
  plan: 'ab'.repeat(32),
  t0: '2026-11-27T17:00:00.000Z',
  at: '2026-12-04T17:00:00.000Z',
  proved: false,
  dcs: [
    { name: 'dc1', why: null },
    { name: 'dc2', why: 'no answer in time' },
  ],
  readOnly: ['rodc1'],
  krbtgt: [{ account: 'krbtgt', dc: 'dc1', keyVersion: 4, changed: null }],
  since: null,
  sums: { proved: 4_000, behind: 1 } as VerifiedCampaign['sums'],
  open: [{ code: 'dc-unread', subject: 'dc2' }],
  named: [
    { verdict: 'behind', name: 'x\u001b[2J\u202ey', segment: 'on-site', on: ['dc2'], signedOffBy: null },
  ],
}

suite('what is proved, at a terminal', () => {
  test('names the domain controller that is missing, and no name moves the cursor', () => {
    const said = proofLines(found).join('\n')
    assert.match(said, /^friday: NOT PROVED/)
    assert.match(said, /^NOT READ {2}dc2: no answer in time$/m)
    assert.match(said, /^REFUSED dc2 was not read/m)
    assert.match(said, /^proved +4,000 {2}new password/m)
    assert.match(said, /behind +x.\[2J.y \(on-site\) on dc2/)
    assert.ok(!said.includes('\u001b') && !said.includes('\u202e'))
  })

  test('has words for whatever a server may say', () => {
    assert.deepEqual([...verdicts], campaignVerdict.options)
    for (const verdict of campaignVerdict.options) assert.ok(verdictWords[verdict].length > 10)
    for (const finding of hygieneFinding.options) assert.ok(findingWords[finding].todo.length > 10)
    for (const gmsa of gmsaVerdict.options) assert.ok(gmsaWords[gmsa].length > 10)
  })

  test('a pack needs a place, and its check a key that was kept elsewhere', async () => {
    const said: string[] = []
    const to = { out: (line: string) => void said.push(line), err: (line: string) => void said.push(line) }
    assert.equal(await campaignProof(['evidence', 'plan.yaml'], '', to), 2)
    assert.equal(await campaignProof(['verify-pack', 'folder'], '', to), 2)
    await using folder = await mkdtempDisposable(join(tmpdir(), 'kt-pack-'))
    await writeFile(join(folder.path, 'key'), 'no key')
    assert.equal(
      await campaignProof(['verify-pack', folder.path, '--key', join(folder.path, 'key')], '', to),
      2,
    )
    assert.match(said.at(-1) ?? '', /holds no verifier key/)
  })
})

const service: Inventory['accounts'][number] = {
  id: '1',
  name: '=cmd|calc',
  dn: 'CN=x,DC=corp',
  kind: 'user',
  because: ['service-principal'],
  disabled: false,
  servicePrincipalNames: ['HTTP/web'],
  neverExpires: true,
  passwordNotRequired: false,
  passwordSet: null,
  lastLogOn: null,
  encryption: 'unset',
  olderThanAes: false,
  keys: null,
  delegation: [],
  delegatesTo: [],
  privileged: false,
  weight: 'none',
  groups: [],
  owner: ' \uff1dHYPERLINK("x")\r\n@evil',
  gmsa: 'candidate',
  uses: [
    { place: 'web1', kind: 'unit', detail: 'web.service', seen: '2026-11-20T08:00:00.000Z' },
    { place: '=10.0.0.5', kind: 'log-on', detail: '', seen: '2026-11-21T08:00:00.000Z' },
  ],
}

suite('a table of service accounts', () => {
  test('holds nothing that a spreadsheet would run, nor a line more than there are accounts', () => {
    const [head, line, ...more] = csvLines({ at: found.at, keys: 'not-asked', accounts: [service] })
    assert.match(head ?? '', /^account,kind,/)
    assert.match(line ?? '', /^"'=cmd\|calc",user,service-principal,"' \uff1dHYPERLINK\(""x""\) @evil",no,/)
    assert.deepEqual(more, [])
  })

  test('says what a KDC said of its keys, else what its age proves, else nothing; and what its groups give', () => {
    const cells = (one: Partial<Inventory['accounts'][number]>) => {
      const asked = { ...service, ...one }
      const [head = '', line = ''] = csvLines({ at: found.at, keys: 'asked', accounts: [asked] })
      const of = (name: string) => line.split(',')[head.split(',').indexOf(name)]
      return ['aesKeys', 'rc4Keys', 'weight', 'groups'].map(of)
    }
    assert.deepEqual(cells({}), ['', '', 'none', ''])
    assert.deepEqual(cells({ olderThanAes: true }), ['no', '', 'none', ''])
    const groups = { weight: 'domain' as const, groups: ['Domain Admins'] }
    assert.deepEqual(cells({ keys: { aes: true, rc4: null }, ...groups }), [
      'yes',
      '',
      'domain',
      'Domain Admins',
    ])
    assert.deepEqual(cells({ keys: { aes: false, rc4: true } }), ['no', 'yes', 'none', ''])
    const said = (one: Partial<Inventory['accounts'][number]>) =>
      inventoryLines({ at: found.at, keys: 'asked', accounts: [{ ...service, ...one }] }).join('\n')
    assert.match(said({ keys: { aes: false, rc4: true } }), /types unset; NO AES keys, RC4$/m)
    assert.match(said({ keys: { aes: null, rc4: null } }), /not known whether AES keys/)
    assert.match(said({ olderThanAes: true }), /NO AES KEYS/)
    assert.match(said(groups), /^ {2}weight {4}the whole domain: Domain Admins$/m)
    assert.doesNotMatch(said({}), /weight|AES/)
  })
})

suite('findings beside those of before', () => {
  test('tell what came and what went by account, not by name', () => {
    const at = found.at
    const of = (...accounts: readonly (readonly [string, string])[]): Hygiene => ({
      at,
      accounts: 9,
      findings: [
        { finding: 'no-pre-authentication', accounts: accounts.map(([id, name]) => ({ id, name })) },
      ],
    })
    const { fresh, lines } = changeLines(of(['1', 'a'], ['2', 'b']), of(['1', 'renamed'], ['3', 'c']))
    assert.equal(fresh, 1)
    assert.match(lines.join('\n'), /NEW {3}c\n.*\n {2}gone {2}b\n {2}1 as before/)
    assert.equal(changeLines(of(['1', 'a']), { at, accounts: 9, findings: [] }).fresh, 0)
  })
})
