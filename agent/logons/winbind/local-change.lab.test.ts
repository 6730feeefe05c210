import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { Lab } from '@keyturn/lab'
import type { Sid } from '@keyturn/protocols/ad'
import { localChangeSuite, type CacheWorld } from '../local-change-suite.ts'

const file = '/var/lib/samba/winbindd_cache.tdb'
const laptop = 'laptop1'

let lab: Lab
before(async () => {
  lab = await Lab.start({ hosts: [laptop] })
})
after(() => lab?.[Symbol.asyncDispose]())

const keyOf = (account: Sid) => `CRED/${account}`

/** Bytes as tdbtool reads them. */
async function store(key: string, bytes: Uint8Array): Promise<void> {
  const data = [...bytes].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')
  await lab.host(laptop).must(['tdbtool', file], { input: `store ${key} ${data}\nquit\n` })
}

async function recordOf(account: Sid, tries = 5): Promise<Buffer> {
  const { code, stdout: printed } = await lab.host(laptop).run(['tdbdump', '-k', keyOf(account), file])
  // Opened to read only, the file fails while somebody commits a transaction.
  if (code !== 0 && tries > 1) return recordOf(account, tries - 1)
  assert.equal(code, 0)
  const text = printed.replace(/\\([\dA-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return Buffer.from(text, 'latin1')
}

const world: CacheWorld = {
  get lab() {
    return lab
  },
  laptop,
  verifierOf: async (account) => (await recordOf(account)).subarray(24).toString('hex'),
  async bend(account) {
    const record = await recordOf(account)
    await store(keyOf(account), Buffer.concat([record, Buffer.of(0)]))
    return () => store(keyOf(account), record)
  },
  async bendVersion() {
    await store('WINBINDD_CACHE_VERSION\\00', Buffer.of(3, 0, 0, 0))
    return () => store('WINBINDD_CACHE_VERSION\\00', Buffer.of(2, 0, 0, 0))
  },
  async killDaemon() {
    await lab.host(laptop).must(['sh', '-c', 'kill -KILL $(pidof winbindd)'])
  },
  policy: { caching: true, mostAccounts: 10, expiresAfterDays: null },
}

localChangeSuite('winbind', () => world)
