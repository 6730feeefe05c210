import type { NotifyDeps } from '../notices.ts'

/** What was sealed is unreadable, and opens in its own place alone. */
export function aSeal(): NotifyDeps['seal'] {
  const flip = (bytes: Uint8Array) => bytes.map((byte) => byte ^ 0x5a)
  return {
    seal: (plain, boundTo) => flip(Buffer.from(JSON.stringify([boundTo, Buffer.from(plain).toString()]))),
    open(sealed, boundTo) {
      const [place, plain] = JSON.parse(Buffer.from(flip(sealed)).toString()) as [string, string]
      return place === boundTo ? Buffer.from(plain) : undefined
    },
  }
}
