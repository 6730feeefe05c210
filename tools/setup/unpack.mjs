import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { update } from './debian.mjs'
import { must, run, say } from './run.mjs'

/** The lab looks here: `lab/site/folders.ts`. */
const folder = '/var/lib/keyturn-lab/unpacked'

/**
 * Downloads with apt's checks of signatures, and unpacks without running a script of the package.
 *
 * @param {readonly string[]} names
 */
export function unpackMissing(names) {
  for (const name of names) {
    if (!existsSync(join(folder, name))) unpack(name)
  }
}

/** @param {string} name */
function unpack(name) {
  say(`unpacking ${name} for the lab`)
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  const download = mkdtempSync(join(tmpdir(), 'keyturn-setup-'))
  try {
    const options = { cwd: download }
    if (run('apt-get', ['download', '-q', name], options).code !== 0) {
      update()
      must('apt-get', ['download', '-q', name], options)
    }
    const [file] = readdirSync(download)
    must('dpkg-deb', ['--extract', join(download, String(file)), join(folder, `${name}.new`)])
    renameSync(join(folder, `${name}.new`), join(folder, name))
  } finally {
    rmSync(download, { recursive: true, force: true })
  }
}
