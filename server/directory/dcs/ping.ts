import { createSocket } from 'node:dgram'
import { encodePing, parsePong, type NetlogonResponse } from '@keyturn/protocols/cldap'

const port = 389
/** A datagram may be lost: it is sent again this often. */
const againMs = 250

/** Asks a DC who and where it is (MS-ADTS 6.3.3). undefined: it did not answer in time. */
export function ping(
  { address, family }: { readonly address: string; readonly family: number },
  dnsDomain: string,
  timeoutMs: number,
): Promise<NetlogonResponse | undefined> {
  const { promise, resolve } = Promise.withResolvers<NetlogonResponse | undefined>()
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4')
  let again: NodeJS.Timeout | undefined
  let isOpen = true

  function end(response?: NetlogonResponse): void {
    if (!isOpen) return
    isOpen = false
    clearInterval(again)
    clearTimeout(late)
    socket.close()
    resolve(response)
  }

  const late = setTimeout(end, timeoutMs)
  // Nobody listens there, or there is no way: as good as silence.
  socket.on('error', () => end())
  socket.on('message', (datagram) => {
    const pong = parsePong(datagram)
    if (pong !== undefined) end(pong.response)
  })
  // Connected, so that the kernel drops what others send.
  // Not as connect's callback: that is also called with an error, where there is no way.
  socket.on('connect', () => {
    if (!isOpen) return
    const send = () => socket.send(encodePing(1, dnsDomain))
    again = setInterval(send, againMs)
    send()
  })
  socket.connect(port, address)
  return promise
}
