import type { OathToken } from '@keyturn/protocols/oath'
import { readSerial, seedPlace } from './serial.ts'
import type { TokenDeps } from './enrolment.ts'
import type { Token } from './store.ts'

/** A token as its vendor's list has it. */
export interface ListedToken {
  readonly serial: string
  readonly token: OathToken
  /** TOTP: steps by which its clock is known to be ahead. */
  readonly drift: number
  readonly manufacturer: string | null
  readonly model: string | null
}

/** `known`: it is in the pool already, and stays as it is, whatever the list says. */
export type ImportState = 'new' | 'known' | 'bad-serial'

export interface Imports {
  /** What would become of each, in their order. Writes nothing. */
  look(listed: readonly ListedToken[]): Promise<readonly ImportState[]>
  /** The same, and writes those that are new. */
  add(listed: readonly ListedToken[], from: string): Promise<readonly ImportState[]>
}

const maxDrift = 10

export function createImports({
  pool,
  seal,
  clock,
  random,
}: Pick<TokenDeps, 'pool' | 'seal' | 'clock' | 'random'>): Imports {
  const read = (listed: readonly ListedToken[]) => listed.map(({ serial }) => readSerial(serial))

  /** The second of two with one serial is known by the first. */
  function statesOf(serials: readonly (string | undefined)[], isNew: (serial: string) => boolean) {
    return serials.map((serial, i): ImportState => {
      if (serial === undefined) return 'bad-serial'
      return isNew(serial) && serials.indexOf(serial) === i ? 'new' : 'known'
    })
  }

  function tokenOf({ token, drift, manufacturer, model }: ListedToken, serial: string, from: string): Token {
    const isButton = token.type === 'hotp'
    const { type, algorithm, digits } = token
    const followed = Math.max(-maxDrift, Math.min(maxDrift, drift))
    return {
      serial,
      id: Buffer.from(random(16)).toString('base64url'),
      sealedSeed: seal.seal(token.seed, seedPlace(serial, '')),
      type,
      algorithm,
      digits,
      periodSeconds: isButton ? 30 : token.periodSeconds,
      next: isButton ? token.counter : 0,
      drift: isButton ? 0 : followed,
      lastOffset: isButton ? 0 : followed,
      manufacturer,
      model,
      imported: clock(),
      importedFrom: from,
      holder: null,
      revoked: null,
    }
  }

  return {
    async look(listed) {
      const serials = read(listed)
      const known = await pool.known(serials.filter((serial) => serial !== undefined))
      return statesOf(serials, (serial) => !known.has(serial))
    },

    async add(listed, from) {
      const serials = read(listed)
      const tokens = new Map<string, Token>()
      for (const [i, one] of listed.entries()) {
        const serial = serials[i]
        if (serial !== undefined && !tokens.has(serial)) tokens.set(serial, tokenOf(one, serial, from))
      }
      const added = await pool.add([...tokens.values()])
      return statesOf(serials, (serial) => added.has(serial))
    },
  }
}
