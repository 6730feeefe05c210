import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { EntraChecked } from '@keyturn/contract'
import { checkLines, entra, entraUsage, passLines } from './index.ts'

const well: EntraChecked = {
  configured: true,
  tenant: 't',
  clientId: 'c',
  signIn: 'password-hash-sync',
  certificateEnds: '2027-01-02T00:00:00.000Z',
  noToken: null,
  may: [
    { purpose: 'read', permission: 'User.Read.All', granted: true },
    { purpose: 'revoke', permission: 'User.RevokeSessions.All', granted: false },
    { purpose: 'pass', permission: 'UserAuthenticationMethod.ReadWrite.All', granted: false },
  ],
  noUsers: null,
  features: { passwordHashSync: true, writeback: false, forceChange: true },
}

suite('keyturn entra', () => {
  test('says what is missing by name, and what without it does not work', () => {
    const text = checkLines(well).join('\n')
    assert.match(text, /^ok: tenant t, app c gets a token\n {3}by a certificate until 2027-01-02$/m)
    assert.match(text, /^not ok: User.RevokeSessions.All: to end sessions$/m)
    assert.match(text, /^- +UserAuthenticationMethod/m)
    assert.match(text, /^not ok: password writeback is off: .*keeps the old password in the domain$/m)
    assert.deepEqual(checkLines({ ...well, noToken: '401 invalid_client' }), [
      'not ok: tenant t, app c: 401 invalid_client',
    ])
    assert.match(checkLines({ ...well, signIn: 'federated' }).join('\n'), /not ok: entra.signIn is federated/)
  })

  test('shows a pass once, and why there is none', () => {
    const made = {
      made: true as const,
      account: 'alice',
      pass: 'x7!kq',
      from: '2026-11-28T10:00:00Z',
      minutes: 60,
    }
    assert.equal(passLines(made)[0], 'x7!kq')
    assert.match(
      passLines({ made: false, why: 'refused', said: '403 x' }).join(''),
      /Entra ID refused \(403 x\)/,
    )
  })

  test('called wrongly says how', async () => {
    const lines: string[] = []
    const output = {
      out: (line: string) => void lines.push(line),
      err: (line: string) => void lines.push(line),
    }
    assert.equal(await entra(['pass'], '/nowhere', output), 2)
    assert.deepEqual(lines, [entraUsage])
  })
})
