import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** One for the double's TLS, one for the app. */
export function makeCertificates(folder: string) {
  const path = (name: string) => join(folder, name)
  const make = (name: string, key: readonly string[], more: readonly string[]) =>
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        ...key,
        '-nodes',
        '-days',
        '2',
        ...more,
        '-keyout',
        path(`${name}.key`),
        '-out',
        path(`${name}.pem`),
      ],
      { stdio: 'ignore' },
    )
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
  make('tls', curve, ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'])
  make('app', ['-newkey', 'rsa:2048'], ['-subj', '/CN=keyturn'])
  writeFileSync(path('secret'), 'a secret of the app\n', { mode: 0o600 })
  return {
    caFile: path('tls.pem'),
    tlsKeyFile: path('tls.key'),
    certificateFile: path('app.pem'),
    keyFile: path('app.key'),
    secretFile: path('secret'),
  }
}
