import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import { build } from 'vite'
import { mockHandler } from './vite.ts'

/** The policy under which the portal must work; the real server sends no wider one. */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
}
const root = resolve(import.meta.dirname, '..')

/**
 * The portal, built as for production from the source as it is now, under its real content security policy, with the
 * mock as its API, on a free port of loopback.
 */
export async function serveBuilt(): Promise<AsyncDisposable & { readonly origin: string }> {
  const dist = await mkdtemp(join(tmpdir(), 'keyturn-portal-'))
  await build({ root, logLevel: 'error', build: { outDir: dist } })
  const api = await mockHandler()
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const answered = pathname.startsWith('/api/') ? api(request, response) : file(dist, pathname, response)
    answered.catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://localhost:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
      await rm(dist, { recursive: true })
    },
  }
}

async function file(dist: string, pathname: string, response: ServerResponse): Promise<void> {
  const type = types[extname(pathname)]
  if (type !== undefined) {
    response.writeHead(200, { 'content-type': type })
    response.end(await readFile(join(dist, pathname)))
    return
  }
  const nonce = randomBytes(18).toString('base64')
  const page = await readFile(join(dist, 'index.html'), 'utf8')
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': contentSecurityPolicy(nonce),
  })
  response.end(page.replaceAll('%CSP_NONCE%', nonce))
}
