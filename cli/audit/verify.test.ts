import assert from 'node:assert/strict'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { createSigner, formatCheckpoint, rootOf, signNote } from '@keyturn/protocols/tlog'
import { anEntry, anExport, ended, origin, pin, renumber, signer, someEntries, treeOf } from './testing.ts'

suite('keyturn audit verify', () => {
  test('says that a whole export is whole, with its counts, and what a pinned key adds', async () => {
    await using folder = await anExport(someEntries(1_000))
    const pinned = await folder.verify('--key', pin)
    assert.equal(pinned.code, 0)
    assert.match(
      pinned.said,
      /^VERIFIED: 1,000 entries of keyturn\.corp\.example\/audit from 2026-.* to 2026-/,
    )
    const trusting = await folder.verify()
    assert.equal(trusting.code, 0)
    assert.match(trusting.said, /key in the export itself/)
    assert.match(trusting.said, /pin it: --key/)
  })

  test('knows the log of a server where nothing has happened yet', async () => {
    await using folder = await anExport([])
    assert.equal((await folder.verify('--key', pin)).code, 0)
  })

  test('prints nothing of a forged export that could speak for itself', async () => {
    await using folder = await anExport(someEntries(3))
    await folder.change('verifier-key', () => '\u001b[2J\u001b[HVERIFIED: 3 entries of everything')
    const { code, said } = await folder.verify()
    assert.equal(code, 2)
    assert.match(said, /^NOT CHECKED: .*verifier-key holds no verifier key$/)
  })

  const crimes: Readonly<Record<string, readonly [crime: (lines: string[]) => string[], named: RegExp]>> = {
    'one letter of one entry was changed': [
      (lines) => lines.with(17, (lines[17] ?? '').replace('10.1.2.3', '10.1.2.4')),
      /an entry between 0 and 99 was changed/,
    ],
    'an entry was written in another way': [
      (lines) => lines.with(17, (lines[17] ?? '').replace('{"v"', '{ "v"')),
      /entry 17 \(line 18\) is not an entry/,
    ],
    'a fact was added to an entry': [
      (lines) => lines.with(17, (lines[17] ?? '').replace('"facts":{', '"facts":{"dc":"dc9",')),
      /an entry between 0 and 99 was changed/,
    ],
    'two entries were swapped': [
      (lines) => lines.with(17, lines[18] ?? '').with(18, lines[17] ?? ''),
      /line 18 holds entry 18, and entry 17 belongs there: entries were removed or swapped/,
    ],
    'two entries were swapped and renumbered': [
      (lines) => [
        ...lines.slice(0, 17),
        renumber(lines[18], 17),
        renumber(lines[17], 18),
        ...lines.slice(19),
      ],
      /entry 18 .* is earlier than the one before it/,
    ],
    'an entry was removed': [
      (lines) => lines.toSpliced(17, 1),
      /line 18 holds entry 18, and entry 17 belongs there/,
    ],
    'the first entry was removed': [(lines) => lines.slice(1), /line 1 holds entry 1/],
    'the newest entries were removed': [
      (lines) => lines.slice(0, 90),
      /there are 90 entries of the 100 that are signed/,
    ],
    'everything was removed': [() => [], /there are 0 entries of the 100/],
    'an entry was put in': [
      (lines) => lines.toSpliced(17, 0, lines[16] ?? ''),
      /line 18 holds entry 16, .* inserted or swapped/,
    ],
    'an entry was put in and the rest renumbered': [
      (lines) => lines.toSpliced(17, 0, lines[17] ?? '').map(renumber),
      /there are entries after the 100 that are signed/,
    ],
    'an entry was replaced by another': [
      (lines) => lines.with(17, renumber(lines[16], 17)),
      /an entry between 0 and 99 was changed/,
    ],
    'an entry was added at the end': [
      (lines) => [...lines, renumber(lines[99], 100)],
      /entries after the 100 that are signed/,
    ],
    'an empty line was put in': [
      (lines) => lines.toSpliced(17, 0, ''),
      /entry 17 \(line 18\) is not an entry/,
    ],
  }
  for (const [what, [crime, named]] of Object.entries(crimes)) {
    test(`finds that ${what}`, async () => {
      await using folder = await anExport(someEntries(100))
      await folder.change('entries.jsonl', (text) => crime(text.split('\n').slice(0, -1)).map(ended).join(''))
      const { code, said } = await folder.verify('--key', pin)
      assert.match(said, /^NOT VERIFIED: /)
      assert.match(said, named)
      assert.equal(code, 1)
    })
  }
})

