import { once } from 'node:events'
import { join } from 'node:path'
import { places, type HostName, type Segment } from '../topology.ts'
import { must, start } from './command.ts'
import type { ProcessIdentity } from './process.ts'

/** The switch's end of a host's cable. */
const portOf = (name: HostName, segment: Segment) => `${name}-${segment[0]}`

/** Gives the host its network cards, each named like its segment, and plugs them into the switch. */
export async function plugIn(net: ProcessIdentity, host: ProcessIdentity, name: HostName): Promise<void> {
  const cables = Object.entries(places[name].addresses) as readonly [Segment, string][]
  const port = (segment: Segment) => portOf(name, segment)
  await batch(
    net,
    cables.map(([segment]) => `link add ${port(segment)} type veth peer name ${segment} netns ${host.pid}`),
  )
  await batch(
    net,
    cables.map(([segment]) => `link set ${port(segment)} master ${segment} up`),
  )
  await batch(
    host,
    cables.map(([segment, address]) => `address add ${address}/24 dev ${segment}`),
  )
  await batch(
    host,
    cables.map(([segment]) => `link set ${segment} up`),
  )
}

const program = join(import.meta.dirname, 'late.py')

/** Lets a host's frames on a segment arrive later, both ways, until it is disposed of. */
export async function delay(
  net: ProcessIdentity,
  name: HostName,
  segment: Segment,
  milliseconds: number,
): Promise<AsyncDisposable> {
  const port = portOf(name, segment)
  const [inner, plug] = [`${port}-q`, `${port}-r`]
  await batch(net, [`link add ${inner} type veth peer name ${plug}`])
  await batch(net, [
    `link set ${inner} up`,
    `link set ${plug} master ${segment} up`,
    `link set ${port} nomaster`,
  ])
  const argv = ['nsenter', '--target', String(net.pid), '--net', '--', '/usr/bin/python3', program]
  const late = start([...argv, port, inner, String(milliseconds)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(late, 'exit')
  if (late.stdout === null) throw new Error(`${program} has no output`)
  await Promise.race([once(late.stdout, 'data'), ended])
  if (late.exitCode !== null) throw new Error(`${program} ended with ${late.exitCode}`)
  return {
    async [Symbol.asyncDispose]() {
      late.kill()
      await ended
      await batch(net, [`link delete ${inner}`, `link set ${port} master ${segment}`])
    },
  }
}

/** Commands for ip(8) in a host's network namespace, in one process. */
export async function batch({ pid }: ProcessIdentity, commands: readonly string[]): Promise<void> {
  await must(['nsenter', '--target', String(pid), '--net', '--', 'ip', '-batch', '-'], {
    input: commands.join('\n') + '\n',
  })
}
