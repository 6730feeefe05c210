import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Lab, type Child } from '@keyturn/lab'
import type { Credential } from '../index.ts'
import type { Subject, VpnWorld } from '../vpn-suite.ts'

const program = join(import.meta.dirname, 'program.ts')
const dc = '10.20.0.10'

/** A driver at work on laptop1. */
export interface LaptopSubject extends Subject {
  /** Stops it: it neither works nor dies. */
  freeze(): void
  /** Until it said this. */
  says(what: RegExp): Promise<string | undefined>
}

export interface VpnLaptop extends AsyncDisposable {
  readonly lab: Lab
  /** Where the driver keeps its notes. */
  readonly folder: string
  start(settings: object, credential?: Credential): Promise<LaptopSubject>
  /** The suite's world: one driver, and which of the laptop's processes and interfaces are its own. */
  world(settings: object, own: RegExp): VpnWorld
}

/** A lab of a gateway and a laptop that is away. */
export async function aVpnLaptop(): Promise<VpnLaptop> {
  const lab = await Lab.start({ hosts: ['laptop1', 'vpn', 'internet'] })
  await lab.laptop('laptop1').away()
  const laptop = lab.host('laptop1')
  const folder = join(laptop.dataFolder, 'tunnel')

  async function start(settings: object, credential?: Credential): Promise<LaptopSubject> {
    const name = `tunnel-${randomBytes(4).toString('hex')}`
    const input = JSON.stringify({ settings, credential })
    const child = await laptop.spawn([process.execPath, program, folder], { name, input })
    return {
      opened: async () => ((await said(child, /^(not )?open$/m)) === 'open' ? 'open' : 'not open'),
      says: (what) => said(child, what),
      async close() {
        child.signal('SIGTERM')
        await said(child, /^closed$/m)
        await child.exited
      },
      async kill() {
        child.signal('SIGKILL')
        await child.exited
      },
      freeze: () => child.signal('SIGSTOP'),
      [Symbol.asyncDispose]: () => child.stop('SIGKILL'),
    }
  }

  return {
    lab,
    folder,
    start,
    world: (settings, own) => ({
      start: () => start(settings),
      isThrough: async () => (await laptop.run(['ping', '-c', '1', '-W', '2', dc])).code === 0,
      async running() {
        // What died and was not collected: the laptop's process 1 collects nobody.
        const processes = (await laptop.must(['ps', '-eo', 'stat=,args='])).split('\n')
        const alive = processes
          .filter((line) => !line.startsWith('Z'))
          .map((line) => line.replace(/^\S+\s+/, ''))
        const interfaces = (await laptop.must(['ip', '-brief', 'link'])).split('\n')
        return [...alive, ...interfaces.map((line) => `link ${line}`)].filter((line) => own.test(line))
      },
      nameServers: () => laptop.read('/etc/resolv.conf'),
      gateway: (state) => lab.link('vpn')[state](),
    }),
    [Symbol.asyncDispose]: () => lab[Symbol.asyncDispose](),
  }
}

async function said(child: Child, what: RegExp): Promise<string | undefined> {
  for (let i = 0; i < 900; i++) {
    const found = what.exec(await child.log())
    if (found !== null) return found[0]
    assert.ok(child.running, `it ended: ${await child.log()}`)
    await sleep(100)
  }
  return undefined
}
