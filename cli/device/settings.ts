import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import type { RouteInput } from '@keyturn/contract'
import { formatApproved, rawPublicKey, signStatement, signingPublicKey } from '@keyturn/protocols/refresh'
import { parse } from 'yaml'
import type { LocalApi } from '../local-api.ts'

export const settingsUsage = `keyturn device settings set FILE [AFTER]    the VPN that computers run which take it from here (docs/guide/vpn.md)
keyturn device settings key KEYFILE         makes the key that approves settings; not on the server. Prints what goes into settingsKey
keyturn device settings approve FILE KEYFILE SERVERKEY   prints what "set" takes where computers have a settingsKey`

type Wish = RouteInput<'admin.device-settings'>['settings']

/** @returns what to say; undefined: that is no such command. `now` in milliseconds. */
export async function deviceSettings(
  words: readonly string[],
  api: Pick<LocalApi, 'call'>,
  now: () => number,
): Promise<string | undefined> {
  const [verb, file, ...rest] = words
  if (file === undefined) return undefined
  if (verb === 'set' && rest.length <= 1) return set(file, Number(rest[0] ?? '0'), api)
  if (verb === 'key' && rest.length === 0) return makeKey(file)
  const [keyFile, serverKey, ...more] = rest
  if (verb !== 'approve' || keyFile === undefined || serverKey === undefined || more.length > 0)
    return undefined
  return approve(await read(file), { keyFile, server: serverKey, now: now() })
}

/** `after`: a version that devices know already, where this server was restored from an older backup. */
async function set(file: string, after: number, api: Pick<LocalApi, 'call'>): Promise<string> {
  const { version } = await api.call('admin.device-settings', { body: { settings: await read(file), after } })
  return `version ${version} holds from now on`
}

async function read(file: string): Promise<Wish> {
  return parse(await readFile(file, 'utf8')) as Wish
}

/** @throws {Error} for a file that is there: its computers obey the key in it. */
async function makeKey(file: string): Promise<string> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' })
  return rawPublicKey(publicKey)
}

interface Approval {
  readonly keyFile: string
  readonly server: string
  readonly now: number
}

async function approve(settings: Wish, { keyFile, server, now }: Approval): Promise<string> {
  if (((await stat(keyFile)).mode & 0o077) !== 0) {
    throw new Error(`${keyFile} can be read by others: chmod 600 ${keyFile}`)
  }
  if (signingPublicKey(server) === undefined) throw new Error(`${server} is not a serverKey of a computer`)
  const key = createPrivateKey(await readFile(keyFile))
  // Ed25519, or what it signs is believed nowhere.
  rawPublicKey(createPublicKey(key))
  const bytes = formatApproved({ server, version: Math.floor(now / 1000), content: JSON.stringify(settings) })
  const text = (part: Uint8Array) => Buffer.from(part).toString('base64url')
  return JSON.stringify({ approved: text(bytes), signature: text(signStatement(bytes, key)) })
}
