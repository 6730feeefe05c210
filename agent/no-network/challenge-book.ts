import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sid } from '@keyturn/protocols/ad'
import { formatChallenge, parseChallenge, type DeviceChallenge } from '@keyturn/protocols/challenge'
import { isFor, makeChallenge, nonceBytes } from '@keyturn/protocols/no-network'
import { z } from 'zod'
import { replaceFile } from '../state/files.ts'

const page = z.object({ challenge: z.string(), tries: z.int().nonnegative() })

/** So many responses are looked at. */
export const mostTries = 3

export interface OpenChallenge {
  readonly challenge: DeviceChallenge
  /** Those that were counted, whether or not anybody lived to see how they ended. */
  readonly tries: number
}

/** The challenges that this computer shows, one for each person, with the tries. On disk. Holds no secret. */
export interface ChallengeBook {
  /** The one that is open for her; made now if there is none, or the secret is another one by now. */
  open(account: Sid): Promise<OpenChallenge>
  /** Durably counts a try, before anybody looks at it. */
  count(account: Sid, challenge: DeviceChallenge): Promise<OpenChallenge>
  /** From now on another one. */
  renew(account: Sid): Promise<OpenChallenge>
  /** It has served. */
  close(account: Sid): Promise<void>
}

export interface BookDeps {
  readonly device: string
  readonly secret: Uint8Array
  readonly random: (bytes: number) => Uint8Array
}

export async function openChallengeBook(folder: string, deps: BookDeps): Promise<ChallengeBook> {
  const { device, secret, random } = deps
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const fileOf = (account: Sid) => join(folder, `${account}.json`)

  async function write(account: Sid, open: OpenChallenge): Promise<OpenChallenge> {
    const { challenge, tries } = open
    await replaceFile(fileOf(account), JSON.stringify({ challenge: formatChallenge(challenge), tries }))
    return open
  }

  async function read(account: Sid): Promise<OpenChallenge | undefined> {
    const text = await readFile(fileOf(account), 'utf8').catch(() => undefined)
    if (text === undefined) return undefined
    const kept = page.parse(JSON.parse(text))
    const parsed = parseChallenge(kept.challenge)
    if (!parsed.ok || !isFor(parsed.challenge, account, secret)) return undefined
    return { challenge: parsed.challenge, tries: kept.tries }
  }

  const renew = (account: Sid) => {
    const challenge = makeChallenge(device, account, { nonce: random(nonceBytes), secret })
    return write(account, { challenge, tries: 0 })
  }

  return {
    open: async (account) => (await read(account)) ?? renew(account),
    renew,
    async count(account, challenge) {
      const now = await read(account)
      if (now === undefined || formatChallenge(now.challenge) !== formatChallenge(challenge)) {
        throw new Error('the challenge that is answered is not the one that is open')
      }
      return write(account, { challenge, tries: now.tries + 1 })
    },
    async close(account) {
      await rm(fileOf(account), { force: true })
    },
  }
}
