import pg from 'pg'
import { Fault } from '#kernel'

/**
 * SQLSTATEs and their classes (PostgreSQL, appendix A) that say that the database, not the statement, is at
 * fault: connection, resources (disk full, too many connections), shut-down, files, a standby that takes no
 * writes, and a statement that took too long.
 */
const classes = ['08', '53', '58', 'XX']
const codes = ['25006', '57014', '57P01', '57P02', '57P03', '57P05', '25P03', '25P04']

/** What was thrown, or the Fault that it means. Constraint and syntax errors stay what they are. */
export function asFault(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Fault) return error
  const lost = error instanceof pg.DatabaseError ? isOutage(error.code ?? '') : isLostConnection(error)
  return lost ? unavailable(error) : error
}

/** For errors of connecting, which are never the statement's: no such host, wrong password, no such database. */
export function unavailable(cause: unknown): Fault {
  return new Fault('storage.unavailable', `the database is not available: ${whyNot(cause)}`, { cause })
}

/** OpenSSL's, by Node, for a chain that ends elsewhere than at the CA that one knows. */
const foreignChain: ReadonlySet<unknown> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
])

/** What the system, TLS or the server said, in words for whoever configures it where theirs lead astray. */
export function whyNot(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const code = 'code' in cause ? cause.code : undefined
  if (foreignChain.has(code))
    return `its certificate is not of the authority that sslrootcert names (${String(code)})`
  if (/^SASL: .* client password must be a (non-empty )?string$/.test(cause.message))
    return 'it asks for a password, and there is none: write it into the file that database.passwordFile names'
  return cause.message
}

function isOutage(code: string): boolean {
  return codes.includes(code) || classes.includes(code.slice(0, 2))
}

/** pg has no codes of its own for these, seen with 8.23.1. */
function isLostConnection(error: Error): boolean {
  return (
    'syscall' in error ||
    /^(Connection terminated|Client has encountered a connection error|timeout exceeded|Query read timeout)/.test(
      error.message,
    )
  )
}
