import { writeSync } from 'node:fs'

/** A write may take less than it was given, for example on a disk that is nearly full. */
export function writeAll(file: number, bytes: Uint8Array, position?: number): void {
  for (let at = 0; at < bytes.length;) {
    const where = position === undefined ? null : position + at
    at += writeSync(file, bytes, at, bytes.length - at, where)
  }
}
