import { readFile } from 'node:fs/promises'
import type { ClientConfig } from 'pg'
import { type ConnectionOptions, parse, toClientConfig } from 'pg-connection-string'
import { Fault } from '#kernel'

/** How to reach a database; pg and pg-boss both take it as it is. */
export interface Connection {
  readonly connectionString?: string
  readonly host?: string
  readonly port?: number
  readonly user?: string
  readonly database?: string
  readonly ssl?: NonNullable<ClientConfig['ssl']>
  readonly password?: () => Promise<string>
  readonly application_name: string
  readonly connectionTimeoutMillis: number
}

export interface SocketConnection extends Connection {
  readonly connectionString: string
}

export function socketConnection(socket: string, database: string, name: string): SocketConnection {
  const connectionString = `postgres:///${database}?user=keyturn&host=${encodeURIComponent(socket)}`
  return { connectionString, ...common(name) }
}

/**
 * The customer's own cluster. The password is read again for each connection, so that it can be changed while
 * Keyturn runs.
 *
 * @throws {Fault} `config.invalid` for a URL that carries a password or would send one in clear over a network, and
 *   for one that names files which cannot be read.
 */
export function foreignConnection(url: string, passwordFile: string | undefined, name: string): Connection {
  const parsed = URL.parse(url)
  if (parsed === null || !/^postgres(ql)?:$/.test(parsed.protocol)) {
    throw new Fault('config.invalid', 'database.url must look like postgres://user@host/database')
  }
  if (parsed.password !== '' || parsed.searchParams.has('password')) {
    throw new Fault(
      'config.invalid',
      'database.url carries a password: put it in a file, database.passwordFile',
    )
  }
  // Judged as pg reads it, which takes a host from the query too: that is how a URL names a Unix socket.
  const options = optionsIn(url)
  const host = options.host ?? ''
  const local = host.startsWith('/') || ['', 'localhost', '127.0.0.1', '[::1]'].includes(host)
  if (!local && options['sslmode'] !== 'verify-full') {
    throw new Fault(
      'config.invalid',
      'database.url names another machine: add ?sslmode=verify-full&sslrootcert=/path/of/its/ca.pem',
    )
  }
  // From its parts and not as a URL: beside one, pg overlooks the password (seen with 8.23.1).
  const { password: _, ...parts } = toClientConfig(options) as Connection
  if (passwordFile === undefined) return { ...parts, ...common(name) }
  return { ...parts, ...common(name), password: async () => (await readFile(passwordFile, 'utf8')).trimEnd() }
}

function optionsIn(url: string): ConnectionOptions {
  try {
    return parse(url)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Fault('config.invalid', `database.url cannot be used: ${why}`, { cause })
  }
}

const common = (name: string) => ({ application_name: name, connectionTimeoutMillis: 5_000 })
