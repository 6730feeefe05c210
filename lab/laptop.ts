import { setTimeout as sleep } from 'node:timers/promises'
import { writeResolver } from './domain/host-files.ts'
import type { Member } from './domain/member.ts'
import type { Cables } from './network.ts'
import type { Host } from './site/host.ts'
import type { LaptopName, Segment } from './topology.ts'

const connectMs = 15_000

/** A workstation that is carried about. */
export interface Laptop {
  readonly name: LaptopName
  readonly host: Host
  /** Where it is now. */
  readonly at: 'home' | 'away' | 'nowhere'
  /** On the office segment, where it is at first. */
  home(): Promise<void>
  /** Switched off in the office and on elsewhere: only the internet segment is left, with its DNS. */
  away(): Promise<void>
  /** Switched off and on again without any network, as in an aeroplane. */
  nowhere(): Promise<void>
}

export function createLaptop(name: LaptopName, member: Member, cables: Cables): Laptop {
  const { host } = member
  let at: Laptop['at'] = 'home'

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

  /** Told that there is a network, winbind looks for a DC in its own time; one that is down is for the test to see. */
  async function connected() {
    for (const end = performance.now() + connectMs; performance.now() < end;) {
      await member.tell('online')
      if ((await host.run(['wbinfo', '-P'])).code === 0) return
      await sleep(250)
    }
  }

  return {
    name,
    host,
    get at() {
      return at
    },
    async home() {
      await cables.plug(['office'])
      await writeResolver(host, 'office')
      await connected()
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
  }
}
