/**
 * A server's writing half as a process of its own, to be killed:
 *
 *     node writer.ts DATABASE-URL DIRECTORY NAME ENTRIES
 *
 * Says `ready`, waits until its input ends, appends that many entries, 16 at a time, and says `NAME NUMBER INDEX` for
 * each one that was acknowledged.
 */
import { readFileSync, writeSync } from 'node:fs'
import { createLog, systemClock, systemRandom } from '#kernel'
import { openStorage } from '#storage'
import { auditMigrations, openAuditLog } from '../index.ts'
import { anEvent } from './an-event.ts'

const [url, directory = '', name = '', entries = '0'] = process.argv.slice(2)
const log = createLog('silent')
await using storage = await openStorage({ url, directory: '' }, [auditMigrations], {
  log,
  clock: systemClock,
})
await using audit = await openAuditLog({
  storage,
  directory,
  clock: systemClock,
  random: systemRandom,
  log,
  origin: 'test.example/audit',
})

say('ready')
readFileSync(0)

let number = 0
async function lane(): Promise<void> {
  while (number < Number(entries)) {
    const mine = number++
    const { index } = await audit.append(anEvent({ facts: { writer: name, number: mine } }))
    say(`${name} ${mine} ${index}`)
  }
}
await Promise.all(Array.from({ length: 16 }, lane))

/** Has left this process when it comes back, however slowly it is read: the pipe may be full, and does not block. */
function say(line: string): void {
  let rest = Buffer.from(`${line}\n`)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest))
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
    }
  }
}
