import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { PasswordProblem } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import type { AuditEvent, Receipt } from '#audit'
import type { Account, ChangePassword, PasswordState } from '#directory'
import { Fault, secret, type AccountId } from '#kernel'
import type { Notice } from '#notify'
import { createChanges, type Changed } from './changes.ts'

const at = new Date('2026-11-21T10:00:00Z')
const earlier = new Date('2026-05-01T10:00:00Z')

suite('the change of a known password', () => {
  test('is counted, then announced, then done, then told', async () => {
    const desk = aDesk()
    assert.deepEqual(await desk.change('old', 'New-2026'), { changed: true, at })
    assert.deepEqual(desk.order, [
      'try',
      'password.changing',
      'directory',
      'right',
      'password.changed',
      'signed out: person 5f3c1f6e-0000-4000-8000-000000000001 but for hers',
      'notice password-changed to anna@corp.example',
      'follow dc1 2026-11-21T10:00:00.000Z',
    ])
  })

  test('to the same password is refused before anybody is asked', async () => {
    const desk = aDesk()
    assert.deepEqual(await desk.change('Same-2026', 'Same-2026'), {
      changed: false,
      problems: ['same-as-old'],
    })
    assert.deepEqual(desk.order, [])
  })

  test('that our own check refuses costs no try and asks no DC', async () => {
    const desk = aDesk({ problems: ['too-short'] })
    assert.deepEqual(await desk.change('old', 'x'), { changed: false, problems: ['too-short'] })
    assert.deepEqual(desk.order, [])
  })

  test('is not looked at when there were too many tries', async () => {
    const desk = aDesk({
      spendTry: () => {
        throw new Fault('factor.locked', 'too many', { retryAfterSeconds: 60 })
      },
    })
    await assert.rejects(desk.change('guess', 'New-2026'), { code: 'factor.locked' })
    assert.deepEqual(desk.order, [])
  })
})

suite('a change of which something fails', () => {
  test('does not reach the directory when the audit log cannot be written', async () => {
    const desk = aDesk({
      append: () => {
        throw new Fault('audit.unavailable', 'disk full')
      },
    })
    await assert.rejects(desk.change('old', 'New-2026'), { code: 'audit.unavailable' })
    assert.deepEqual(desk.order, ['try', 'nobody follows'])
  })

  test('that the DC refuses says why and sends no notice', async () => {
    const desk = aDesk({
      answer: { outcome: 'refused', problems: ['wrong-old-password'], interrupted: false },
    })
    assert.deepEqual(await desk.change('guess', 'New-2026'), {
      changed: false,
      problems: ['wrong-old-password'],
    })
    assert.deepEqual(desk.order.slice(-3), ['directory', 'password.rejected', 'nobody follows'])
  })

  test('without an answer counts as done only if the DC shows a later pwdLastSet', async () => {
    const unknown: ChangePassword = { outcome: 'unknown', dc: 'dc1' }
    const desk = aDesk({ answer: unknown, read: { dc: 'dc1', pwdLastSet: at, locked: false } })
    assert.deepEqual(await desk.change('old', 'New-2026'), { changed: true, at })
    assert.deepEqual(desk.order.slice(3, 5), ['password.unknown', 'password.changed'])

    const unchanged = aDesk({ answer: unknown, read: { dc: 'dc1', pwdLastSet: earlier, locked: false } })
    await assert.rejects(unchanged.change('old', 'New-2026'), { code: 'directory.unknown-outcome' })
    assert.deepEqual(unchanged.order.slice(-2), ['password.unknown', 'nobody follows'])

    const silent = aDesk({ answer: unknown })
    await assert.rejects(silent.change('old', 'New-2026'), { code: 'directory.unknown-outcome' })
  })

  test('that was read back lets her computers follow to what was read', async () => {
    const later = new Date('2026-11-21T10:00:07Z')
    const read = { dc: 'dc2', pwdLastSet: later, locked: false }
    const desk = aDesk({ answer: { outcome: 'unknown', dc: 'dc1' }, read })
    await desk.change('old', 'New-2026')
    assert.equal(desk.order.at(-1), 'follow dc1 2026-11-21T10:00:07.000Z')
  })

  test('is no less a change when nothing can be sealed for her computers', async () => {
    const desk = aDesk({
      hold: () => {
        throw new Fault('storage.unavailable', 'gone')
      },
    })
    assert.deepEqual(await desk.change('old', 'New-2026'), { changed: true, at })
  })

  test('leaves everybody signed in as long as the password is the old one', async () => {
    const desk = aDesk({
      answer: { outcome: 'refused', problems: ['wrong-old-password'], interrupted: false },
    })
    await desk.change('guess', 'New-2026')
    assert.ok(!desk.order.some((one) => one.startsWith('signed out')))
  })

  test('stays done when the other sessions cannot be ended, and the owner is told all the same', async () => {
    const desk = aDesk({
      endOf: () => {
        throw new Fault('storage.unavailable', 'gone')
      },
    })
    assert.deepEqual(await desk.change('old', 'New-2026'), { changed: true, at })
    assert.equal(desk.order.at(-2), 'notice password-changed to anna@corp.example')
  })

  test('stays done when the notice cannot be queued', async () => {
    const desk = aDesk({
      send: () => {
        throw new Fault('storage.unavailable', 'gone')
      },
    })
    assert.deepEqual(await desk.change('old', 'New-2026'), { changed: true, at })
  })
})

