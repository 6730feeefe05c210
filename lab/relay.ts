/** Inside a host: `node relay.ts SOCKET PORT` carries connections from a socket file to the host's own port. */
import { rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { splice } from './splice.ts'

const [socket, port] = process.argv.slice(2)
if (socket === undefined || port === undefined) throw new Error('usage: relay.ts SOCKET PORT')

rmSync(socket, { force: true })
createServer({ allowHalfOpen: true }, (near) =>
  splice(near, connect({ port: Number(port), allowHalfOpen: true })),
).listen(socket)