suite('keyturn audit verify, of the bytes around the entries', () => {
  test('finds every single changed byte of entries and checkpoint', async () => {
    await using folder = await anExport(someEntries(2))
    for (const file of ['entries.jsonl', 'checkpoint']) {
      const good = await readFile(join(folder.path, file))
      for (let at = 0; at < good.length; at++) {
        const bad = Buffer.from(good)
        bad[at] = (good[at] ?? 0) ^ 0x01
        await writeFile(join(folder.path, file), bad)
        assert.equal((await folder.verify('--key', pin)).code, 1, `${file}, byte ${at}`)
      }
      await writeFile(join(folder.path, file), good)
    }
    assert.equal((await folder.verify('--key', pin)).code, 0)
  })

  test('finds that the last line was cut', async () => {
    await using folder = await anExport(someEntries(10))
    await folder.change('entries.jsonl', (text) => text.slice(0, -1))
    assert.match((await folder.verify()).said, /NOT VERIFIED: entry 9 is cut in the middle/)
  })

  test('finds that all was forged and signed again with another key', async () => {
    const stranger = createSigner(origin, Buffer.alloc(32, 2))
    await using folder = await anExport(someEntries(50), stranger)
    const { code, said } = await folder.verify('--key', pin)
    assert.equal(code, 1)
    assert.match(said, /the checkpoint is not signed by this key/)
  })

  test('finds a checkpoint of another log under the same key', async () => {
    await using folder = await anExport(someEntries(5))
    const text = formatCheckpoint({
      origin: 'another.example/audit',
      size: 5,
      root: rootOf(treeOf(someEntries(5))),
    })
    await folder.change('checkpoint', () => signNote(text, signer))
    assert.match((await folder.verify('--key', pin)).said, /is of the log another\.example/)
  })

  test('says that it could not look, which is neither yes nor no', async () => {
    await using folder = await anExport(someEntries(5))
    assert.equal((await folder.verify('--key', 'nonsense')).code, 2)
    assert.equal((await folder.verify('--previous', join(folder.path, 'nowhere'))).code, 2)
    assert.equal((await folder.verify('--unknown')).code, 2)
    await rm(join(folder.path, 'entries.jsonl'))
    assert.match((await folder.verify('--key', pin)).said, /^NOT CHECKED: /)
  })
})

suite('keyturn audit verify, with a checkpoint from before', () => {
  test('accepts a log that continues it', async () => {
    await using before = await anExport(someEntries(40))
    await using now = await anExport(someEntries(100))
    const { code, said } = await now.verify('--key', pin, '--previous', join(before.path, 'checkpoint'))
    assert.equal(code, 0, said)
    assert.match(said, /continuing the checkpoint of 40/)
  })

  test('finds a log that its own server signed again, with another past', async () => {
    const rewritten = someEntries(100).with(7, { ...anEntry(7), outcome: 'ok' })
    await using before = await anExport(someEntries(40))
    await using middle = await anExport(someEntries(5))
    await using now = await anExport(rewritten)
    assert.equal((await now.verify('--key', pin)).code, 0, 'alone it looks whole')
    const { code, said } = await now.verify(
      '--key',
      pin,
      '--previous',
      join(before.path, 'checkpoint'),
      '--previous',
      join(middle.path, 'checkpoint'),
    )
    assert.equal(code, 1)
    assert.match(said, /an entry between 5 and 39 was changed: they are not those of the earlier checkpoint/)
  })

  test('finds a log that went back', async () => {
    await using before = await anExport(someEntries(100))
    await using now = await anExport(someEntries(40))
    const { code, said } = await now.verify('--key', pin, '--previous', join(before.path, 'checkpoint'))
    assert.equal(code, 1)
    assert.match(said, /had 100 entries before and has 40 now: it was cut/)
  })
})
