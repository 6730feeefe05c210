import { execFileSync } from 'node:child_process'
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { createLog, systemRandom } from '#kernel'
import { claimDirectory } from './cluster/account.ts'
import { startCluster } from './cluster/cluster.ts'
import { hba } from './cluster/settings.ts'

/**
 * A customer's own PostgreSQL, at an address of its own on this machine: it takes a password (SCRAM) over TLS and
 * nothing else, from a role that may do nothing but own its database. `elsewhere` is the same server at an address
 * that its certificate does not have.
 */
export async function aForeignDatabase() {
  const folder = await mkdtemp(join(tmpdir(), 'kt-foreign-'))
  const file = (name: string) => join(folder, name)
  // Root's PostgreSQL runs as another account, which must get there.
  await chmod(folder, 0o711)
  // The whole of 127.0.0.0/8 is this machine: its port is the usual one, and nobody else's.
  const [host, elsewhere] = [1, 2].map((last) => `127.${systemRandom(2).join('.')}.${last}`) as [
    string,
    string,
  ]
  certify(folder, host)
  const cluster = await startForeign(file, [host, elsewhere])

  /** As whoever runs that server. */
  async function administer(statement: string): Promise<unknown[]> {
    const client = new pg.Client(cluster.connect('postgres'))
    await client.connect()
    try {
      return (await client.query(statement)).rows
    } finally {
      await client.end()
    }
  }
  async function setPassword(password: string) {
    await administer(`alter role app password '${password}'`)
    await writeFile(file('password'), `${password}\n`, { mode: 0o600 })
  }

  await administer('create role app login')
  await administer('create database app owner app')
  await setPassword('Erster-Winter-2026')
  const urlAt = (at: string, ca: string) =>
    `postgres://app@${at}/app?sslmode=verify-full&sslrootcert=${file(ca)}`
  return {
    url: urlAt(host, 'ca.pem'),
    urlElsewhere: urlAt(elsewhere, 'ca.pem'),
    urlWithOtherCa: urlAt(host, 'other-ca.pem'),
    urlWithoutCa: urlAt(host, 'not-there.pem'),
    passwordFile: file('password'),
    administer,
    /** There, and in the file. */
    setPassword,
    async [Symbol.asyncDispose]() {
      await cluster.stop()
      await rm(folder, { recursive: true })
    },
  }
}

async function startForeign(file: (name: string) => string, addresses: readonly string[]) {
  const log = createLog('silent')
  await mkdir(file('pg'))
  const account = await claimDirectory(file('pg'), log)
  await writeFile(file('hba'), `${hba}hostssl app app all scram-sha-256\n`)
  for (const name of ['server.key', 'server.pem', 'hba']) await chown(file(name), account.uid, account.gid)
  return await startCluster(file('pg'), {
    log,
    name: 'keyturn-test',
    settings: {
      listen_addresses: addresses.join(','),
      hba_file: file('hba'),
      ssl: 'on',
      ssl_cert_file: file('server.pem'),
      ssl_key_file: file('server.key'),
      fsync: 'off',
    },
  })
}

/** Two authorities of one name, and a certificate of the first. */
function certify(folder: string, address: string): void {
  const make = (name: string, subject: string, ...more: readonly string[]) => {
    const key = ['-noenc', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-keyout', `${name}.key`]
    const argv = ['req', '-x509', '-days', '2', '-subj', subject, ...key, '-out', `${name}.pem`, ...more]
    execFileSync('openssl', argv, { cwd: folder, stdio: 'ignore' })
  }
  const authority = '/CN=Corp database CA'
  for (const name of ['ca', 'other-ca']) make(name, authority)
  const leaf = ['basicConstraints=critical,CA:FALSE', `subjectAltName=IP:${address}`]
  const extensions = leaf.flatMap((extension) => ['-addext', extension])
  make('server', '/CN=db', '-CA', 'ca.pem', '-CAkey', 'ca.key', ...extensions)
}
