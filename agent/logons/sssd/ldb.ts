import { run } from '../../system/command.ts'

/** An entry as `ldbsearch` prints it; names of attributes in lower case. Binary values are in base64 after `::`. */
export interface LdbEntry {
  readonly dn: string
  readonly values: ReadonlyMap<string, Buffer>
}

const folder = '/var/lib/sss/db'

export function fileOf(name: string): string {
  return `${folder}/${name}`
}

/** On a computer that has much else to do. */
const searchMs = 30_000

/**
 * Asks one of SSSD's databases, which may be in use. Empty also when there is none, as before the first start.
 *
 * @throws when there was no answer in time: who is not seen then is not unknown here.
 */
export async function search(
  file: string,
  filter: string,
  attributes: readonly string[],
): Promise<readonly LdbEntry[]> {
  const argv = ['ldbsearch', '-H', fileOf(file), filter, ...attributes] as const
  const { code, stdout } = await run(argv, { timeoutMs: searchMs })
  if (code === null) throw new Error(`SSSD's ${file} could not be read in ${searchMs / 1000} s`)
  return code === 0 ? parseEntries(stdout) : []
}

/** Pure. LDIF (RFC 2849) as ldb 2.6 writes it; of several values of an attribute the first. */
export function parseEntries(ldif: string): readonly LdbEntry[] {
  const blocks = ldif.replaceAll('\n ', '').split(/\n\n+/)
  return blocks.flatMap((block) => {
    const values = new Map<string, Buffer>()
    for (const [, name = '', base64, value = ''] of block.matchAll(/^([\w-]+):(:?) (.*)$/gm)) {
      const key = name.toLowerCase()
      if (!values.has(key)) values.set(key, Buffer.from(value, base64 === ':' ? 'base64' : 'utf8'))
    }
    const dn = values.get('dn')?.toString()
    return dn === undefined ? [] : [{ dn, values }]
  })
}

/** One value inside a search filter (RFC 4515, section 3). */
export function escapeFilter(value: string): string {
  return value.replaceAll(/[\\()*\0]/g, (letter) => `\\${letter.charCodeAt(0).toString(16).padStart(2, '0')}`)
}
