import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { must } from './run.mjs'

const nsswitch = '/etc/nsswitch.conf'
const pam = ['auth', 'password', 'session'].map((part) => `/etc/pam.d/common-${part}`)
const read = (/** @type {string} */ file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')

/** Of NSS, as libnss-winbind and libnss-sss add them. */
const sources = ['winbind', 'sss']
/** Of pam-auth-update(8), named like their modules; libpam-sss brings pwquality along. */
const profiles = ['winbind', 'sss', 'pwquality', 'systemd']

/**
 * Who is a user of this machine, who may log on to it and with which passwords is not for a lab to change: the
 * packages that the lab's own workstations need put themselves into all three when they are installed.
 *
 * @typedef {{ sources: readonly string[], profiles: readonly string[] }} Logon
 * @returns {Logon}
 */
export function logonHere() {
  const users = read(nsswitch)
  const asked = pam.map(read).join('\n')
  return {
    sources: sources.filter((source) => without(users, source) !== users),
    profiles: profiles.filter((profile) => asked.includes(`pam_${profile}.so`)),
  }
}

/** The packages remember that they were offered, and keep to this when they are upgraded. @param {Logon} before */
export function putLogonBack(before) {
  const now = logonHere()
  const known = now.sources.filter((source) => !before.sources.includes(source))
  if (known.length > 0) writeFileSync(nsswitch, known.reduce(without, read(nsswitch)))
  const asked = now.profiles.filter((profile) => !before.profiles.includes(profile))
  if (asked.length > 0) must('pam-auth-update', ['--disable', ...asked])
}

/** libnss-sss also adds a line for automounts, which then has no source left. @param {string} text @param {string} source */
export function without(text, source) {
  return text
    .replace(new RegExp(`^(\\w+:.*?)[ \\t]+${source}(?![\\w-])`, 'gm'), '$1')
    .replace(/^automount:[ \t]*\n/m, '')
}
