/** Names that a head line may have, lower case, without blanks, hyphens and underscores. The first is ours. */
export const tokenColumns = {
  serial: ['serial', 'serialno', 'serialnumber', 'tokenserial', 'seriennummer'],
  seed: [
    'seed',
    'secret',
    'key',
    'seedhex',
    'secrethex',
    'keyhex',
    'seedbase32',
    'secretbase32',
    'keybase32',
  ],
  type: ['type', 'tokentype', 'typ'],
  digits: ['digits', 'otplength', 'length', 'stellen'],
  algorithm: ['algorithm', 'hash', 'hashalgorithm', 'algorithmus'],
  period: ['period', 'timestep', 'interval', 'timeinterval', 'intervall'],
  counter: ['counter', 'movingfactor', 'zähler'],
  manufacturer: ['manufacturer', 'vendor', 'hersteller'],
  model: ['model', 'modell'],
} as const

export type TokenColumn = keyof typeof tokenColumns
export type SeedEncoding = 'hex' | 'base32' | 'either'

export interface Columns {
  readonly at: Readonly<Partial<Record<TokenColumn, number>>>
  /** What the name of the seed's column says. */
  readonly seedEncoding: SeedEncoding
}

export type HeadProblem = 'unknown-columns' | 'missing-columns' | 'repeated-columns'

export type HeadRead =
  | { readonly ok: true; readonly columns: Columns }
  | { readonly ok: false; readonly why: HeadProblem; readonly columns: readonly string[] }

const needed: readonly TokenColumn[] = ['serial', 'seed', 'type']

/** An unknown name is refused and not passed over: behind it may be the length of the codes, misspelt. */
export function readHead(names: readonly string[]): HeadRead {
  const plain = names.map((name) => name.toLowerCase().replaceAll(/[\s_-]/g, ''))
  const found = plain.map(columnOf)
  const unknown = names.filter((_, i) => found[i] === undefined)
  if (unknown.length > 0) return { ok: false, why: 'unknown-columns', columns: unknown }
  const repeated = names.filter((_, i) => found.indexOf(found[i]) !== i)
  if (repeated.length > 0) return { ok: false, why: 'repeated-columns', columns: repeated }
  const missing = needed.filter((name) => !found.includes(name))
  if (missing.length > 0) return { ok: false, why: 'missing-columns', columns: missing }
  const seedName = plain[found.indexOf('seed')] ?? ''
  const seedEncoding = seedName.endsWith('hex') ? 'hex' : seedName.endsWith('base32') ? 'base32' : 'either'
  return {
    ok: true,
    columns: { at: Object.fromEntries(found.map((name, i) => [name, i])), seedEncoding },
  }
}

const columnOf = (plain: string): TokenColumn | undefined =>
  (Object.keys(tokenColumns) as TokenColumn[]).find((name) =>
    (tokenColumns[name] as readonly string[]).includes(plain),
  )
