import { readFileSync } from 'node:fs'
import { request as requestPlainly } from 'node:http'
import { request as requestOverTls } from 'node:https'
import type { Issued } from '@keyturn/protocols/pki/testing'

export type Form = { readonly ticket: string; readonly back?: string }

export interface Change {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** As a browser that has this card, or none. @param tls the listener's certificate; undefined: plain HTTP */
export async function showAt(
  port: number,
  tls: Issued | undefined,
  card: Issued | undefined,
  form: Form,
  { method = 'POST', path = '/', headers = {} }: Change,
): Promise<{ readonly status: number; readonly location: string | undefined }> {
  const body = new URLSearchParams(form).toString()
  const to = { host: '127.0.0.1', port, method, path, agent: false as const }
  const options = { ...to, headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } }
  const own = card && { cert: readFileSync(card.certFile), key: readFileSync(card.keyFile) }
  const secure = tls && {
    servername: 'localhost',
    ca: readFileSync(tls.certFile),
    allowPartialTrustChain: true,
  }
  const request = secure ? requestOverTls({ ...options, ...secure, ...own }) : requestPlainly(options)
  return new Promise((resolve, reject) => {
    request.once('error', reject)
    request.once('response', (response) => {
      response.resume()
      resolve({ status: response.statusCode ?? 0, location: response.headers.location })
    })
    request.end(body)
  })
}
