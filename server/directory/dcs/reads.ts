import type { Connection } from './connection.ts'
import type { Link } from './link.ts'

/** Connections to one DC for what only reads. */
export interface Reads {
  /** On the one that is least busy. `work` may run twice: a connection that was lost unnoticed is found by using it. */
  read<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  /**
   * To be called while a write is under way: opens what is left to open. Samba 4.17 serves many connections in one
   * process, where a read waits for a write; those that are opened now are accepted by another one.
   */
  spread(): void
  close(): Promise<void>
}

/** A DC gains nothing by more, and each takes memory there. */
const links = { atFirst: 2, most: 4 }

interface Place {
  readonly link: Link
  underWay: number
  /** Of the last read, in milliseconds: one that waited for a write is not asked first. */
  took: number
}

export function createReads(createLink: () => Link): Reads {
  const places = Array.from({ length: links.atFirst }, newPlace)

  function newPlace(): Place {
    return { link: createLink(), underWay: 0, took: 0 }
  }

  function leastBusy(): Place {
    const [first = newPlace()] = places.toSorted((a, b) => a.underWay - b.underWay || a.took - b.took)
    return first
  }

  return {
    async read(work) {
      const place = leastBusy()
      const began = performance.now()
      place.underWay++
      try {
        return await readWith(place.link, work)
      } finally {
        place.underWay--
        place.took = performance.now() - began
      }
    },
    spread() {
      while (places.length < links.most) {
        const place = newPlace()
        places.push(place)
        place.link.connect().catch(() => undefined)
      }
    },
    close: async () => void (await Promise.all(places.map(({ link }) => link.close()))),
  }
}

async function readWith<T>(link: Link, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await link.connect()
  try {
    return await work(connection)
  } catch (cause) {
    if (connection.isAlive) throw cause
    return work(await link.connect())
  }
}
