import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { dateFromFiletime } from '@keyturn/protocols/ad'
import { Lab } from '@keyturn/lab'
import { policySuite } from '../policy-suite.ts'
import { logonsSuite, type LogonsWorld } from '../logons-suite.ts'
import { asSomebody, killDuringProof, logonsOn } from '../testing/on-host.ts'

let lab: Lab
let world: LogonsWorld
before(async () => {
  lab = await Lab.start({ hosts: ['laptop1'] })
  world = worldOf(lab)
})
after(() => lab?.[Symbol.asyncDispose]())

function worldOf(lab: Lab): LogonsWorld {
  const [laptop, host] = [lab.laptop('laptop1'), lab.host('laptop1')]
  const config = {
    stateDirectory: join(host.dataFolder, 'keyturn-agent'),
    domain: 'corp.example',
    accounts: {},
  }
  const network = (state: 'dc' | 'nothing') => (state === 'dc' ? laptop.home() : laptop.nowhere())
  const isOnline = async () =>
    (await host.must(['wbinfo', '--online-status'])).includes('CORP : active connection')
  return {
    logons: logonsOn(host, () => config),
    async somebody() {
      await network('dc')
      const [person] = await lab.createPeople([{}])
      const who = await asSomebody(lab, person)
      // winbind 4.17, just back in the office, may still answer from a cache in which she is not yet.
      for (let tries = 0; tries < 4; tries++) {
        if ((await lab.logon('laptop1', who.name, who.password)).ok) return who
      }
      return assert.fail(`${who.name} cannot log on`)
    },
    reset: (who, password) => lab.resetPassword(who.name, password),
    network,
    letsIn: async (who, password) => (await lab.logon('laptop1', who.name, password)).ok,
    async verifier({ account }) {
      const dump = await host.must(['tdbdump', '-k', `CRED/${account}`, '/var/lib/samba/winbindd_cache.tdb'])
      // Hash and salt; what is before them are times. See cache.ts.
      return unprinted(dump.trim()).subarray(24).toString('hex')
    },
    async passwordLastSet({ name }) {
      const ticks = await lab.dc('dc1').attribute(`(sAMAccountName=${name})`, 'pwdLastSet')
      return dateFromFiletime(BigInt(ticks ?? 0))
    },
    isOnline,
    killDuringProof: (name, password) =>
      killDuringProof(host, { config, name, password }, async () => !(await isOnline())),
  }
}

/** See `cache.ts`. */
function unprinted(printed: string): Buffer {
  const text = printed.replaceAll(/\\([\dA-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return Buffer.from(text, 'latin1')
}

logonsSuite('winbind', () => world)
policySuite('winbind', () => {
  const host = lab.host('laptop1')
  const config = {
    stateDirectory: join(host.dataFolder, 'keyturn-agent'),
    domain: 'corp.example',
    accounts: {},
  }
  // A file that cannot be read: testparm says nothing against a name that it does not know.
  return { host, config, offers: [], broken: '[global\nworkgroup\n' }
})
