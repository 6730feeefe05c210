import { existsSync, readdirSync, readlinkSync, rmdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { run } from './run.mjs'

const systemd = ['/etc/systemd/system', '/etc/systemd/user']
const sysv = ['S', '2', '3', '4', '5'].map((level) => `/etc/rc${level}.d`)

/**
 * The symbolic links by which something starts by itself, at boot or at a log-in, under systemd and under SysV
 * init. Read from disk: packages make them also where neither is installed, or is installed along with them.
 *
 * @param {string} [root] @returns {string[]}
 */
export function startLinks(root = '/') {
  const units = systemd.flatMap((folder) => linksBelow(join(root, folder)))
  const scripts = sysv.flatMap((folder) => linksBelow(join(root, folder)))
  return [
    // A unit that is /dev/null is masked: the opposite of started.
    ...units.filter((link) => readlinkSync(link) !== '/dev/null'),
    ...scripts.filter((link) => basename(link).startsWith('S')),
  ]
}

/** @param {string} folder @returns {string[]} */
function linksBelow(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? linksBelow(path) : entry.isSymbolicLink() ? [path] : []
  })
}

/**
 * As systemctl and update-rc.d do for an administrator: packages respect it when they are upgraded.
 *
 * @param {readonly string[]} links
 */
export function removeStartLinks(links) {
  const scripts = links.filter((link) => link.startsWith('/etc/rc'))
  // S01 and the name.
  for (const name of new Set(scripts.map((link) => basename(link).slice(3)))) {
    run('update-rc.d', [name, 'disable'])
  }
  for (const link of links.filter((link) => !scripts.includes(link))) {
    rmSync(link, { force: true })
    const folder = dirname(link)
    if (!systemd.includes(folder) && readdirSync(folder).length === 0) rmdirSync(folder)
  }
  if (existsSync('/run/systemd/system')) run('systemctl', ['daemon-reload'])
}

/** Where systemd itself came along, its own units (consoles, mounts) are no service of ours. @param {string} link */
export function isOfSystemd(link) {
  if (!link.startsWith('/etc/systemd')) return false
  return run('dpkg-query', ['--search', readlinkSync(link)]).stdout.startsWith('systemd:')
}
