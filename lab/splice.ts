import type { Socket } from 'node:net'

/** Joins two connections until both sides have ended or one has failed. */
export function splice(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to)
    from.once('error', () => to.destroy())
    from.once('close', () => to.destroySoon())
  }
}
