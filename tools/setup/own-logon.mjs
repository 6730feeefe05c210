import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { must } from './run.mjs'

const nsswitch = '/etc/nsswitch.conf'
const pam = '/etc/pam.d/common-auth'
const read = (/** @type {string} */ file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')

/**
 * Who is a user of this machine and may log on to it is not for a lab to change: libnss-winbind and
 * libpam-winbind, which the lab's own workstations need, put winbind into both when they are installed.
 *
 * @typedef {{ knows: boolean, letsIn: boolean }} Winbind
 * @returns {Winbind}
 */
export function winbindHere() {
  return { knows: knowsWinbind(read(nsswitch)), letsIn: read(pam).includes('pam_winbind') }
}

/** Both packages remember that winbind was offered, and keep to this when they are upgraded. @param {Winbind} before */
export function putLogonBack(before) {
  const now = winbindHere()
  if (now.knows && !before.knows) writeFileSync(nsswitch, withoutWinbind(read(nsswitch)))
  if (now.letsIn && !before.letsIn) must('pam-auth-update', ['--disable', 'winbind'])
}

/** @param {string} text */
function knowsWinbind(text) {
  return /^(passwd|group):.*\swinbind\b/m.test(text)
}

/** @param {string} text */
export function withoutWinbind(text) {
  return text.replace(/^((?:passwd|group):.*?)[ \t]+winbind\b/gm, '$1')
}
