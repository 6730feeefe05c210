import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

export const run = promisify(execFile)

/** What a certificate is to be; extensions are lines of an OpenSSL extension file. */
export interface Wish {
  /** In the order of the certificate. */
  readonly subject: string
  readonly extensions?: readonly string[]
  readonly key?: 'ec' | 'rsa' | 'rsa1024' | 'ed25519' | 'secp256k1'
  /** `null` for what a CA with an Edwards key signs. */
  readonly hash?: 'sha256' | 'sha1' | 'sha512' | 'md5' | 'null'
  /** Of one that was made before: default is a new one. */
  readonly keyFile?: string
  /** Days from today; default: yesterday until in a year. */
  readonly from?: number
  readonly to?: number
  /** Hex. Default: the next one. */
  readonly serial?: string
  readonly signature?: readonly string[]
}

export interface Issued {
  readonly der: Uint8Array
  readonly certFile: string
  readonly keyFile: string
}

/** Makes what a CA needs, all in one folder. */
export interface Workshop extends AsyncDisposable {
  readonly newFile: (end: string) => string
  request(wish: Wish): Promise<{ readonly csr: string; readonly keyFile: string }>
  /** @param signer options that say which CA signs. @returns the certificate */
  sign(signer: readonly string[], database: string, csr: string, wish: Wish): Promise<Omit<Issued, 'keyFile'>>
  /** What it is called: files of that name and more are its parts. */
  newDatabase(): Promise<string>
}

const keyOptions = {
  ec: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'],
  secp256k1: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp256k1'],
  rsa: ['-newkey', 'rsa:2048'],
  rsa1024: ['-newkey', 'rsa:1024'],
  ed25519: ['-newkey', 'ed25519'],
}

export async function aWorkshop(): Promise<Workshop> {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-pki-'))
  let count = 0
  const newFile = (end: string) => join(folder, `${++count}.${end}`)
  return {
    newFile,
    async request({ subject, key = 'ec', keyFile: before }) {
      const [csr, keyFile, config] = [newFile('csr'), before ?? newFile('key'), newFile('cnf')]
      await writeFile(config, '[req]\ndistinguished_name=dn\nstring_mask=utf8only\n[dn]\n')
      const files = ['-config', config, before === undefined ? '-keyout' : '-key', keyFile, '-out', csr]
      const made = before === undefined ? keyOptions[key] : []
      await run('openssl', ['req', '-new', '-noenc', '-utf8', ...made, '-subj', subject, ...files])
      return { csr, keyFile }
    },
    async sign(signer, database, csr, wish) {
      const { hash = 'sha256', from = -1, to = 365, serial, extensions = [], signature = [] } = wish
      const [certFile, extensionFile] = [newFile('pem'), newFile('ext')]
      await writeFile(extensionFile, `${extensions.join('\n')}\n`)
      if (serial !== undefined) await writeFile(`${database}.serial`, `${serial}\n`)
      const dates = ['-startdate', day(from), '-enddate', day(to)]
      const files = ['-extfile', extensionFile, '-in', csr, '-out', certFile]
      const options = ['-batch', '-notext', '-preserveDN', '-utf8', '-md', hash]
      await run('openssl', ['ca', ...signer, ...options, ...dates, ...signature, ...files])
      return { certFile, der: derOf(await readFile(certFile, 'utf8')) }
    },
    async newDatabase() {
      const database = newFile('db')
      const serial = createHash('sha256').update(database).digest('hex').slice(0, 16)
      await writeFile(`${database}.txt`, '')
      // Responder and CA read whether subjects have to differ.
      await writeFile(`${database}.txt.attr`, 'unique_subject = no\n')
      await writeFile(`${database}.serial`, `${serial}\n`)
      await writeFile(`${database}.crlnumber`, '01\n')
      await writeFile(`${database}.cnf`, configOf(database, folder))
      return database
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

function configOf(database: string, folder: string): string {
  return [
    '[ca]\ndefault_ca=d',
    `[d]\ndatabase=${database}.txt\nserial=${database}.serial\ncrlnumber=${database}.crlnumber`,
    `new_certs_dir=${folder}\ndefault_md=sha256\npolicy=any\nunique_subject=no\nstring_mask=utf8only`,
    '[any]\ncommonName=optional\ndomainComponent=optional\n',
  ].join('\n')
}

/** As `openssl ca` wants it. */
function day(days: number): string {
  const date = new Date(Date.now() + days * 86_400_000)
  return `${date.toISOString().replaceAll(/[-:T]|\..*$/g, '')}Z`
}

export function derOf(pem: string): Uint8Array {
  return Buffer.from(/-----BEGIN [^-]+-----([^-]+)-----END/.exec(pem)?.[1] ?? '', 'base64')
}
