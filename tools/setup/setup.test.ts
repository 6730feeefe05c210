import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { without } from './own-logon.mjs'
import { startLinks } from './starters.mjs'

/** A machine's `/etc` with these links and where they lead. */
function anEtc(links: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), 'keyturn-etc-'))
  for (const [link, target] of Object.entries(links)) {
    mkdirSync(dirname(join(root, link)), { recursive: true })
    symlinkSync(target, join(root, link))
  }
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true }) }
}

test('what starts by itself is seen under systemd, at a log-in and under SysV init', () => {
  const starts = {
    'etc/systemd/system/multi-user.target.wants/smbd.service': '/lib/systemd/system/smbd.service',
    'etc/systemd/user/sockets.target.wants/dirmngr.socket': '/usr/lib/systemd/user/dirmngr.socket',
    'etc/rc2.d/S01winbind': '../init.d/winbind',
  }
  using etc = anEtc({ ...starts, 'etc/rc2.d/K01openvpn': '../init.d/openvpn' })
  assert.deepEqual(
    startLinks(etc.root),
    Object.keys(starts).map((link) => join(etc.root, link)),
  )
})

test('a masked unit does not start', () => {
  using etc = anEtc({ 'etc/systemd/system/samba-ad-dc.service': '/dev/null' })
  assert.deepEqual(startLinks(etc.root), [])
})

test('the machine forgets winbind and SSSD as sources of users, and nothing else', () => {
  const before =
    'passwd:         files systemd\ngroup: files\n# winbind, sss\nhosts: files wins dns\nservices: db files\n'
  const winbind = before.replace('files systemd', '$& winbind').replace('group: files', '$& winbind')
  const both = winbind.replace(/^(passwd|group|services):.*$/gm, '$& sss').concat('automount:  sss\n')
  assert.equal(without(both, 'sss'), winbind)
  assert.equal(without(winbind, 'winbind'), before)
  assert.equal(without(before, 'sss'), before)
})
