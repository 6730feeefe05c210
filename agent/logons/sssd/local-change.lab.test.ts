import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { Lab } from '@keyturn/lab'
import type { Sid } from '@keyturn/protocols/ad'
import { localChangeSuite, type CacheWorld } from '../local-change-suite.ts'
import { parseEntries } from './ldb.ts'

const file = '/var/lib/sss/db/cache_corp.example.ldb'
const laptop = 'laptop3'

let lab: Lab
before(async () => {
  lab = await Lab.start({ hosts: [laptop] })
})
after(() => lab?.[Symbol.asyncDispose]())

async function entryOf(account: Sid) {
  const [entry] = parseEntries(
    await lab.host(laptop).must(['ldbsearch', '-H', file, `(objectSIDString=${account})`, 'cachedPassword']),
  )
  return entry ?? assert.fail(`${account} is not in the cache`)
}

/** Sets one attribute. @returns what sets it back. */
async function set(dn: string, name: string, [to, back]: readonly [string, string]) {
  const store = async (value: string) => {
    const input = `dn: ${dn}\nchangetype: modify\nreplace: ${name}\n${name}: ${value}\n`
    await lab.host(laptop).must(['ldbmodify', '-H', file], { input })
  }
  await store(to)
  return () => store(back)
}

const world: CacheWorld = {
  get lab() {
    return lab
  },
  laptop,
  verifierOf: async (account) => (await entryOf(account)).values.get('cachedpassword')?.toString() ?? '',
  bend: async (account) => set((await entryOf(account)).dn, 'cachedPasswordType', ['2', '1']),
  bendVersion: () => set('cn=sysdb', 'version', ['0.24', '0.23']),
  async killDaemon() {
    await lab.host(laptop).must(['sh', '-c', 'kill -KILL $(pidof sssd sssd_be sssd_nss sssd_pam)'])
  },
  policy: { caching: true, mostAccounts: null, expiresAfterDays: null },
}

localChangeSuite('sssd', () => world)
