import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { createVpn, vpnSettings, type Credential } from '../index.ts'

/**
 * The driver in a process of its own: opens, prints how that went, closes on SIGTERM, prints that.
 *
 *     node agent/vpn/testing/program.ts FOLDER < {"settings": …, "credential": …}
 */
const [folder = ''] = process.argv.slice(2)
const { settings, credential } = JSON.parse(await text(process.stdin)) as {
  settings: unknown
  credential?: Credential
}
const vpn = createVpn(vpnSettings.parse(settings), folder)
const say = (line: string) => void process.stdout.write(`${line}\n`)
const alive = setInterval(() => {}, 1_000)
const stopped = once(process, 'SIGTERM')

await vpn.closeLeftOver()
const tunnel = await vpn.open(new AbortController().signal, credential)
say(tunnel === undefined ? 'not open' : 'open')
tunnel?.lost.addEventListener('abort', () => say('lost'))
await stopped
await tunnel?.[Symbol.asyncDispose]()
say('closed')
clearInterval(alive)
