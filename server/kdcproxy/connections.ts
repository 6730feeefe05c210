import { openConnection, type Connection, type Exchanged, type Kdc } from './connection.ts'

/**
 * Connections to KDCs that are kept for the next message: to open one costs a DC half of what a small answer costs it.
 */
export interface Connections extends Disposable {
  /**
   * One message and its answer. A KDC may close a kept connection at any moment; what then got not a byte of an answer is
   * sent once more, on a new one.
   */
  exchange(to: Kdc, framed: Uint8Array, signal: AbortSignal): Promise<Exchanged>
  /** The same on a connection of its own: sent once, whatever becomes of it. */
  exchangeAlone(to: Kdc, framed: Uint8Array, signal: AbortSignal): Promise<Exchanged>
  /** Closes what is kept to this host. */
  forget(host: string): void
}

/** To each DC. It answers hardly faster with more. */
const mostKept = 16
/** A process of Samba has the connections that it took, for as long as they last. */
const mostMessages = 32

export function createConnections(): Connections {
  const kept = new Map<string, readonly Connection[]>()
  let isClosed = false

  function take(host: string): Connection | undefined {
    const free = kept.get(host)?.filter(({ isFree }) => isFree) ?? []
    // The one that was used last: the others may end.
    const connection = free.pop()
    kept.set(host, free)
    return connection
  }

  function keep(host: string, connection: Connection): void {
    const others = kept.get(host)?.filter(({ isFree }) => isFree) ?? []
    const isEnough = isClosed || others.length >= mostKept || connection.asked >= mostMessages
    if (isEnough || !connection.isFree) return connection.close()
    kept.set(host, [...others, connection])
  }

  async function exchangeAlone(to: Kdc, framed: Uint8Array, signal: AbortSignal): Promise<Exchanged> {
    const connection = openConnection(to)
    const got = await connection.ask(framed, signal)
    connection.close()
    return got
  }

  async function exchangeOn(connection: Connection, { host }: Kdc, ...ask: Parameters<Connection['ask']>) {
    const got = await connection.ask(...ask)
    // Not at once: what has come after the answer, and ends the connection, is heard first.
    if (got.ok) setImmediate(keep, host, connection)
    return got
  }

  function forget(host: string): void {
    for (const connection of kept.get(host) ?? []) connection.close()
    kept.delete(host)
  }

  return {
    async exchange(to, framed, signal) {
      const connection = take(to.host)
      const got = connection && (await exchangeOn(connection, to, framed, signal))
      if (got !== undefined && (got.ok || !got.isLost)) return got
      return exchangeOn(openConnection(to), to, framed, signal)
    },
    exchangeAlone,
    forget,
    [Symbol.dispose]() {
      isClosed = true
      for (const host of kept.keys()) forget(host)
    },
  }
}
