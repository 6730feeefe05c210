import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { batch } from './batch.ts'
import { makeCertificates } from './certificates.ts'
import { usualHabits, type Habits } from './habits.ts'
import { createSignIn, type App } from './sign-in.ts'
import { createUsers } from './users.ts'

export type GraphDouble = Awaited<ReturnType<typeof startGraphDouble>>

export async function startGraphDouble(wish: Partial<Habits> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-graph-'))
  const files = makeCertificates(folder)
  const habits: Habits = { ...usualHabits(), ...wish }
  const users = createUsers(() => habits.staleMs)
  const ids = { tenant: randomUUID(), clientId: randomUUID() }
  const app = (): App => ({
    ...ids,
    certificate: readFileSync(files.certificateFile, 'utf8'),
    secret: 'a secret of the app',
    roles: habits.roles,
  })
  const calls = { tokens: 0, batches: 0, requests: 0, throttled: 0 }
  const url = () => `https://localhost:${(server.address() as AddressInfo).port}`
  const signIn = createSignIn(app, url, () => habits)
  const graph = batch({ users, signIn, habits, calls, base: () => `${url()}/v1.0` })

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await bodyOf(request)
    const endpoint = `/${ids.tenant}/oauth2/v2.0/token`
    if (request.method === 'POST' && request.url === endpoint) {
      calls.tokens++
      const { status, json } = await signIn.token(new URLSearchParams(body), `${url()}${endpoint}`)
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json))
    } else if (!habits.instead(request, response, body)) await graph(request, response, body)
  }
  const tls = { key: readFileSync(files.tlsKeyFile), cert: readFileSync(files.caFile) }
  const server = createServer(tls, (request, response) => void handle(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    ...files,
    ...ids,
    url: url(),
    habits,
    users,
    calls,
    tokens: signIn.tokens,
    withdraw: () => signIn.withdraw(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
      rmSync(folder, { recursive: true })
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
