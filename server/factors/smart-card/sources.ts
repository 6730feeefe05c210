import { open } from 'node:fs/promises'
import { Fault, type Random } from '#kernel'
import type { RevocationDeps } from '@keyturn/protocols/pki'

/** A CRL of a large organisation has some megabytes. */
const crlBytes = 64 * 1024 * 1024
const answerBytes = 64 * 1024
const timeoutMs = 5_000

/** Where CRLs and OCSP answers come from: files, and addresses inside the network that somebody configured. */
export function createSources(random: Random): RevocationDeps {
  return {
    loadCrl: (source) => (source.startsWith('/') ? readCrlFile(source) : request(source, crlBytes)),
    askResponder: (url, body) =>
      request(url, answerBytes, {
        method: 'POST',
        headers: { 'content-type': 'application/ocsp-request' },
        body: Buffer.from(body),
      }),
    random,
  }
}

async function readCrlFile(path: string): Promise<Uint8Array> {
  await using file = await open(path)
  if ((await file.stat()).size > crlBytes) throw new Fault('config.invalid', `${path} is too large for a CRL`)
  const bytes = await file.readFile()
  const [, pem] = /-----BEGIN X509 CRL-----([^-]+)-----END/.exec(bytes.toString('latin1')) ?? []
  return pem === undefined ? bytes : Buffer.from(pem, 'base64')
}

/** Follows nothing, waits for nobody long and reads no more than was asked for. */
async function request(url: string, most: number, options: RequestInit = {}): Promise<Uint8Array> {
  const signal = AbortSignal.timeout(timeoutMs)
  const response = await fetch(url, { ...options, redirect: 'error', signal })
  if (!response.ok || response.body === null)
    throw new Fault('factor.unavailable', `${url} answered ${response.status}`)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body) {
    size += chunk.length
    if (size > most) throw new Fault('factor.unavailable', `${url} sent too much`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
