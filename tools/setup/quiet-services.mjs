import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { logonHere, putLogonBack } from './own-logon.mjs'
import { run, say } from './run.mjs'
import { isOfSystemd, removeStartLinks, startLinks } from './starters.mjs'

const stateFolder = '/var/lib/keyturn-lab/setup'
/** Its presence means that an installation is under way or was killed. */
const noteFile = join(stateFolder, 'before.json')
const policy = '/usr/sbin/policy-rc.d'
const policyAside = join(stateFolder, 'policy-rc.d')
const marker = '# Written by Keyturn for the time of one installation.'
const clusterConf = '/etc/postgresql-common/createcluster.d/keyturn-setup.conf'

/**
 * While `install` runs no package starts a service (policy-rc.d, see invoke-rc.d(8)) or makes a database
 * cluster. Afterwards nothing new starts by itself, and the machine's own log-on is what it was.
 *
 * @param {() => void} install
 */
export function withQuietServices(install) {
  mkdirSync(stateFolder, { recursive: true })
  // Copied, as /usr and /var may be two file systems.
  if (existsSync(policy)) copyWhole(policy, policyAside)
  writeFileSync(`${noteFile}.new`, JSON.stringify({ links: startLinks(), logon: logonHere() }))
  renameSync(`${noteFile}.new`, noteFile)
  writeFileSync(policy, `#!/bin/sh\n${marker}\nexit 101\n`, { mode: 0o755 })
  mkdirSync(dirname(clusterConf), { recursive: true })
  writeFileSync(clusterConf, 'create_main_cluster = false\n')
  // fail() and an interrupt end the process without a `finally`.
  process.once('exit', cleanUpAfterKill)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1))
  install()
  cleanUpAfterKill()
}

/** Puts things back, also those that a killed run left. Does nothing where there is nothing to do. */
export function cleanUpAfterKill() {
  if (!existsSync(noteFile)) return rmSync(policyAside, { force: true })
  // A killed run's apt goes on without it, and must not find services allowed.
  run('apt-get', ['check', '-q', '-o', 'DPkg::Lock::Timeout=300'])
  // What was killed along with it is finished while services are still held.
  run('dpkg', ['--configure', '--pending'], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  rmSync(clusterConf, { force: true })
  removeIfEmpty(dirname(clusterConf))
  if (existsSync(policy) && readFileSync(policy, 'utf8').includes(marker)) rmSync(policy)
  if (existsSync(policyAside)) copyWhole(policyAside, policy)
  /** @type {{ links: readonly string[], logon: import('./own-logon.mjs').Logon }} */
  const before = JSON.parse(readFileSync(noteFile, 'utf8'))
  const added = startLinks().filter((link) => !before.links.includes(link) && !isOfSystemd(link))
  if (added.length > 0) {
    say(`leaving disabled: ${[...new Set(added.map((link) => basename(link)))].join(' ')}`)
    removeStartLinks(added)
  }
  putLogonBack(before.logon)
  rmSync(noteFile)
  rmSync(policyAside, { force: true })
}

/** A copy that is killed half-way is not taken for the file. @param {string} from @param {string} to */
function copyWhole(from, to) {
  copyFileSync(from, `${to}.new`)
  chmodSync(`${to}.new`, 0o755)
  renameSync(`${to}.new`, to)
}

/** @param {string} folder */
function removeIfEmpty(folder) {
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder)
}
