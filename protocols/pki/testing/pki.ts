import { readFile, writeFile } from 'node:fs/promises'
import { aWorkshop, derOf, run, type Issued, type Wish, type Workshop } from './workshop.ts'

export type { Issued, Wish } from './workshop.ts'

/** A certificate authority of OpenSSL, with its database, CRLs and OCSP responder. */
export interface Ca extends Issued {
  issue(wish: Wish): Promise<Issued>
  subordinate(wish: Wish): Promise<Ca>
  revoke(issued: Issued): Promise<void>
  crl(options?: readonly string[], extensions?: readonly string[]): Promise<Uint8Array>
  /** What the responder answers to a request. @param signer default: the CA itself. */
  answer(request: Uint8Array, signer?: Issued, options?: readonly string[]): Promise<Uint8Array>
}

export interface Pki extends AsyncDisposable {
  root(wish: Wish): Promise<Ca>
}

const ski = 'subjectKeyIdentifier=hash'
export const caExtensions = [
  'basicConstraints=critical,CA:TRUE',
  'keyUsage=critical,keyCertSign,cRLSign',
  ski,
]
export const cardExtensions = ['keyUsage=critical,digitalSignature', 'extendedKeyUsage=msSmartcardLogin', ski]

/** Everything is in a folder of its own, which goes with it. */
export async function aPki(): Promise<Pki> {
  const workshop = await aWorkshop()
  return {
    async root(wish) {
      const database = await workshop.newDatabase()
      const { csr, keyFile } = await workshop.request(wish)
      const signer = ['-config', `${database}.cnf`, '-selfsign', '-keyfile', keyFile]
      const signed = await workshop.sign(signer, database, csr, { extensions: caExtensions, ...wish })
      return authority(workshop, { ...signed, keyFile }, database)
    },
    [Symbol.asyncDispose]: () => workshop[Symbol.asyncDispose](),
  }
}

function authority(workshop: Workshop, own: Issued, database: string): Ca {
  const { newFile } = workshop
  const as = (config: string) => ['-config', config, '-cert', own.certFile, '-keyfile', own.keyFile]
  const signer = as(`${database}.cnf`)

  async function issue(wish: Wish): Promise<Issued> {
    const { csr, keyFile } = await workshop.request(wish)
    return { ...(await workshop.sign(signer, database, csr, wish)), keyFile }
  }

  return {
    ...own,
    issue,
    subordinate: async (wish) => authority(workshop, await issue(wish), await workshop.newDatabase()),
    revoke: async ({ certFile }) => void (await run('openssl', ['ca', ...signer, '-revoke', certFile])),
    async crl(options = ['-crldays', '7'], extensions = []) {
      const [file, config] = [newFile('crl'), newFile('cnf')]
      const section = `[x]\nauthorityKeyIdentifier=keyid\n${extensions.join('\n')}\n`
      await writeFile(config, (await readFile(`${database}.cnf`, 'utf8')) + section)
      await run('openssl', ['ca', ...as(config), '-gencrl', '-crlexts', 'x', ...options, '-out', file])
      return derOf(await readFile(file, 'utf8'))
    },
    async answer(question, responder = own, options = ['-nmin', '10']) {
      const [input, output] = [newFile('req'), newFile('res')]
      await writeFile(input, question)
      const who = ['-CA', own.certFile, '-rsigner', responder.certFile, '-rkey', responder.keyFile]
      const files = ['-index', `${database}.txt`, '-reqin', input, '-respout', output]
      await run('openssl', ['ocsp', ...who, ...files, ...options])
      return readFile(output)
    },
  }
}

/** Lines for Microsoft's SID extension. */
export function sidExtension(sid: string): readonly string[] {
  return [
    '1.3.6.1.4.1.311.25.2=ASN1:SEQUENCE:sid_names',
    '[sid_names]',
    'other=IMPLICIT:0,SEQUENCE:sid_name',
    '[sid_name]',
    'type=OID:1.3.6.1.4.1.311.25.2.1',
    `value=EXPLICIT:0,FORMAT:ASCII,OCTETSTRING:${sid}`,
  ]
}
