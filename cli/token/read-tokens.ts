import type { RouteInput } from '@keyturn/contract'
import type { OathToken } from '@keyturn/protocols/oath'
import { readPskc } from '@keyturn/protocols/pskc'
import { readTokenList } from '@keyturn/protocols/token-list'

type SentToken = RouteInput<'admin.tokens-import'>['tokens'][number]

/** One token of a file, or why it cannot be used. */
export interface ListLine {
  readonly place: string
  readonly serial: string
  readonly token?: SentToken | undefined
  readonly why?: string | undefined
}

export type FileRead =
  | { readonly ok: true; readonly lines: readonly ListLine[] }
  | { readonly ok: false; readonly why: string }

export interface ContainerKeys {
  /** The bytes themselves, or their hex. */
  readonly keyFile?: Buffer | '' | undefined
  readonly passwordFile?: Buffer | '' | undefined
}

/** XML is a container (RFC 6030); everything else is a table. */
export async function readTokens(file: Buffer, keys: ContainerKeys): Promise<FileRead> {
  const start = file.subarray(0, 1024).toString('utf8').replace('\uFEFF', '').trimStart()
  return start.startsWith('<') ? await readContainer(file, keys) : readTable(file)
}

async function readContainer(file: Buffer, { keyFile, passwordFile }: ContainerKeys): Promise<FileRead> {
  const read = await readPskc(file, {
    preSharedKey: keyFile ? keyOf(keyFile) : undefined,
    password: passwordFile ? passwordFile.toString('utf8').replace(/\r?\n$/, '') : undefined,
  })
  if (!read.ok)
    return { ok: false, why: `${read.why}${read.line === undefined ? '' : `, line ${read.line}`}` }
  const tokens = read.tokens.map((one) => ({
    index: one.index,
    serial: one.serial ?? one.id,
    token: sent(one.serial ?? one.id, one.token, one),
  }))
  const refused = read.refused.map(({ index, serial, id, why }) => ({
    index,
    serial: serial ?? id ?? '',
    why,
  }))
  const lines = [...tokens, ...refused].toSorted((one, other) => one.index - other.index)
  return { ok: true, lines: lines.map(({ index, ...line }) => ({ place: `key ${index + 1}`, ...line })) }
}

function readTable(file: Buffer): FileRead {
  const read = readTokenList(file)
  if (!read.ok) {
    const where =
      'columns' in read ? read.columns.join(', ') : read.line === undefined ? '' : `line ${read.line}`
    return { ok: false, why: [read.why, where].filter((part) => part !== '').join(': ') }
  }
  const tokens = read.tokens.map((one) => ({
    line: one.line,
    serial: one.serial,
    token: sent(one.serial, one.token, { ...one, drift: 0 }),
  }))
  const refused = read.refused.map(({ line, serial, why }) => ({ line, serial: serial ?? '', why }))
  const lines = [...tokens, ...refused].toSorted((one, other) => one.line - other.line)
  return { ok: true, lines: lines.map(({ line, ...rest }) => ({ place: `line ${line}`, ...rest })) }
}

interface About {
  readonly drift: number
  readonly manufacturer: string | undefined
  readonly model: string | undefined
}

function sent(serial: string, token: OathToken, { drift, manufacturer, model }: About): SentToken {
  const { seed, type, algorithm, digits } = token
  return {
    serial,
    seed: Buffer.from(seed).toString('base64'),
    type,
    algorithm,
    digits,
    ...(token.type === 'hotp' ? { counter: token.counter } : { periodSeconds: token.periodSeconds }),
    drift,
    manufacturer: manufacturer?.slice(0, 200) ?? null,
    model: model?.slice(0, 200) ?? null,
  }
}

/** Vendors print keys in hex. 16, 24 or 32 bytes are the key itself. */
function keyOf(file: Buffer): Uint8Array {
  const text = file.toString('latin1').trim()
  const isHex = /^([0-9a-f]{32}|[0-9a-f]{48}|[0-9a-f]{64})$/i.test(text)
  return Uint8Array.from(isHex ? Buffer.from(text, 'hex') : file)
}
