import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { codeAt, stepAt, type CodeKind } from './index.ts'

/** Debian's `oathtool`, by seed on stdin: a command line is no place for it. */
const oathtool = (seed: Buffer, ...asked: readonly string[]) =>
  execFileSync('oathtool', [...asked, '-'], { input: seed.toString('hex'), encoding: 'utf8' })
    .trim()
    .split('\n')

const kindOf = (i: number): CodeKind => ({
  algorithm: (['SHA1', 'SHA256', 'SHA512'] as const)[i % 3] ?? 'SHA1',
  digits: ([6, 7, 8] as const)[i % 4] ?? 8,
})

test('oathtool says the same codes of HOTP, for any seed, counter and length', () => {
  for (let i = 0; i < 12; i++) {
    const [seed, counter] = [randomBytes(16 + i), randomBytes(6).readUIntBE(0, 6)]
    const kind: CodeKind = { ...kindOf(i), algorithm: 'SHA1' }
    const theirs = oathtool(seed, '--hotp', `--digits=${kind.digits}`, `--counter=${counter}`, '--window=5')
    assert.deepEqual(
      theirs.map((_, ahead) => codeAt(seed, kind, counter + ahead)),
      theirs,
    )
    assert.equal(theirs.length, 6)
  }
})

test('oathtool says the same codes of TOTP, for any seed, time, algorithm, length and period', () => {
  for (let i = 0; i < 24; i++) {
    const [seed, seconds] = [randomBytes(20 + i), randomBytes(4).readUInt32BE()]
    const kind = { ...kindOf(i), periodSeconds: i % 2 === 0 ? 30 : 60 }
    const asked = [`--totp=${kind.algorithm.toLowerCase()}`, `--digits=${kind.digits}`]
    const [theirs] = oathtool(seed, ...asked, `--time-step-size=${kind.periodSeconds}s`, `--now=@${seconds}`)
    assert.equal(codeAt(seed, kind, stepAt(kind, new Date(seconds * 1000))), theirs)
  }
})
