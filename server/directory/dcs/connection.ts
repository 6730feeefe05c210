import { connect as connectTls, type ConnectionOptions } from 'node:tls'
import { Client, ResultCodeError } from 'ldapts'
import { policyHintsOids } from '@keyturn/protocols/ad'
import { Fault, type Secret } from '#kernel'
import { texts, type Entry } from './attributes.ts'
import type { Dc } from './locator.ts'
import type { Resolver } from './resolver.ts'
import { asLdapChange, policyHints, sdFlags, searchOptions, type Change, type Search } from './wire.ts'

export type { Change, Search } from './wire.ts'

/** Who connects and how; the certificate is always verified, there is no setting to leave that out. */
export interface Access {
  /** PEM; the only CA that is trusted. */
  readonly ca: string
  /** DN, userPrincipalName or DOMAIN\name. */
  readonly name: string
  readonly password: Secret
  readonly resolver: Resolver
  readonly connectMs: number
  readonly operationMs: number
}

/** What came of a modify. `none`: it was sent and no answer came, so it may have happened. */
export type Changed =
  | { readonly answer: 'done' }
  | { readonly answer: 'refused'; readonly resultCode: number; readonly diagnostic: string }
  | { readonly answer: 'none' }

/** One TLS connection, bound. When it is lost it stays lost. */
export interface Connection {
  readonly dc: string
  readonly isAlive: boolean
  /** OID of the policy hints control, if the DC lists one. */
  readonly policyHints: string | undefined
  /** An entry that is not there gives no entries. @throws {Fault} `directory.unavailable`, `directory.refused` */
  search(search: Search): Promise<readonly Entry[]>
  /** The same, page by page (RFC 2696), however many there are. What throws ends it: pages are one connection's. */
  pages(search: Search, size: number): AsyncGenerator<readonly Entry[], void, void>
  /** One atomic modify. Never throws once something was sent. @throws {Fault} `directory.unavailable`: nothing was. */
  modify(dn: string, changes: readonly Change[], hints?: string): Promise<Changed>
  /** A new entry, with one value for each attribute. As `modify`. */
  add(dn: string, attributes: Readonly<Record<string, string>>): Promise<Changed>
  /** Deletes it. As `modify`. */
  remove(dn: string): Promise<Changed>
  close(): Promise<void>
}

const noSuchObject = 32
/** busy, unavailable; timeLimitExceeded, adminLimitExceeded: another DC may do better. */
const elsewhere: ReadonlySet<number> = new Set([3, 11, 51, 52])

/**
 * Connects and binds. What ldapts throws is never passed on as a cause: it may hold what was sent.
 *
 * @throws {Fault} `directory.unavailable`; `directory.refused` if the DC does not take name and password.
 */
export async function openConnection(dc: Dc, access: Access): Promise<Connection> {
  const client = createClient(dc, access)
  try {
    await client.bind(access.name, access.password.reveal())
    const { searchEntries } = await client.search('', { scope: 'base', attributes: ['supportedControl'] })
    const offered = searchEntries.flatMap((root) => texts(root, 'supportedControl'))
    return createConnection(
      dc.host,
      client,
      policyHintsOids.find((oid) => offered.includes(oid)),
    )
  } catch (failure) {
    await client.unbind().catch(() => undefined)
    throw connectFault(dc, failure)
  }
}

/** What a DC said to a log-on. */
export type Bound = { readonly bound: true } | { readonly bound: false; readonly diagnostic: string }

/**
 * Logs on once, on a connection of its own, and leaves nothing bound.
 *
 * @throws {Fault} `directory.unavailable`; whether the DC counted a wrong password is not known then.
 */
export async function tryBind(dc: Dc, access: Access): Promise<Bound> {
  const client = createClient(dc, access)
  try {
    await client.bind(access.name, access.password.reveal())
    return { bound: true }
  } catch (failure) {
    const isAnswer = failure instanceof ResultCodeError && !elsewhere.has(failure.code)
    if (!isAnswer) throw connectFault(dc, failure)
    return { bound: false, diagnostic: diagnosticOf(failure) }
  } finally {
    await client.unbind().catch(() => undefined)
  }
}

function createClient(dc: Dc, access: Access): Client {
  return new Client({
    url: `ldaps://${dc.host}:${dc.port}`,
    timeout: access.operationMs,
    connectTimeout: access.connectMs,
    tlsOptions: tlsOptions(access),
    createSecureConnection: ((port: number, host: string, options: ConnectionOptions) =>
      connectTls(port, host, options).setKeepAlive(true, 30_000).setNoDelay(true)) as typeof connectTls,
  })
}

