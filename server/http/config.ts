import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { Fault } from '#kernel'

export interface HttpConfig {
  readonly address: string
  /** 0 takes any free one. */
  readonly port: number
  /** PEM, the server's certificate first and then its chain. Without it: plain HTTP, on loopback only. */
  readonly certificateFile?: string | undefined
  readonly keyFile?: string | undefined
  /** Plain HTTP on other addresses too. Passwords then cross that network readable. */
  readonly dangerouslyServePlainHttp?: boolean | undefined
  /** Addresses or ranges (CIDR) of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[]
  /** Path of the Unix socket (0600) on which alone `local` routes answer. */
  readonly localSocket: string
  /** The portal's built files; undefined: none is served. */
  readonly portal: string | undefined
  /** Where the portal's pages may send a form besides to itself. */
  readonly formsGoTo?: string | undefined
  readonly limits?: Partial<HttpLimits>
}

export interface HttpLimits {
  readonly bodyBytes: number
  /** For the headers, and for the request as a whole. */
  readonly headerSeconds: number
  readonly requestSeconds: number
  /** Without a byte in either direction. Longer than the longest wait of the contract (25 s). */
  readonly idleSeconds: number
  readonly connections: number
  /** Per address, on average and at once. Only against floods: tries of answers are counted in `factors`. */
  readonly requestsPerSecond: number
  readonly requestsAtOnce: number
  /** The same for what anybody may send and what leaves rows and entries behind: starts, sign-ins, enrolments. */
  readonly strangersPerSecond: number
  readonly strangersAtOnce: number
  /** Bodies that are bytes, from their first one until they are answered: all of them, and requests of one address. */
  readonly heldBytes: number
  readonly heldPerAddress: number
}

export const usualLimits: HttpLimits = {
  bodyBytes: 64 * 1024,
  headerSeconds: 10,
  requestSeconds: 20,
  idleSeconds: 60,
  connections: 4_000,
  // A whole company can sit behind one address.
  requestsPerSecond: 200,
  requestsAtOnce: 2_000,
  strangersPerSecond: 5,
  strangersAtOnce: 500,
  heldBytes: 32 * 1024 * 1024,
  heldPerAddress: 64,
}

/** @throws {Fault} `config.invalid` for plain HTTP where somebody could listen in. */
export async function readTls(config: HttpConfig): Promise<{ key: Buffer; cert: Buffer } | undefined> {
  const { certificateFile, keyFile, address } = config
  if (certificateFile !== undefined && keyFile !== undefined) {
    return { key: await readFile(keyFile), cert: await readFile(certificateFile) }
  }
  if (isLoopback(address) || config.dangerouslyServePlainHttp === true) return undefined
  throw new Fault(
    'config.invalid',
    `listen.address ${address} can be reached from a network: give listen.certificateFile and listen.keyFile, ` +
      'or listen on 127.0.0.1 behind a proxy that does TLS',
  )
}

function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || (isIP(address) === 4 && address.startsWith('127.'))
}
