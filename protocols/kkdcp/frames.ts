/**
 * Kerberos over TCP (RFC 4120 7.2.2), one message after the other:
 *
 *     length 4, big-endian, its highest bit 0 │ message
 */
export function frame(message: Uint8Array): Uint8Array {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(message.length)
  return Buffer.concat([head, message])
}

/** The message of exactly one frame, which is not empty. */
export function unframed(framed: Uint8Array): Uint8Array | undefined {
  const bytes = Buffer.from(framed.buffer, framed.byteOffset, framed.length)
  if (framed.length <= 4 || bytes.readUInt32BE(0) !== framed.length - 4) return undefined
  return framed.subarray(4)
}

/** `ok: false`: what came is no frame that is taken, and nothing after it can be read. */
export type Frames = { readonly ok: true; readonly frames: readonly Uint8Array[] } | { readonly ok: false }

/** Makes whole frames of a stream that comes in pieces. */
export interface FrameReader {
  /** Whole frames, lengths included, that this piece completed. */
  push(piece: Uint8Array): Frames
  /** A part of the next frame has come. */
  readonly isWaiting: boolean
}

/**
 * @param most of one frame. A longer one is refused as soon as it announces itself; so is one with the highest bit set
 *   (reserved for extensions that nobody has), which makes it longer than anything.
 */
export function createFrameReader(most: number): FrameReader {
  let room = Buffer.alloc(2048)
  let filled = 0

  function fill(piece: Uint8Array): void {
    const needed = filled + piece.length
    if (needed > room.length) {
      room = Buffer.concat([room.subarray(0, filled)], Math.max(needed, 2 * room.length))
    }
    room.set(piece, filled)
    filled = needed
  }

  return {
    get isWaiting() {
      return filled > 0
    },
    push(piece) {
      fill(piece)
      const frames: Uint8Array[] = []
      while (filled >= 4) {
        const length = 4 + room.readUInt32BE(0)
        if (length === 4 || length > most) return { ok: false }
        if (filled < length) break
        frames.push(Uint8Array.from(room.subarray(0, length)))
        room.copyWithin(0, length, filled)
        filled -= length
      }
      return { ok: true, frames }
    },
  }
}
