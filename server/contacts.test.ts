import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { factorSettings } from './config/factors.ts'
import { createContacts, type ContactsDeps } from './contacts.ts'
import type { AccountId } from '#kernel'

const alice = '6f1c3a52-0000-4000-8000-000000000001' as AccountId

function contacts(
  known: Readonly<Record<string, readonly string[]>>,
  {
    own = [],
    noticeAttributes = [],
    factors = {},
  }: Partial<Record<'own' | 'noticeAttributes', string[]>> & { factors?: object } = {},
) {
  // Written yesterday, after the instant that proofs are held against.
  const changed = new Date('2026-11-20T08:00:00Z')
  const deps = {
    config: {
      mail: { noticeAttributes },
      factors: factorSettings.parse({ distrustAttributesChangedAfter: '2026-11-01T00:00:00Z', ...factors }),
    } as unknown as ContactsDeps['config'],
    directory: {
      attributesOf: async (_: AccountId, names: readonly string[]) =>
        new Map(names.map((name) => [name, { values: known[name] ?? [], changed }])),
    },
  }
  return createContacts(deps, async () => own)(alice)
}

suite('where notices go', () => {
  const known = {
    mail: ['alice@corp.example'],
    otherMailbox: ['alice@old.example'],
    proxyAddresses: ['SMTP:alice@corp.example', 'smtp:a.ames@corp.example'],
    preferredLanguage: ['de'],
  }

  test('is AD’s mail and what she added, though AD was written after the break-in', async () => {
    assert.deepEqual(await contacts(known, { own: ['alice@home.example'] }), {
      addresses: ['alice@corp.example', 'alice@home.example'],
      language: 'de',
    })
  })

  test('is wherever codes go, and whatever the configuration names', async () => {
    const { addresses } = await contacts(known, {
      noticeAttributes: ['proxyAddresses'],
      factors: { mailCode: {} },
    })
    assert.deepEqual(addresses, ['alice@corp.example', 'a.ames@corp.example', 'alice@old.example'])
  })

  test('is what she added alone where AD knows nothing, and nothing of her language', async () => {
    assert.deepEqual(await contacts({}, { own: ['alice@home.example'] }), {
      addresses: ['alice@home.example'],
      language: null,
    })
  })
})
