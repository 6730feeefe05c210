import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { formatEntry, type Entry } from '../audit/index.ts'
import {
  append,
  createSigner,
  emptyFrontier,
  formatCheckpoint,
  hashChildren,
  hashLeaf,
  proveInclusion,
  rootOf,
  signNote,
  type Hash,
  type Node,
  type Signer,
} from '../tlog/index.ts'
import {
  checkPack,
  formatEvidence,
  noSums,
  parseEvidence,
  sha256,
  type Evidence,
  type Pack,
} from './index.ts'

const at = '2026-12-04T17:00:00.000Z'
const time = '2026-11-30T08:00:00.000Z'
const stamp = { version: 3, at: time, from: 'dc1' }
const on = ['dc1', 'dc2'].map((dc) => ({
  is: 'there' as const,
  dc,
  pwdLastSet: time,
  set: stamp,
  key: stamp,
  disabled: false,
}))
const account = (n: number): Evidence['accounts'][number] => ({
  id: `00000000-0000-4000-8000-00000000000${n}`,
  sid: `S-1-5-21-1-2-3-110${n}`,
  name: `田中 ${n}`,
  segment: 'on-site',
  verdict: 'proved',
  isKrbtgt: false,
  created: null,
  movedIn: false,
  exemption: null,
  keyBefore: null,
  on,
})
const evidence: Evidence = {
  format: 'keyturn-evidence/1',
  campaign: 'friday',
  trigger: 'ransomware',
  plan: 'ab'.repeat(32),
  domain: 'corp.example',
  by: 'root',
  t0: '2026-11-27T17:00:00.000Z',
  at,
  dcs: [
    { name: 'dc1', why: null },
    { name: 'dc2', why: null },
  ],
  readOnly: ['rodc1'],
  krbtgt: [{ account: 'krbtgt', dc: 'dc1', keyVersion: 4, changed: time }],
  since: null,
  accounts: [account(1), account(2)],
  sums: { ...noSums(), proved: 2 },
  open: [],
  proved: true,
}

const signer = createSigner('keyturn.corp.example/audit', Buffer.alloc(32, 1))
const report = Buffer.from('%PDF-1.7 a report')

/** A log of five entries, of which the last but one vouches. */
function packOf(text: string, by: Signer = signer, change: Partial<Entry['facts']> = {}): Pack {
  const facts = { campaign: 'friday', digest: evidence.plan, evidence: sha256(text), report: sha256(report) }
  const types = ['server.started', 'campaign.planned', 'reset.done', 'campaign.evidence', 'reset.done']
  const leaves = types.map((type, index) =>
    formatEntry({
      index,
      at,
      type,
      outcome: 'ok',
      account: null,
      origin: null,
      facts:
        type === 'campaign.evidence' ? { ...facts, ...(change as Entry['facts']) } : { campaign: 'friday' },
    }),
  )
  const hashes = leaves.map((leaf) => hashLeaf(leaf))
  const tree = hashes.reduce(append, emptyFrontier)
  const read = ({ level, n }: Node): Hash =>
    level === 0
      ? (hashes[n] ?? assert.fail())
      : hashChildren(read({ level: level - 1, n: n * 2 }), read({ level: level - 1, n: n * 2 + 1 }))
  const proofs = [1, 3].map((index) => ({
    entry: leaves[index],
    path: proveInclusion(index, leaves.length, read).map((hash) => Buffer.from(hash).toString('base64')),
  }))
  const checkpoint = formatCheckpoint({ origin: by.key.name, size: 5, root: rootOf(tree) })
  return {
    evidence: Buffer.from(text),
    report,
    proofs: Buffer.from(JSON.stringify(proofs)),
    checkpoint: Buffer.from(signNote(checkpoint, by)),
  }
}

const text = formatEvidence(evidence)
const whole = packOf(text)
const why = (pack: Pack, key = signer.key) => {
  const checked = checkPack(pack, key)
  return checked.ok ? 'ok' : checked.why
}

const inEntra = (changed: string) => ({ is: 'there' as const, changed })
const withEntra: Evidence = {
  ...evidence,
  entra: { tenant: '11111111-2222-3333-4444-555555555555' },
  accounts: [{ ...account(1), entra: inEntra(time) }, account(2)],
}

