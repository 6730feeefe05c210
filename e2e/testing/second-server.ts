import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parse, stringify } from 'yaml'
import type { Child, Ran } from '@keyturn/lab'
import type { World } from '../world/index.ts'

/** Another `keyturn serve`, on the database and with the key files of the first, as a second machine would have them. */
export interface SecondServer extends AsyncDisposable {
  readonly stateFolder: string
  cli(...args: readonly string[]): Promise<Ran>
  log(): Promise<string>
}

const program = join(import.meta.dirname, '../../bin/keyturn')
const patienceMs = 90_000

interface Written {
  readonly stateDirectory: string
  readonly listen: object
}

export async function startSecondServer({ lab, server }: World): Promise<SecondServer> {
  const host = lab.host('server')
  const stateFolder = join(host.dataFolder, 'keyturn/second')
  const configFile = join(host.dataFolder, 'keyturn/second.yaml')
  await cp(server.stateFolder, stateFolder, {
    recursive: true,
    filter: (path) => path === server.stateFolder || /\.(key|marks|pem)$/.test(path),
  })
  const first = parse(await readFile(server.configFile, 'utf8')) as Written
  const socket = encodeURIComponent(join(server.stateFolder, 'database/socket'))
  const config = {
    ...first,
    stateDirectory: stateFolder,
    listen: { ...first.listen, port: 8443 },
    database: { url: `postgres:///postgres?user=keyturn&host=${socket}` },
  }
  await writeFile(configFile, stringify(config), { mode: 0o600 })
  const argv = [program, 'serve', '--config', configFile]
  const child = await host.spawn(argv, { name: 'keyturn-second' })
  await serves(child)
  return {
    stateFolder,
    cli: (...args) => host.run([program, ...args, '--config', configFile]),
    log: () => child.log(),
    [Symbol.asyncDispose]: () => child.stop(),
  }
}

async function serves(child: Child): Promise<void> {
  const end = performance.now() + patienceMs
  while (!/"serving"/.test(await child.log())) {
    if (!child.running || performance.now() > end)
      throw new Error(`the second server does not serve: ${(await child.log()).slice(-3_000)}`)
    await sleep(100)
  }
}
