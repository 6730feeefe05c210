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
  const why = cause instanceof Error ? cause.message : String(cause)
  return new Fault('storage.unavailable', `the database is not available: ${why}`, { cause })
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