interface Fakes {
  hold?: () => void

  problems?: readonly PasswordProblem[]
  answer?: ChangePassword
  read?: PasswordState
  spendTry?: () => void
  append?: (event: AuditEvent) => void
  send?: (notice: Notice) => void
  endOf?: () => void
}

const written = { dc: 'dc1', pwdLastSet: at, way: 'change' } as const

function aDesk(fakes: Fakes = {}) {
  const order: string[] = []
  const account = anna()
  const changes = createChanges({
    passwords: { check: async () => fakes.problems ?? [] },
    directory: {
      read: async () => account,
      changePassword: async () => {
        order.push('directory')
        return fakes.answer ?? { outcome: 'changed', written }
      },
      passwordState: async () => {
        if (fakes.read === undefined) throw new Fault('directory.unavailable', 'no answer')
        return fakes.read
      },
    },
    spendTry: async () => {
      fakes.spendTry?.()
      order.push('try')
      return async () => void order.push('right')
    },
    hold: async () => {
      fakes.hold?.()
      return {
        release: async ({ dc, pwdLastSet }) => void order.push(`follow ${dc} ${pwdLastSet.toISOString()}`),
        discard: async () => void order.push('nobody follows'),
      }
    },
    audit: {
      append: async (event) => {
        fakes.append?.(event)
        order.push(event.type)
        return { index: 0, type: event.type, account: account.id } as Receipt
      },
    },
    sessions: {
      endOf: async (kind, subject, exceptId) => {
        fakes.endOf?.()
        order.push(`signed out: ${kind} ${subject} but for ${exceptId}`)
      },
    },
    notify: {
      send: async (notice) => {
        fakes.send?.(notice)
        order.push(`notice ${notice.kind} to ${notice.to.join()}`)
      },
    },
    clock: () => at,
    log: { error: () => {} },
  })
  const change = (old: string, password: string): Promise<Changed> =>
    changes.change({
      account: account.id,
      old: secret(old),
      password: secret(password),
      origin: { address: '192.0.2.7', device: null },
      language: 'en',
      session: 'hers',
    })
  return { order, change }
}

function anna(): Account {
  return {
    id: '5f3c1f6e-0000-4000-8000-000000000001' as AccountId,
    sid: 'S-1-5-21-1-2-3-1104' as Sid,
    dn: 'CN=Anna Meier,OU=People,DC=corp,DC=example',
    sAMAccountName: 'anna',
    domain: 'CORP',
    userPrincipalName: 'anna@corp.example',
    displayName: 'Anna Meier',
    mail: 'anna@corp.example',
    disabled: false,
    expired: false,
    locked: false,
    mustChange: false,
    isProtected: false,
    pwdLastSet: earlier,
  }
}
