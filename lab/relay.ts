/**
 * Inside a host: `node relay.ts FROM TO` carries connections. Each is a port of the host on 127.0.0.1 or a socket file,
 * which is the way from one host to another.
 */
import { rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { splice } from './splice.ts'

const [from, to] = process.argv.slice(2)
if (from === undefined || to === undefined) throw new Error('usage: relay.ts FROM TO')

const place = (text: string) =>
  text.startsWith('/') ? { path: text } : { port: Number(text), host: '127.0.0.1' }

if (from.startsWith('/')) rmSync(from, { force: true })
createServer({ allowHalfOpen: true }, (near) =>
  splice(near, connect({ ...place(to), allowHalfOpen: true })),
).listen(place(from))