function tlsOptions({ ca, resolver }: Access): ConnectionOptions {
  return {
    ca,
    minVersion: 'TLSv1.2',
    // Said aloud because NODE_TLS_REJECT_UNAUTHORIZED=0 would change the default.
    rejectUnauthorized: true,
    lookup: lookupWith(resolver),
  }
}

/** The resolver in the shape of `dns.lookup`, as sockets want it. */
function lookupWith(resolver: Resolver): NonNullable<ConnectionOptions['lookup']> {
  return (host, options, callback) => {
    async function answer(): Promise<void> {
      const found = await resolver.addresses(host).catch((cause: NodeJS.ErrnoException) => cause)
      if (found instanceof Error) return callback(found, '')
      if (options.all === true) return callback(null, [...found])
      callback(null, found[0]?.address ?? '', found[0]?.family)
    }
    void answer()
  }
}

function createConnection(dc: string, client: Client, hints: string | undefined): Connection {
  const lost = () =>
    new Fault('directory.unavailable', `the connection to ${dc} was lost, or it did not answer in time`)
  return {
    dc,
    policyHints: hints,
    get isAlive() {
      return client.isBound
    },
    async search(search) {
      // ldapts would connect again by itself, and go on as nobody.
      if (!client.isBound) throw lost()
      try {
        const controls = search.withPermissions === true ? [sdFlags] : []
        return (await client.search(search.base, searchOptions(search), controls)).searchEntries
      } catch (failure) {
        if (isAbsence(failure)) return []
        throw searchFault(dc, failure) ?? lost()
      }
    },
    async *pages(search, pageSize) {
      if (!client.isBound) throw lost()
      const options = { ...searchOptions(search), paged: { pageSize } }
      try {
        for await (const { searchEntries } of client.searchPaginated(search.base, options)) {
          yield searchEntries
          if (!client.isBound) throw lost()
        }
      } catch (failure) {
        if (isAbsence(failure)) return
        throw searchFault(dc, failure) ?? lost()
      }
    },
    async modify(dn, changes, oid) {
      if (!client.isBound) throw lost()
      const controls = oid === undefined ? [] : [policyHints(oid)]
      return changedBy(() => client.modify(dn, changes.map(asLdapChange), controls))
    },
    async add(dn, attributes) {
      if (!client.isBound) throw lost()
      return changedBy(() => client.add(dn, { ...attributes }))
    },
    async remove(dn) {
      if (!client.isBound) throw lost()
      return changedBy(() => client.del(dn))
    },
    close: () => client.unbind().catch(() => undefined),
  }
}

async function changedBy(send: () => Promise<void>): Promise<Changed> {
  try {
    await send()
    return { answer: 'done' }
  } catch (failure) {
    if (!(failure instanceof ResultCodeError)) return { answer: 'none' }
    return { answer: 'refused', resultCode: failure.code, diagnostic: diagnosticOf(failure) }
  }
}

function isAbsence(failure: unknown): boolean {
  return failure instanceof ResultCodeError && failure.code === noSuchObject
}

/** undefined: it was no answer of the DC. Its text is left out: it may repeat what a stranger typed. */
function searchFault(dc: string, failure: unknown): Fault | undefined {
  if (!(failure instanceof ResultCodeError)) return undefined
  const code = elsewhere.has(failure.code) ? 'directory.unavailable' : 'directory.refused'
  return new Fault(code, `${dc} refused a search with LDAP result ${failure.code}`)
}

/** The DC's own text: ldapts adds the result code to it. At most so much of it that a log line stays readable. */
function diagnosticOf(failure: ResultCodeError): string {
  return failure.message
    .replace(/ Code: 0x[0-9a-f]+$/, '')
    .replaceAll(/\p{Cc}+/gu, ' ')
    .slice(0, 300)
}

const certificateProblems: Readonly<Record<string, string>> = {
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet (is the clock right?)',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not from the configured CA',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not from the configured CA (it is self-signed)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not from the configured CA',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate is not from the configured CA',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not from the configured CA',
  CERT_SIGNATURE_FAILURE: 'its certificate is not from the configured CA',
}

function connectFault({ host, port }: Dc, failure: unknown): Fault {
  if (failure instanceof ResultCodeError) {
    if (elsewhere.has(failure.code)) return new Fault('directory.unavailable', `${host} is busy`)
    return new Fault('directory.refused', `${host} refused the log-on: ${diagnosticOf(failure)}`)
  }
  const code = failure instanceof Error && 'code' in failure ? String(failure.code) : 'no answer in time'
  const why = certificateProblems[code] ?? code
  return new Fault('directory.unavailable', `cannot connect to ${host}:${port}: ${why}`)
}
