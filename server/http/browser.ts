import type { FastifyRequest } from 'fastify'
import { Fault } from '#kernel'

/**
 * Refuses what another site makes a browser send. Every browser says where a request comes from (Fetch
 * Metadata, else `Origin`, which all send with POST); a client that says neither is no browser and carries no
 * one's cookies by accident. Insisting on JSON makes a plain form of another site fail as well; routes that take bytes
 * ask for their own type, and know no cookies.
 *
 * @throws {Fault} `request.cross-site`
 */
export function requireSameSite(request: FastifyRequest): void {
  if (request.method === 'GET' || request.method === 'HEAD') return
  const site = request.headers['sec-fetch-site']
  const origin = request.headers.origin
  if (site !== undefined && site !== 'same-origin') throw crossSite(`sec-fetch-site is ${String(site)}`)
  if (site === undefined && origin !== undefined && URL.parse(origin)?.host !== request.host) {
    throw crossSite('the origin is another one')
  }
  const type = request.headers['content-type']
  if (request.routeOptions.config.takesBytes === true) return
  const hasBody = request.method === 'POST' || type !== undefined
  if (hasBody && !/^application\/json\s*(;|$)/i.test(type ?? '')) throw crossSite('the body is not JSON')
}

function crossSite(why: string): Fault {
  return new Fault('request.cross-site', why)
}

/** Languages that the person accepts, best first (RFC 9110 12.5.4). */
export function acceptedLanguages(header: string | undefined): readonly string[] {
  const wishes = (header ?? '')
    .slice(0, 200)
    .split(',')
    .map((wish) => {
      const [tag = '', ...parameters] = wish.trim().split(/\s*;\s*/)
      const quality = parameters.find((one) => one.startsWith('q='))?.slice(2)
      return { tag, quality: quality === undefined ? 1 : Number(quality) }
    })
  return wishes
    .filter(({ tag, quality }) => /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/.test(tag) && quality > 0)
    .toSorted((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag)
}
