/** `keyturn tunnel …`: what a VPN gateway has to trust. */
import type { Output } from '../output.ts'
import { localApi } from '../local-api.ts'

export const tunnelUsage = `keyturn tunnel ca                           the CA certificate (PEM) that the VPN gateway has to trust`

export async function tunnel(argv: readonly string[], socketPath: string, { out }: Output): Promise<number> {
  if (argv.length !== 1 || argv[0] !== 'ca') {
    out(tunnelUsage)
    return 2
  }
  const { certificate } = await localApi(socketPath).call('admin.tunnel-ca')
  if (certificate === null) {
    throw new Error('this server issues no certificates: write "tunnels: {}" into its configuration')
  }
  out(certificate.trimEnd())
  return 0
}
