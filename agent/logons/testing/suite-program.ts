import { text } from 'node:stream/consumers'
import type { Sid } from '@keyturn/protocols/ad'
import type { AccountName, Logons } from '../logons.ts'
import { openLogons, type LogonsConfig } from '../open.ts'

/**
 * The log-ons of the computer it runs on, for `logons-suite.ts`: one call, whose arguments come on standard input, and its
 * answer on standard output, both as JSON. Passwords are in base64.
 */
export interface Call {
  readonly config: LogonsConfig
  readonly method: keyof Logons
  readonly subject?: string | AccountName | readonly Sid[]
  readonly password?: string
}

const { config, method, subject, password = '' } = JSON.parse(await text(process.stdin)) as Call
const logons = await openLogons(config, () => Date.now())
const { signal } = new AbortController()

const calls: Readonly<Record<keyof Logons, () => Promise<unknown>>> = {
  isCachingOn: () => logons.isCachingOn(),
  cached: () => logons.cached(),
  nameOf: () => logons.nameOf(subject as never),
  find: () => logons.find(subject as string),
  connect: () => logons.connect(signal),
  async disconnect() {
    await using _ = await logons.disconnect()
  },
  changeLocally: () => logons.changeLocally(subject as Sid, Buffer.from(password, 'base64'), signal),
  putBackUnproved: () => logons.putBackUnproved(),
  forget: () => logons.forget(subject as readonly Sid[]),
  policy: () => logons.policy(),
  logon: () => logons.logon(subject as AccountName, Buffer.from(password, 'base64'), signal),
  ask: () => logons.ask(subject as AccountName, Buffer.from(password, 'base64'), signal),
  prove: () => logons.prove(subject as AccountName, Buffer.from(password, 'base64'), signal),
}
process.stdout.write(JSON.stringify((await calls[method]()) ?? null))
