/** `keyturn kdcproxy check`: asks a KDC for a ticket through the proxy, as a computer on the internet would. */
import { randomInt } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import {
  formatAsRequest,
  formatProxyMessage,
  parseKdcAnswer,
  parseProxyMessage,
} from '@keyturn/protocols/kkdcp'
import type { Output } from '../output.ts'
import { post, type Posted } from './post.ts'

export const kdcProxyUsage = `keyturn kdcproxy check [--url URL] [--realm R] [--ca FILE]
                                            asks a KDC through the proxy: TLS, realm, DC and clock`

export interface CheckDeps {
  /** The server's settings, as far as they can be read here. */
  readonly settings: { readonly url?: string | undefined; readonly realm?: string | undefined }
  readonly now: () => Date
}

/** Nobody needs to be called so: that nobody is called so is an answer of a KDC. */
const client = 'keyturn-check'
/** RFC 4120 7.5.9: no such client; pre-authentication required; too skewed. */
const known: Readonly<Record<number, string>> = {
  6: 'that it knows nobody of that name',
  25: 'that it wants pre-authentication',
  37: 'that the clocks differ',
}
/** What AD's KDCs take, and clients of theirs. */
const mostSkewSeconds = 300

/** @returns 0: somebody could log on through it; 1: not, and says why; 2: it was called wrongly. */
export async function kdcproxy(argv: readonly string[], deps: CheckDeps, output: Output): Promise<number> {
  const options = { url: { type: 'string' }, realm: { type: 'string' }, ca: { type: 'string' } } as const
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true })
  const url = values.url ?? deps.settings.url
  const realm = (values.realm ?? deps.settings.realm)?.toUpperCase()
  if (positionals.join(' ') !== 'check' || url === undefined || realm === undefined) {
    output.out(kdcProxyUsage)
    if (positionals[0] === 'check') output.err('keyturn: no configuration says where: give --url and --realm')
    return 2
  }
  return check({ url: new URL('/KdcProxy', url), realm, caFile: values.ca }, deps, output)
}

interface Target {
  readonly url: URL
  readonly realm: string
  readonly caFile: string | undefined
}

async function check(
  { url, realm, caFile }: Target,
  { now }: CheckDeps,
  { out, err }: Output,
): Promise<number> {
  const framed = formatAsRequest({ realm, client, nonce: randomInt(2 ** 31) })
  const ca = caFile === undefined ? undefined : await readFile(caFile, 'utf8')
  const posted = await post(url, formatProxyMessage({ framed, realm }), ca)
  if (posted.status !== 200) {
    err(`not ok: ${url.href} ${refusal(posted, realm)}`)
    return 1
  }
  out(`ok: ${url.href} answers, and its certificate is believed`)
  const answer = parseProxyMessage(posted.body)
  const said = answer && parseKdcAnswer(answer.framed)
  if (said === undefined) {
    err('not ok: what it answered is no answer of a KDC')
    return 1
  }
  if (said.kind === 'ticket') {
    out(`ok: a KDC of ${realm} answered with a ticket`)
    return 0
  }
  out(`ok: a KDC of ${realm} answered ${known[said.code] ?? `with error ${said.code}`}`)
  return clock(Math.round((said.time.getTime() - now().getTime()) / 1000), { out, err })
}

function clock(skewSeconds: number, { out, err }: Output): number {
  const off = Math.abs(skewSeconds)
  if (off <= mostSkewSeconds) {
    out(`ok: its clock and that of this machine differ by ${off} s`)
    return 0
  }
  const which = skewSeconds > 0 ? 'ahead of' : 'behind'
  err(`not ok: its clock is ${off} s ${which} that of this machine; Kerberos allows ${mostSkewSeconds} s`)
  return 1
}

function refusal({ status, code, why }: Posted, realm: string): string {
  switch (status) {
    case undefined:
      return `does not answer: ${why}`
    case 403:
      return `does not pass on ${realm}: add it to kdcProxy.realms`
    case 404:
      return 'is not switched on: set kdcProxy.enabled to true, and restart the server'
    case 429:
      return 'had too many requests from here: wait a minute'
    case 503:
      return code === 'kdc-proxy.no-kdc'
        ? 'reaches no KDC: see "keyturn doctor" for the DCs, and whether port 88 is open from the server to them'
        : 'is too busy'
    default:
      return `answers ${status}${code === undefined ? '; is that Keyturn?' : ` (${code})`}`
  }
}
