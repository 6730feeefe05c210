import { request } from 'node:https'
import { errorAnswer } from '@keyturn/contract'

export interface Posted {
  /** undefined: nobody answered; `why` says it in words. */
  readonly status: number | undefined
  readonly body: Buffer
  /** Of the contract, with a status other than 200. */
  readonly code: string | undefined
  readonly why: string
}

const timeoutMs = 20_000
const mostBytes = 1 << 20

/** @param ca PEM of the only authority that is believed; undefined: those of the system. */
export async function post(url: URL, body: Uint8Array, ca: string | undefined): Promise<Posted> {
  const { promise, resolve } = Promise.withResolvers<Posted>()
  const none = (why: string) => resolve({ status: undefined, body: Buffer.of(), code: undefined, why })
  const headers = { 'content-type': 'application/kerberos', 'content-length': body.length }
  const options = {
    method: 'POST',
    headers,
    timeout: timeoutMs,
    agent: false,
    ...(ca === undefined ? {} : { ca }),
  }
  const asked = request(url, options, (response) => {
    const pieces: Buffer[] = []
    response.on('data', (piece: Buffer) => {
      pieces.push(piece)
      if (pieces.reduce((sum, { length }) => sum + length, 0) > mostBytes)
        asked.destroy(new Error('too long'))
    })
    response.on('error', (cause) => none(cause.message))
    response.on('end', () => {
      const { statusCode: status = 0 } = response
      const all = Buffer.concat(pieces)
      resolve({ status, body: all, code: status === 200 ? undefined : codeIn(all), why: '' })
    })
  })
  asked.on('timeout', () => asked.destroy(new Error('no answer in time')))
  asked.on('error', (cause) => none(cause.message))
  asked.end(body)
  return promise
}

function codeIn(body: Buffer): string | undefined {
  try {
    return errorAnswer.parse(JSON.parse(body.toString())).error.code
  } catch {
    return undefined
  }
}
