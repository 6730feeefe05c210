import { writeResolver } from './domain/host-files.ts'
import type { Member } from './domain/member.ts'
import type { Cables } from './network.ts'
import type { Host } from './site/host.ts'
import type { LaptopName } from './topology.ts'

/** A workstation that is carried about. */
export interface Laptop {
  readonly name: LaptopName
  readonly host: Host
  /** Leaves the office: only the internet segment is left, with its DNS. Winbind is told. */
  away(): Promise<void>
  /** Back on the office segment. */
  home(): Promise<void>
  /** Neither segment: the aeroplane. */
  nowhere(): Promise<void>
}

export function createLaptop(name: LaptopName, { host, tell }: Member, cables: Cables): Laptop {
  return {
    name,
    host,
    async away() {
      await cables.plug(['internet'])
      await writeResolver(host, 'internet')
      await tell('offline')
    },
    async home() {
      await cables.plug(['office'])
      await writeResolver(host, 'office')
      await tell('online')
    },
    async nowhere() {
      await cables.plug([])
      await tell('offline')
    },
  }
}
