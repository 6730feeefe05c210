/** `npm run lab -- up [HOST…] | down | status | shell HOST`: the lab for people. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { findKeeper, startKeeper, stopKeeper } from './keeping.ts'
import { characters, everydayPassword } from './seed/people.ts'
import { labsFolder } from './site/folders.ts'
import { isAlive } from './site/process.ts'
import { readOwner, sweep, type OwnedHost } from './site/sweep.ts'
import { hostNames, places, type HostName } from './topology.ts'

const print = (line: string) => process.stdout.write(`${line}\n`)

const commands: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  async up(hosts) {
    if ((await findKeeper()) !== undefined) throw new Error('the lab is up already: npm run lab -- status')
    await startKeeper(hosts, print)
    await status()
    print('\nPeople (the others have the password ' + everydayPassword + '):')
    for (const { sAMAccountName, password = everydayPassword, story } of characters) {
      print(`  ${sAMAccountName.padEnd(12)} ${password.padEnd(24)} ${story}`)
    }
    print('\nnpm run lab -- shell laptop1    then: pamtester keyturn alice authenticate')
  },
  async down() {
    const keeper = await findKeeper()
    if (keeper === undefined) print('no lab is up')
    else await stopKeeper(keeper)
    await sweep()
  },
  status,
  async shell([name]) {
    const keeper = await findKeeper()
    const owner = keeper === undefined ? undefined : await readOwner(keeper.lab)
    const host = owner?.hosts.find((host) => host.name === name)
    if (host === undefined) throw new Error(`no host ${name} is up: npm run lab -- status`)
    process.exitCode = await shell(host)
  },
}

async function status(): Promise<void> {
  const keeper = await findKeeper()
  for (const id of await readdir(labsFolder).catch(() => [])) {
    const owner = await readOwner(id)
    if (owner === undefined) continue
    const whose = keeper?.lab === id ? '' : ` (of process ${owner.pid})`
    print(`lab ${id}${whose}: ${isAlive(owner) ? 'up' : 'left behind; the next start removes it'}`)
    for (const name of hostNames) {
      const host = owner.hosts.find((host) => host.name === name)
      if (host !== undefined) print(describe(name, host))
    }
  }
}

function describe(name: HostName, { netns }: OwnedHost): string {
  const { what, addresses } = places[name]
  return `  ${name.padEnd(9)} ${netns.padEnd(20)} ${Object.values(addresses).join(' ').padEnd(28)} ${what}`
}

async function shell({ pid, name }: OwnedHost): Promise<number> {
  const namespaces = ['--mount', '--net', '--uts', '--ipc', '--pid']
  const env = { ...process.env, PS1: `root@${name}:\\w# ` }
  const argv = ['--target', String(pid), ...namespaces, '--', 'bash', '--norc']
  const child = spawn('nsenter', argv, { stdio: 'inherit', env })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code ?? 1
}

const [command = '', ...args] = process.argv.slice(2)
const act = commands[command]
if (act === undefined) {
  print('usage: npm run lab -- up [HOST…] | down | status | shell HOST')
  process.exit(1)
}
await act(args).catch((error: unknown) => {
  print(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
})
