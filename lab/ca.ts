import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { must } from './site/command.ts'

/** The lab's own certificate authority. Everything in the lab trusts it, and checks are switched off nowhere. */
export interface Ca {
  readonly certFile: string
  /** A certificate for these names and addresses; the first name is also its common name. */
  issue(names: readonly [string, ...string[]], folder: string, wish?: Wish): Promise<Certificate>
}

export interface Wish {
  /** Default `serverAuth`. */
  readonly usage?: 'serverAuth' | 'clientAuth'
}

export interface Certificate {
  readonly certFile: string
  /** Mode 0600. */
  readonly keyFile: string
  readonly caFile: string
}

const days = '400'
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
const leaf = ['basicConstraints=critical,CA:FALSE', 'keyUsage=critical,digitalSignature']

export async function createCa(folder: string): Promise<Ca> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await certify({
    subject: 'Keyturn lab CA',
    extensions: ['keyUsage=critical,keyCertSign,cRLSign'],
    files: ['-keyout', join(folder, 'ca.key'), '-out', join(folder, 'ca.pem')],
  })
  return openCa(folder)
}

export function openCa(folder: string): Ca {
  const certFile = join(folder, 'ca.pem')
  const signedByCa = ['-CA', certFile, '-CAkey', join(folder, 'ca.key')]
  return {
    certFile,
    async issue(names, into, { usage = 'serverAuth' } = {}) {
      await mkdir(into, { recursive: true, mode: 0o755 })
      const file = (ending: string) => join(into, `${names[0]}.${ending}`)
      const san = names.map((name) => `${/^[\d.]+$/.test(name) ? 'IP' : 'DNS'}:${name}`).join(',')
      const extensions = [...leaf, `subjectAltName=${san}`, `extendedKeyUsage=${usage}`]
      const files = [...signedByCa, '-keyout', file('key'), '-out', file('pem')]
      await certify({ subject: names[0], extensions, files })
      return { certFile: file('pem'), keyFile: file('key'), caFile: certFile }
    },
  }
}

interface Request {
  readonly subject: string
  readonly extensions: readonly string[]
  readonly files: readonly string[]
}

/** Signed by itself, unless `files` name a CA. */
async function certify({ subject, extensions, files }: Request): Promise<void> {
  const request = ['openssl', 'req', '-x509', '-noenc', '-days', days, '-subj', `/CN=${subject}`]
  const added = extensions.flatMap((extension) => ['-addext', extension])
  await must([...request, ...newKey, ...added, ...files])
}

/** Makes a host's programs trust the lab's CA beside those that Debian trusts. */
export async function trustedBundle(ca: Ca): Promise<string> {
  const debian = await readFile('/etc/ssl/certs/ca-certificates.crt', 'utf8').catch(() => '')
  return `${debian}\n${await readFile(ca.certFile, 'utf8')}`
}
