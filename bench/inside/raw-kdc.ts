/** Sends one message to the KDC over TCP again and again, as clients in the office do: a connection for each. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { answer, readTask } from './task.ts'

interface Task {
  readonly framed: string
  readonly parallel: number
  readonly ms: number
  /** First byte of the right answer. */
  readonly tag: number
}

const { dc, framed, parallel, ms, tag } = await readTask<Task>()
const host = new URL(dc).hostname
const message = Buffer.from(framed, 'base64')
const end = performance.now() + ms
let answers = 0
let errors = 0

async function lane(): Promise<void> {
  while (performance.now() < end) {
    if (await ask()) answers++
    else errors++
  }
}

async function ask(): Promise<boolean> {
  const socket = connect(88, host)
  socket.write(message)
  let all = Buffer.alloc(0)
  try {
    while (all.length < 5 || all.length < 4 + all.readUInt32BE(0)) {
      const [piece] = (await once(socket, 'data')) as [Buffer]
      all = Buffer.concat([all, piece])
    }
    return all[4] === tag
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

const began = performance.now()
await Promise.all(Array.from({ length: parallel }, lane))
answer({ answers, errors, ms: performance.now() - began })
