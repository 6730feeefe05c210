import { readFile } from 'node:fs/promises'
import { rawPublicKey } from '@keyturn/protocols/refresh'
import { createPublicKey } from 'node:crypto'
import { Document, parseDocument } from 'yaml'
import { run } from './system/command.ts'
import { settings } from './config.ts'
import { agreementFile, fetchAgreement } from './no-network/index.ts'
import { replaceFile } from './state/files.ts'
import { keepKeys, makeKeys } from './state/keys.ts'
import { createServerApi } from './api/server-api.ts'

export interface Enrolment {
  readonly server: string
  readonly caFile: string
  /** The one-time key, from `keyturn device key`. */
  readonly key: string
  /** What the server shall call this computer. */
  readonly name: string
  /** DNS name of the domain; undefined: the one that Samba is joined to. */
  readonly domain: string | undefined
  /** OpenVPN client configuration; undefined: what the configuration says already, if anything. */
  readonly vpnConfig: string | undefined
  readonly configFile: string
  readonly wallClock: () => number
}

const prepareMs = 10_000

/**
 * Makes this computer's keys, has the server take their public halves, and writes down what to pin. What else stands in
 * the configuration file stays, comments too.
 *
 * @throws Refused with `device.key-refused` for a key that is unknown, used up or late.
 */
export async function enrol(wish: Enrolment): Promise<{ readonly portal: string }> {
  const { server, caFile, key, name, configFile, wallClock } = wish
  const document = parseDocument(await readFile(configFile, 'utf8').catch(() => ''), {
    keepSourceTokens: true,
  })
  const stateDirectory = settings.shape.stateDirectory.parse(document.get('stateDirectory') ?? undefined)
  const ca = await readFile(caFile, 'utf8')
  const domain = wish.domain ?? (await realmOfSamba())
  const keys = makeKeys()
  const api = createServerApi({ server, ca, identity: undefined, wallClock })
  const body = {
    key,
    name,
    system: 'linux' as const,
    signingKey: rawPublicKey(createPublicKey(keys.signing)),
    sealingKey: rawPublicKey(createPublicKey(keys.sealing)),
  }
  const { device, serverKey, portal } = await api.call('device.enrol', { body })
  // Only now: a key that was mistyped must not cost the enrolment that there is.
  await keepKeys(stateDirectory, keys)
  const own = createServerApi({ server, ca, identity: { device, key: keys.signing }, wallClock })
  const pinned = { device, serverKey, sealing: keys.sealing }
  // Without it the computer is enrolled all the same; it asks again whenever the server is in reach.
  await fetchAgreement(agreementFile(stateDirectory), own, pinned, AbortSignal.timeout(prepareMs))
  const written = write(document, { server, caFile, device, serverKey, domain }, wish.vpnConfig)
  await replaceFile(configFile, written, 0o644)
  return { portal }
}

function write(
  before: Document,
  values: Readonly<Record<string, string>>,
  vpnConfig: string | undefined,
): string {
  const document = before.contents === null ? new Document({}) : before
  for (const [name, value] of Object.entries(values)) document.set(name, value)
  if (vpnConfig !== undefined) document.set('vpn', { driver: 'openvpn', config: vpnConfig })
  return document.toString({ flowCollectionPadding: true })
}

async function realmOfSamba(): Promise<string> {
  const { stdout } = await run(['testparm', '-s', '--parameter-name=realm'])
  const realm = stdout.trim().toLowerCase()
  if (realm === '')
    throw new Error('Samba names no realm: join this computer to the domain, or give --domain')
  return realm
}
