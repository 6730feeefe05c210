import { createServer } from 'node:net'
import { startWorld, type Enrolled, type KeyturnAgent, type World } from '@keyturn/e2e'
import type { HostName } from '@keyturn/lab'
import type { Telling } from './telling.ts'

/** Everything the story needs, in the state in which it begins. */
export interface Stage extends AsyncDisposable {
  readonly world: World
  /** On laptop1. laptop2 has none: it shows what the world is like without. */
  readonly agent: KeyturnAgent
  readonly alice: Enrolled
  readonly bob: Enrolled
  /** Others with a TOTP app, to try things with. */
  readonly others: readonly Enrolled[]
}

/** What a story needs beside what every story does. */
export interface Needs {
  readonly hosts: readonly HostName[]
  /** What the server's configuration says. */
  readonly config: Readonly<Record<string, unknown>>
}

const portalPort = 8443

/** The one that is easy to remember, unless somebody else has it. */
async function portFor(wished: number): Promise<number> {
  const probe = createServer()
  const isFree = await new Promise<boolean>((resolve) => {
    probe.once('error', () => resolve(false))
    probe.listen(wished, '127.0.0.1', () => resolve(true))
  })
  probe.close()
  return isFree ? wished : 0
}

export async function setStage({ hosts, config }: Needs, telling: Telling): Promise<Stage> {
  await using stack = new AsyncDisposableStack()
  const hostPort = await portFor(portalPort)
  let last = 'making room'
  const world = stack.use(
    await telling.during(
      'lab',
      'a Samba AD domain, two laptops, their internet, a mail server, and Keyturn',
      () =>
        startWorld({
          hosts: ['mail', 'internet', 'laptop1', 'laptop2', ...hosts],
          config,
          hostPort,
          say: (what) => (last = what),
        }),
      () => last,
    ),
  )
  const enrol = (name: string) => world.enrol(world.lab.person(name))
  const [alice, bob, ...others] = await telling.during(
    'portal',
    'four people enrol: TOTP app and recovery codes',
    () => Promise.all(['alice', 'bob', 'zoe', 'dora'].map(enrol)),
  )
  if (alice === undefined || bob === undefined) throw new Error('alice and bob are in the seed')
  const agent = await telling.during(
    'laptop1',
    'the agent is installed and enrolled with a one-time key',
    () => world.agent('laptop1'),
  )
  const staged = stack.move()
  return { world, agent, alice, bob, others, [Symbol.asyncDispose]: () => staged.disposeAsync() }
}
