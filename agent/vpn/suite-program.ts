import { once } from 'node:events'
import { createOpenVpn } from './index.ts'

/**
 * The driver in a process of its own, for `vpn-suite.ts`: opens, prints how that went, closes on SIGTERM, prints that.
 *
 *     node agent/vpn/suite-program.ts CONFIG FOLDER
 */
const [config = '', folder = ''] = process.argv.slice(2)
const vpn = createOpenVpn({ config, folder, openSeconds: 8, mostSeconds: 60 })
const say = (line: string) => void process.stdout.write(`${line}\n`)
const alive = setInterval(() => {}, 1_000)
const stopped = once(process, 'SIGTERM')

await vpn.closeLeftOver()
const tunnel = await vpn.open(new AbortController().signal)
say(tunnel === undefined ? 'not open' : 'open')
await stopped
await tunnel?.[Symbol.asyncDispose]()
say('closed')
clearInterval(alive)
