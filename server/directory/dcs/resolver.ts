import { lookup } from 'node:dns/promises'
import { resolveSrv } from './srv.ts'

/** The names a directory has to look up, an argument so that a test can play the DNS. */
export interface Resolver {
  srv(
    name: string,
  ): Promise<readonly { readonly name: string; readonly priority: number; readonly weight: number }[]>
  /** @throws {Error} if there is none. */
  addresses(host: string): Promise<readonly { readonly address: string; readonly family: number }[]>
}

export const systemResolver: Resolver = {
  srv: resolveSrv,
  addresses: (host) => lookup(host, { all: true }),
}
