import { createHash, createHmac } from 'node:crypto'
import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'

interface Asked {
  readonly datagram: Buffer
  readonly userName: string
  readonly password: string
  readonly state: string | undefined
  readonly from: RemoteInfo
}

export interface RadiusServer extends AsyncDisposable {
  readonly port: number
  readonly asked: readonly Asked[]
}

/** What it says to a request: nothing, one datagram, or several in turn. */
export type Says = (asked: Asked, say: Say) => readonly Buffer[]
type Say = (code: number, attributes?: readonly (readonly [number, string])[]) => Buffer

/**
 * A RADIUS server on 127.0.0.1 with whatever habits. Written from RFC 2865 and 3579 without the code that it tests;
 * FreeRADIUS is asked in the lab.
 */
export async function aRadiusServer(sharedSecret: string, says: Says): Promise<RadiusServer> {
  const socket = createSocket('udp4')
  const asked: Asked[] = []
  socket.on('message', (datagram, from) => {
    const request = read(datagram, sharedSecret, from)
    asked.push(request)
    for (const bytes of says(request, sayer(datagram, sharedSecret)))
      socket.send(bytes, from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    port: socket.address().port,
    asked,
    async [Symbol.asyncDispose]() {
      socket.close()
      await once(socket, 'close')
    },
  }
}

function read(datagram: Buffer, sharedSecret: string, from: RemoteInfo): Asked {
  const attributes = new Map<number, Buffer>()
  for (let at = 20; at < datagram.length; at += datagram.readUInt8(at + 1)) {
    attributes.set(datagram.readUInt8(at), datagram.subarray(at + 2, at + datagram.readUInt8(at + 1)))
  }
  const password = unhide(attributes.get(2) ?? Buffer.of(), datagram.subarray(4, 20), sharedSecret)
  const userName = String(attributes.get(1))
  return { datagram, userName, password, state: attributes.get(24)?.toString(), from }
}

function unhide(hidden: Buffer, authenticator: Buffer, sharedSecret: string): string {
  const plain: number[] = []
  for (let at = 0; at < hidden.length; at += 16) {
    const before = at === 0 ? authenticator : hidden.subarray(at - 16, at)
    const mask = createHash('md5').update(sharedSecret).update(before).digest()
    plain.push(...mask.map((byte, i) => byte ^ hidden.readUInt8(at + i)))
  }
  return Buffer.from(plain).toString('utf8').replace(/\0+$/, '')
}

function sayer(request: Buffer, sharedSecret: string): Say {
  return (code, attributes = []) => {
    const body = attributes.map(([type, text]) =>
      Buffer.concat([Buffer.of(type, Buffer.byteLength(text) + 2), Buffer.from(text)]),
    )
    const bytes = Buffer.concat([
      Buffer.of(code, request.readUInt8(1), 0, 0),
      request.subarray(4, 20),
      Buffer.of(80, 18),
      Buffer.alloc(16),
      ...body,
    ])
    bytes.writeUInt16BE(bytes.length, 2)
    createHmac('md5', sharedSecret).update(bytes).digest().copy(bytes, 22)
    createHash('md5').update(bytes).update(sharedSecret).digest().copy(bytes, 4)
    return bytes
  }
}
