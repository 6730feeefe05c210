import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { codeAt, stepAt, type TotpKind } from './code.ts'

/** A second opinion on codes, from Debian's `oathtool`. */
function oathtool(seed: Buffer, { algorithm, digits, periodSeconds }: TotpKind, seconds: number): string {
  const kind = [
    `--totp=${algorithm.toLowerCase()}`,
    `--digits=${digits}`,
    `--time-step-size=${periodSeconds}s`,
  ]
  // `-`: the seed comes through stdin; a command line is no place for it.
  const input = seed.toString('hex')
  return execFileSync('oathtool', [...kind, `--now=@${seconds}`, '-'], { input, encoding: 'utf8' }).trim()
}

test('oathtool says the same code, for any seed, time, algorithm, length and period', () => {
  for (let i = 0; i < 24; i++) {
    const seed = randomBytes(20 + i)
    const seconds = randomBytes(4).readUInt32BE()
    const algorithm = (['SHA1', 'SHA256', 'SHA512'] as const)[i % 3] ?? 'SHA1'
    const kind: TotpKind = { algorithm, digits: i % 2 === 0 ? 6 : 8, periodSeconds: i % 4 < 2 ? 30 : 60 }
    const ours = codeAt(seed, kind, stepAt(kind, new Date(seconds * 1000)))
    assert.equal(ours, oathtool(seed, kind, seconds))
  }
})
