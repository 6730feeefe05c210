import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run, say } from './run.mjs'

const stateFolder = '/var/lib/keyturn-lab/setup'
const enabledBefore = join(stateFolder, 'enabled-before')
const policy = '/usr/sbin/policy-rc.d'
const policyAside = join(stateFolder, 'policy-rc.d')
const marker = '# Written by Keyturn for the time of one installation.'
const clusterConf = '/etc/postgresql-common/createcluster.d/keyturn-setup.conf'

/**
 * While `install` runs no package starts a service (policy-rc.d, see invoke-rc.d(8)) or makes a database
 * cluster; units that it enabled for the next start of the machine are disabled again.
 *
 * @param {() => void} install
 */
export function withQuietServices(install) {
  mkdirSync(stateFolder, { recursive: true })
  writeFileSync(enabledBefore, enabledUnits().join('\n'))
  // Copied, as /usr and /var may be two file systems.
  if (existsSync(policy)) copyFileSync(policy, policyAside)
  writeFileSync(policy, `#!/bin/sh\n${marker}\nexit 101\n`, { mode: 0o755 })
  mkdirSync(join(clusterConf, '..'), { recursive: true })
  writeFileSync(clusterConf, 'create_main_cluster = false\n')
  // fail() and an interrupt end the process without a `finally`.
  process.once('exit', cleanUpAfterKill)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1))
  install()
  cleanUpAfterKill()
}

/** Puts things back, also those that a killed run left. Does nothing where there is nothing to do. */
export function cleanUpAfterKill() {
  // A killed run's apt goes on without it, and must not find services allowed.
  if (existsSync(enabledBefore)) run('apt-get', ['check', '-q', '-o', 'DPkg::Lock::Timeout=300'])
  rmSync(clusterConf, { force: true })
  if (existsSync(policy) && readFileSync(policy, 'utf8').includes(marker)) rmSync(policy)
  if (existsSync(policyAside)) {
    copyFileSync(policyAside, policy)
    chmodSync(policy, 0o755)
    rmSync(policyAside)
  }
  if (!existsSync(enabledBefore)) return
  const before = new Set(readFileSync(enabledBefore, 'utf8').split('\n'))
  const added = enabledUnits().filter((unit) => !before.has(unit))
  if (added.length > 0) {
    say(`leaving disabled: ${added.join(' ')}`)
    run('systemctl', ['disable', ...added])
  }
  rmSync(enabledBefore)
}

/** Empty where there is no systemd. `--root` reads the files and needs no systemd that runs. */
function enabledUnits() {
  const list = ['--root=/', 'list-unit-files', '--state=enabled', '--no-legend', '--no-pager']
  const { stdout } = run('systemctl', list)
  return stdout
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '')
    .filter((unit) => unit !== '')
}
