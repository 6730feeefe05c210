import { createPrivateKey, generateKeyPairSync, X509Certificate, type KeyObject } from 'node:crypto'
import { certificatePem, issueCertificate } from '@keyturn/protocols/pki'
import { Fault, openSecretFile, type Clock, type Random } from '#kernel'

export interface Certified {
  /** PEM. */
  readonly certificate: string
  /** Hex, as gateways log it. */
  readonly serial: string
  readonly expires: Date
}

/** Certifies devices to VPN gateways. */
export interface TunnelCa {
  /** PEM, for gateways to trust. */
  readonly certificate: string
  /** For a TLS client, from five minutes ago for ten minutes: a gateway's clock may be a little behind. */
  certify(device: string, key: KeyObject): Certified
}

const commonName = 'Keyturn tunnel CA'
const lifeSeconds = 10 * 60
const behindSeconds = 5 * 60
const caYears = 20
const serialBytes = 16

/**
 * The CA's key and certificate, in one file made at the first start. Servers of one cluster have the same file; with
 * another one every gateway has to be told anew.
 *
 * @throws {Fault} `config.invalid` when others than its owner can read it, or it is not what it should be.
 */
export async function loadTunnelCa(
  file: string,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Promise<TunnelCa> {
  const pem = await openSecretFile(file, () => newCa(clock(), random))
  const text = pem.toString()
  pem.fill(0)
  const ca = parse(text)
  if (ca === undefined) {
    throw new Fault('config.invalid', `${file} is not the CA of the tunnels: restore it from the backup`)
  }
  const { key, certificate } = ca
  return {
    certificate,
    certify(device, deviceKey) {
      const now = clock().getTime()
      const expires = new Date(now + lifeSeconds * 1000)
      const serial = newSerial(random)
      const der = issueCertificate({
        serial,
        issuer: commonName,
        subject: device,
        notBefore: new Date(now - behindSeconds * 1000),
        notAfter: expires,
        key: deviceKey,
        issuerKey: key,
        use: 'client',
      })
      return { certificate: certificatePem(der), serial: Buffer.from(serial).toString('hex'), expires }
    },
  }
}

function newCa(now: Date, random: Random): string {
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const notAfter = new Date(now)
  notAfter.setUTCFullYear(now.getUTCFullYear() + caYears)
  const der = issueCertificate({
    serial: newSerial(random),
    issuer: commonName,
    subject: commonName,
    notBefore: new Date(now.getTime() - 24 * 60 * 60 * 1000),
    notAfter,
    key,
    issuerKey: key,
    use: 'ca',
  })
  return `${key.export({ format: 'pem', type: 'pkcs8' }).toString()}${certificatePem(der)}`
}

function parse(text: string): { readonly key: KeyObject; readonly certificate: string } | undefined {
  const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/.exec(text)?.[0]
  try {
    const key = createPrivateKey(text)
    return certificate !== undefined && new X509Certificate(certificate).checkPrivateKey(key)
      ? { key, certificate }
      : undefined
  } catch {
    return undefined
  }
}

/** Its first bit is never set, so that it reads alike everywhere. */
function newSerial(random: Random): Uint8Array {
  const serial = Uint8Array.from(random(serialBytes))
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  return serial
}
