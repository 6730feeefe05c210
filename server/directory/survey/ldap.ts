import { Client, type Filter } from 'ldapts'
import type { Secret } from '#kernel'
import { binaryAttributes, type Entry } from '../dcs/attributes.ts'
import { sdFlags } from '../dcs/wire.ts'
import type { Address } from './survey.ts'

/** Reads on one connection, with the permissions of each object where they are asked for. Never writes. */
export interface Reader extends AsyncDisposable {
  readonly dc: string
  /** undefined: it is not there, or out of sight. */
  read(base: string, attributes: readonly string[]): Promise<Entry | undefined>
  /** At most `limit`, in the order in which the DC tells them. */
  find(wish: Find): Promise<readonly Entry[]>
}

export interface Find {
  readonly base: string
  readonly scope?: 'one' | 'sub'
  readonly filter: Filter
  readonly attributes: readonly string[]
  readonly limit: number
}

export interface Door {
  readonly host: string
  readonly port: number
  readonly address: Address
  readonly ca: string
  readonly timeoutMs: number
}

const pageSize = 500

/** @throws what ldapts throws: the caller tells it apart. */
export async function openReader(
  door: Door,
  account: { readonly name: string; readonly password: Secret },
): Promise<Reader> {
  const client = clientFor(door, true)
  try {
    await client.bind(account.name, account.password.reveal())
  } catch (failure) {
    await client.unbind().catch(() => undefined)
    throw failure
  }
  return readerOn(door.host, client)
}

/**
 * Asks what every stranger may ask, the root DSE. The certificate is not verified, because this must also work
 * where that is what is wrong: nothing is sent, and what comes back is only told to the administrator.
 */
export async function readRoot(door: Door, attributes: readonly string[]): Promise<Entry | undefined> {
  const client = clientFor(door, false)
  try {
    const { searchEntries } = await client.search('', { scope: 'base', attributes: [...attributes] })
    return searchEntries[0]
  } catch {
    return undefined
  } finally {
    await client.unbind().catch(() => undefined)
  }
}

function clientFor({ host, port, address, ca, timeoutMs }: Door, isVerified: boolean): Client {
  const at = address.family === 6 ? `[${address.address}]` : address.address
  return new Client({
    url: `ldaps://${at}:${port}`,
    timeout: timeoutMs,
    connectTimeout: timeoutMs,
    tlsOptions: { ca, servername: host, minVersion: 'TLSv1.2', rejectUnauthorized: isVerified },
  })
}

function readerOn(dc: string, client: Client): Reader {
  async function find({ base, scope = 'sub', filter, attributes, limit }: Find): Promise<readonly Entry[]> {
    const found: Entry[] = []
    const options = { scope, filter, attributes: [...attributes], explicitBufferAttributes: binaryAttributes }
    const paged = { ...options, paged: { pageSize: Math.min(limit, pageSize) } }
    try {
      for await (const { searchEntries } of client.searchPaginated(base, paged, sdFlags)) {
        found.push(...searchEntries)
        if (found.length >= limit) break
      }
    } catch (failure) {
      if (!isAbsence(failure)) throw failure
    }
    return found.slice(0, limit)
  }

  return {
    dc,
    find,
    async read(base, attributes) {
      const wish = { attributes: [...attributes], explicitBufferAttributes: binaryAttributes }
      try {
        const { searchEntries } = await client.search(
          base,
          { scope: 'base', ...wish },
          base === '' ? [] : sdFlags,
        )
        return searchEntries[0]
      } catch (failure) {
        if (isAbsence(failure)) return undefined
        throw failure
      }
    },
    [Symbol.asyncDispose]: () => client.unbind().catch(() => undefined),
  }
}

/** noSuchObject; insufficientAccessRights, which some DCs answer instead. */
function isAbsence(failure: unknown): boolean {
  return failure instanceof Error && 'code' in failure && (failure.code === 32 || failure.code === 50)
}
