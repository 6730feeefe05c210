import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import staticFiles from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Fault, type Random } from '#kernel'
import { securityHeaders } from './headers.ts'

const placeholder = '%CSP_NONCE%'

interface PortalDeps {
  readonly root: string
  readonly random: Random
  readonly formsGoTo: string | undefined
}

/**
 * The portal's built files. What is under `assets/` has a hash in its name and is kept for ever; the page itself
 * is asked for each time, since it names them. A path that is no file is one of the portal's own pages.
 */
export async function servePortal(app: FastifyInstance, { root, random, formsGoTo }: PortalDeps) {
  await app.register(staticFiles, {
    root,
    index: false,
    // Each file is a route of its own, so that all other paths are left for the pages.
    wildcard: false,
    preCompressed: true,
    cacheControl: false,
    dotfiles: 'deny',
    allowedPath: (path) => path !== '/index.html',
    setHeaders(reply, path) {
      const forEver = path.startsWith(join(root, 'assets/'))
      reply.header('cache-control', forEver ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  app.get('/*', page)

  async function page(request: FastifyRequest, reply: FastifyReply) {
    const isPage = request.method === 'GET' && !/^\/(api|assets)([/?]|$)/.test(request.url)
    if (!isPage) throw new Fault('request.not-found', 'no such page')
    const html = await readFile(join(root, 'index.html'), 'utf8').catch((cause: unknown) => {
      throw new Fault('request.not-found', `the portal is not built in ${root}`, { cause })
    })
    const nonce = Buffer.from(random(18)).toString('base64')
    return reply
      .status(200)
      .headers({ ...securityHeaders(nonce, formsGoTo), 'cache-control': 'no-store' })
      .type('text/html; charset=utf-8')
      .send(html.replaceAll(placeholder, nonce))
  }
}
