import { setImmediate as breathe } from 'node:timers/promises'
import { createUnsealer, keyNameOf, type Opened, type PskcKeys, type Unsealer } from './seal.ts'
import { readToken, type PskcToken, type RefusedToken } from './token.ts'
import { createTreeReader, pskcNamespace, type Element, type Fed, type TreeProblem } from './tree.ts'

export interface PskcLimits {
  readonly maxBytes: number
  readonly maxTokens: number
}

export type PskcRefusal = TreeProblem | 'too-large' | 'too-many'

export type PskcRead =
  | {
      readonly ok: true
      readonly tokens: readonly PskcToken[]
      readonly refused: readonly RefusedToken[]
      /** What the vendor calls the key or password that the container asks for. */
      readonly keyName: string | undefined
    }
  /** Not a container, or not a whole one: nothing of it is to be used. `line`: where it was noticed, if that is known. */
  | { readonly ok: false; readonly why: PskcRefusal; readonly line: number | undefined }

const usualLimits: PskcLimits = { maxBytes: 64 * 1024 * 1024, maxTokens: 100_000 }
/** Some ten milliseconds: others get their turn between. */
const pieceBytes = 256 * 1024

/**
 * Reads a whole file. It takes its time where the container has a password, whose rounds its maker chose.
 *
 * @param keys what was handed over beside the file; of a container in the clear nothing is needed.
 */
export async function readPskc(
  file: Uint8Array,
  keys: PskcKeys = {},
  limits: PskcLimits = usualLimits,
): Promise<PskcRead> {
  if (file.length > limits.maxBytes) return { ok: false, why: 'too-large', line: undefined }
  const ended: Element[] = []
  const feed = createFeed(createTreeReader((element) => void ended.push(element)))
  const container = createContainer(keys)

  for (let at = 0; at < file.length; at += pieceBytes) {
    const fed = feed(file.subarray(at, at + pieceBytes))
    if (!fed.ok) return fed
    for (const element of ended.splice(0)) await container.take(element)
    if (container.count() > limits.maxTokens) return { ok: false, why: 'too-many', line: undefined }
    await breathe()
  }
  const end = feed()
  return end.ok ? container.result() : end
}

type Feeding = { readonly ok: true; readonly line: undefined } | (Fed & { readonly ok: false })

/** Gives a function for piece after piece; without a piece, that was the last one. */
function createFeed(tree: ReturnType<typeof createTreeReader>): (piece?: Uint8Array) => Feeding {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  return (piece) => {
    let text: string
    try {
      text = decoder.decode(piece, { stream: piece !== undefined })
    } catch {
      return { ok: false, why: 'encoding', line: undefined }
    }
    const fed = tree.feed(text)
    const last = fed.ok && piece === undefined ? tree.end() : fed
    return last.ok ? { ok: true, line: undefined } : last
  }
}

/** RFC 6030 4.1: EncryptionKey and MACMethod, then the packages that they are for. */
function createContainer(keys: PskcKeys) {
  const tokens: PskcToken[] = []
  const refused: RefusedToken[] = []
  let [encryptionKey, macMethod]: readonly (Element | undefined)[] = []
  let unsealer: Promise<Opened<Unsealer>> | undefined
  const unseal = () => (unsealer ??= createUnsealer(encryptionKey, macMethod, keys))
  const count = () => tokens.length + refused.length

  return {
    count,
    async take(element: Element) {
      if (element.namespace !== pskcNamespace) return
      if (element.name === 'EncryptionKey') encryptionKey ??= element
      if (element.name === 'MACMethod') macMethod ??= element
      if (element.name !== 'KeyPackage') return
      const read = await readToken(element, count(), unseal)
      if ('token' in read) tokens.push(read.token)
      else refused.push(read.refused)
    },
    result: (): PskcRead => ({ ok: true, tokens, refused, keyName: keyNameOf(encryptionKey) }),
  }
}
