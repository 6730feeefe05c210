import { writeResolver } from './domain/host-files.ts'
import type { Member } from './domain/member.ts'
import type { Cables } from './cables/network.ts'
import type { Host } from './site/host.ts'
import { addressOf, places, type LaptopName, type Segment } from './topology.ts'

/** A workstation that is carried about. */
export interface Laptop {
  readonly name: LaptopName
  readonly host: Host
  /** Where it is now. */
  readonly at: 'home' | 'away' | 'nowhere'
  /** On the office segment, where it is at first. Throws on one that is only ever away, and is so at first. */
  home(): Promise<void>
  /** Switched off in the office and on elsewhere: only the internet segment is left, with its DNS. */
  away(): Promise<void>
  /** Switched off and on again without any network, as in an aeroplane. */
  nowhere(): Promise<void>
  /** Told that something changed about the network, it looks for a DC at once. */
  reconnect(): Promise<void>
}

export function createLaptop(name: LaptopName, member: Member, cables: Cables): Laptop {
  const { host } = member
  let at: Laptop['at'] = places[name].addresses.office === undefined ? 'away' : 'home'

  /**
   * Merely unplugged, winbind 4.17 first asks the connections it left open in the office when the network
   * comes back, and waits 12 s for an answer. `lab.link(name)` is for tests of that.
   */
  async function reboot(segments: readonly Segment[]) {
    await member.stop()
    await cables.plug(segments)
    await writeResolver(host, 'internet')
    await member.start()
  }

  return {
    name,
    host,
    get at() {
      return at
    },
    async home() {
      addressOf(name, 'office')
      await cables.plug(['office'])
      await writeResolver(host, 'office')
      await member.connect()
      at = 'home'
    },
    async away() {
      await reboot(['internet'])
      at = 'away'
    },
    async nowhere() {
      await reboot([])
      at = 'nowhere'
    },
    reconnect: () => member.connect(),
  }
}
