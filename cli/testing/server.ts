import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Output } from '../output.ts'

type Command = (argv: readonly string[], socket: string, output: Output) => Promise<number>

/** A server's local socket that answers whatever this command asks with this, and keeps what was asked and said. */
export async function aServer(command: Command, answer: object) {
  const folder = await mkdtemp(join(tmpdir(), 'kt-cli-'))
  const socket = join(folder, 'local.sock')
  const [bodies, out, err]: [unknown[], string[], string[]] = [[], [], []]
  const server = createServer(async (request, response) => {
    const text = (await request.toArray()).join('')
    if (text !== '') bodies.push(JSON.parse(text))
    response.end(JSON.stringify(answer))
  })
  server.listen(socket)
  await once(server, 'listening')
  return {
    /** Gone with the server. */
    folder,
    bodies,
    out,
    err,
    run: (...argv: string[]) =>
      command(argv, socket, { out: (line) => void out.push(line), err: (line) => void err.push(line) }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await rm(folder, { recursive: true })
    },
  }
}
