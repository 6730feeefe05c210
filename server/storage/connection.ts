import { readFile } from 'node:fs/promises'
import { Fault } from '#kernel'

/** How to reach a database; pg and pg-boss both take it as it is. */
export interface Connection {
  readonly connectionString: string
  readonly password?: () => Promise<string>
  readonly application_name: string
  readonly connectionTimeoutMillis: number
}

export function socketConnection(socket: string, database: string, name: string): Connection {
  return connection(`postgres:///${database}?user=keyturn&host=${encodeURIComponent(socket)}`, name)
}

/**
 * The customer's own cluster. The password is read again for each connection, so that it can be changed while
 * Keyturn runs.
 *
 * @throws {Fault} `config.invalid` for a URL that carries a password or would send one in clear over a network.
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
  // pg takes a host from the query too, which is how a URL names a Unix socket.
  const host = parsed.searchParams.get('host') ?? parsed.hostname
  const local = host.startsWith('/') || ['', 'localhost', '127.0.0.1', '[::1]'].includes(host)
  if (!local && parsed.searchParams.get('sslmode') !== 'verify-full') {
    throw new Fault(
      'config.invalid',
      'database.url names another machine: add ?sslmode=verify-full&sslrootcert=/path/of/its/ca.pem',
    )
  }
  return connection(url, name, passwordFile)
}

function connection(url: string, name: string, passwordFile?: string): Connection {
  const common = { connectionString: url, application_name: name, connectionTimeoutMillis: 5_000 }
  if (passwordFile === undefined) return common
  return { ...common, password: async () => (await readFile(passwordFile, 'utf8')).trimEnd() }
}