suite('evidence in which Entra ID was asked', () => {
  test('is read as it was written, and without it stays what it was before anybody could ask', () => {
    // Made by the version that had no such section.
    assert.equal(sha256(text), 'a555caec61aa2a37fadd90df7079a40cd042b096ac8b464a6f2176eb18ce9091')
    assert.deepEqual(parseEvidence(formatEvidence(withEntra)), { ok: true, evidence: withEntra })
    assert.equal(why(packOf(formatEvidence(withEntra))), 'ok')
  })

  test('is refused where an older date there would be another verdict, or one is told that nobody asked', () => {
    const older = formatEvidence({
      ...withEntra,
      accounts: [{ ...account(1), entra: inEntra('2026-01-02T03:04:05.000Z') }, account(2)],
    })
    assert.match(why(packOf(older)), /verdict on .* does not follow/)
    const { entra: _, ...nobody } = withEntra
    assert.match(why(packOf(formatEvidence(nobody))), /not of this format/)
    const odd = formatEvidence(withEntra).replace('"is":"there","', '"is":"absent","')
    assert.match(why(packOf(odd.replace('"changed":', '"changes":'))), /not of this format/)
  })
})

suite('an evidence pack', () => {
  test('that nobody touched is taken', () => {
    assert.equal(why(whole), 'ok')
    assert.deepEqual(parseEvidence(text), { ok: true, evidence })
  })

  test('is refused with an account taken out, a verdict changed, a domain controller left out or another report', () => {
    const without = { ...evidence, accounts: [account(1)], sums: { ...noSums(), proved: 1 } }
    const one = { ...evidence, dcs: evidence.dcs.slice(0, 1) }
    const changed = text.replace('"verdict":"proved"', '"verdict":"exempt"')
    for (const other of [formatEvidence(without), formatEvidence(one), changed]) {
      assert.match(why({ ...whole, evidence: Buffer.from(other) }), /evidence\.json was changed/)
    }
    assert.match(why({ ...whole, report: Buffer.from('%PDF-1.7 another') }), /report\.pdf was changed/)
  })

  test('is refused although it is signed, where what it concludes does not follow from what it says was read', () => {
    const older = text.replaceAll(
      `"at":"${time}","from":"dc1","version":3`,
      '"at":"2026-01-01T00:00:00.000Z","from":"dc1","version":2',
    )
    assert.match(why(packOf(older)), /verdict on .* does not follow/)
    const lost = formatEvidence({
      ...evidence,
      dcs: [
        { name: 'dc1', why: null },
        { name: 'dc2', why: 'no answer' },
      ],
    })
    assert.match(why(packOf(lost)), /sums are not those/)
    assert.match(
      why(packOf(formatEvidence({ ...evidence, dcs: evidence.dcs.slice(0, 1) }))),
      /not read from each/,
    )
    assert.match(why(packOf(text.replace('{"accounts"', '{ "accounts"'))), /not of this format/)
  })

  test('is refused by another key, with an old checkpoint, and with entries of another campaign', () => {
    const other = createSigner(signer.key.name, Buffer.alloc(32, 2))
    assert.match(why(packOf(text, other)), /not signed by this key/)
    const old = formatCheckpoint({ origin: signer.key.name, size: 2, root: hashLeaf('x') })
    assert.match(why({ ...whole, checkpoint: Buffer.from(signNote(old, signer)) }), /older than entry 3/)
    const grown = formatCheckpoint({ origin: signer.key.name, size: 6, root: hashLeaf('x') })
    assert.match(why({ ...whole, checkpoint: Buffer.from(signNote(grown, signer)) }), /not in the log/)
    assert.match(why(packOf(text, signer, { campaign: 'monday' })), /another campaign/)
    const proofs = JSON.parse(whole.proofs.toString()) as readonly unknown[]
    assert.match(why({ ...whole, proofs: Buffer.from(JSON.stringify(proofs.slice(0, 1))) }), /vouches/)
    assert.match(why({ ...whole, proofs: Buffer.from(JSON.stringify(proofs.toReversed())) }), /order/)
    assert.match(why({ ...whole, proofs: Buffer.from('[{}]') }), /format/)
  })

  test('makes nothing throw, whatever it holds', () => {
    const parts = ['evidence', 'report', 'proofs', 'checkpoint'] as const
    fc.assert(
      fc.property(
        fc.constantFrom(...parts),
        fc.uint8Array({ maxLength: 200 }),
        fc.nat(4_000),
        (part, bytes, at) => {
          const near = Buffer.from(whole[part])
          near.set(bytes.subarray(0, Math.max(0, near.length - at)), Math.min(at, near.length))
          checkPack({ ...whole, [part]: near }, signer.key)
          assert.equal(checkPack({ ...whole, [part]: bytes }, signer.key).ok, false)
        },
      ),
    )
    fc.assert(fc.property(fc.json(), (json) => void parseEvidence(json)))
  })
})
