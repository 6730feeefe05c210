import type { X509Certificate } from 'node:crypto'
import { connect } from 'node:tls'
import type { Address, TlsLook } from './survey.ts'

export interface TlsWish {
  readonly address: Address
  readonly port: number
  /** The name it must have. */
  readonly host: string
  readonly ca: string
  readonly timeoutMs: number
}

/** Looks at the certificate whatever it is, and hangs up: nothing is sent to whom it does not believe. */
export function lookAtCertificate({ address, port, host, ca, timeoutMs }: TlsWish): Promise<TlsLook> {
  const { promise, resolve } = Promise.withResolvers<TlsLook>()
  const began = performance.now()
  const servername = { servername: host }
  const socket = connect({ host: address.address, port, ca, ...servername, rejectUnauthorized: false })
  const end = (look: TlsLook) => {
    clearTimeout(late)
    socket.destroy()
    resolve(look)
  }
  const late = setTimeout(() => end({ reached: false, why: 'ETIMEDOUT' }), timeoutMs)
  socket.once('error', (error: NodeJS.ErrnoException) =>
    end({ reached: false, why: error.code ?? error.message }),
  )
  socket.once('secureConnect', () => {
    const certificate = socket.getPeerX509Certificate()
    if (certificate === undefined) return end({ reached: false, why: 'no certificate' })
    // A code at run time, whatever the type says.
    const problem = socket.authorized ? undefined : String(socket.authorizationError)
    end({ reached: true, ms: performance.now() - began, problem, ...described(certificate) })
  })
  return promise
}

function described(certificate: X509Certificate) {
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    names: certificate.subjectAltName ?? '',
    validFrom: certificate.validFromDate,
    validTo: new Date(Math.min(...endsOf(certificate))),
  }
}

/** Each knows the one that signed it, as far as the DC or our CA file showed it; a root knows itself. */
function endsOf(certificate: X509Certificate): readonly number[] {
  const ends: number[] = []
  const seen = new Set<string>()
  let one: X509Certificate | undefined = certificate
  while (one !== undefined && !seen.has(one.fingerprint256)) {
    seen.add(one.fingerprint256)
    ends.push(one.validToDate.getTime())
    one = one.issuerCertificate
  }
  return ends
}

const oneLine = (name: string) => name.split('\n').join(', ')
