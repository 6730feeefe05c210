/**
 * A program: an SMS centre that speaks SMPP 3.4 on 127.0.0.1, made of the package `smpp`, which shares no line with the
 * server's. It says each message that it takes as a line of JSON. `node sms-centre.ts PORT SYSTEM-ID PASSWORD-FILE`
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** As much of the package, which has no types, as is used here. */
interface Library {
  createServer(
    options: object,
    listener: (session: Session) => void,
  ): { listen(port: number, host: string): void }
}
interface Session {
  on(event: string, listener: (pdu: Received) => void): void
  send(pdu: unknown): void
  destroy(): void
}
interface Received {
  readonly system_id: string
  readonly password: string
  readonly source_addr: string
  readonly destination_addr: string
  readonly short_message: { readonly message: string }
  response(options?: object): unknown
}

/** ESME_RINVPASWD */
const wrongPassword = 0x0e

const [port, systemId, passwordFile = ''] = process.argv.slice(2)
const password = readFileSync(passwordFile, 'utf8').trimEnd()
const require = createRequire(import.meta.url)
const library = require('smpp') as Library
let count = 0

library
  .createServer({}, (session) => {
    for (const kind of ['transmitter', 'transceiver']) {
      session.on(`bind_${kind}`, (pdu) => {
        const right = pdu.system_id === systemId && pdu.password === password
        session.send(pdu.response({ command_status: right ? 0 : wrongPassword, system_id: 'centre' }))
        process.stdout.write(`bound ${right}\n`)
      })
    }
    session.on('error', () => session.destroy())
    session.on('unbind', (pdu) => session.send(pdu.response()))
    session.on('enquire_link', (pdu) => session.send(pdu.response()))
    session.on('submit_sm', (pdu) => {
      const { source_addr: from, destination_addr: to, short_message: short } = pdu
      process.stdout.write(`${JSON.stringify({ from, to, text: short.message })}\n`)
      session.send(pdu.response({ message_id: `id-${++count}` }))
    })
  })
  .listen(Number(port), '127.0.0.1')
process.stdout.write('listening\n')
