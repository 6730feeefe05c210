import { text } from 'node:stream/consumers'
import type { Sid } from '@keyturn/protocols/ad'
import { createWinbindLogons, type Logons } from './index.ts'

/**
 * One thing that `Logons` can do, in a process of its own on a workstation, for `local-change-suite.ts`: prints the
 * outcome as JSON. Passwords come on standard input, one a line.
 *
 *     node agent/logons/local-change-program.ts CACHE FOLDER change SID | put-back | forget SID… | cached | find NAME | policy
 */
const caches: Readonly<Record<string, (folder: string) => Logons>> = { winbind: createWinbindLogons }

const [cache = '', folder = '', what = '', ...args] = process.argv.slice(2)
const logons = caches[cache]?.(folder)
if (logons === undefined) throw new Error(`no such cache: ${cache}`)

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
