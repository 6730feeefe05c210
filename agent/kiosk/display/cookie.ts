import { randomBytes } from 'node:crypto'

export interface Cookie {
  readonly name: string
  readonly value: Buffer
}

export function bakeCookie(): Cookie {
  return { name: 'MIT-MAGIC-COOKIE-1', value: randomBytes(16) }
}

const anyFamily = 0xffff

/**
 * An authority file as libXau reads it (Xau.h), big-endian, each text behind its length:
 *
 *     family = any │ address = "" │ display = "" │ name │ value
 */
export function authorityFile({ name, value }: Cookie): Buffer {
  const family = Buffer.alloc(2)
  family.writeUInt16BE(anyFamily)
  return Buffer.concat([
    family,
    counted(Buffer.alloc(0)),
    counted(Buffer.alloc(0)),
    counted(Buffer.from(name)),
    counted(value),
  ])
}

function counted(bytes: Buffer): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(bytes.length)
  return Buffer.concat([length, bytes])
}
