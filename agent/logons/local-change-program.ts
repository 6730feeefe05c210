import { text } from 'node:stream/consumers'
import type { Sid } from '@keyturn/protocols/ad'
import { openLogons } from './index.ts'

/**
 * One thing that `Logons` can do, in a process of its own on a workstation, for `local-change-suite.ts`: prints the
 * outcome as JSON. Passwords come on standard input, one a line.
 *
 *     node agent/logons/local-change-program.ts FOLDER change SID | put-back | forget SID… | cached | find NAME | policy
 */
const [stateDirectory = '', what = '', ...args] = process.argv.slice(2)
const logons = await openLogons({ stateDirectory, domain: 'corp.example', accounts: {} }, () => Date.now())

const acts: Readonly<Record<string, () => Promise<unknown>>> = {
  /** With two passwords: two at once. */
  async change() {
    const passwords = (await text(process.stdin)).trimEnd().split('\n')
    const signal = AbortSignal.timeout(60_000)
    return Promise.all(passwords.map((one) => logons.changeLocally(args[0] as Sid, Buffer.from(one), signal)))
  },
  'put-back': () => logons.putBackUnproved(),
  forget: () => logons.forget(args as Sid[]),
  cached: () => logons.cached(),
  find: () => logons.find(args[0] ?? ''),
  policy: () => logons.policy(),
}
process.stdout.write(`${JSON.stringify((await acts[what]?.()) ?? null)}\n`)
