import { createPrivateKey, X509Certificate } from 'node:crypto'
import { access, constants, readdir, readFile, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Finding } from '@keyturn/contract'
import { dayOf, daysUntil, fail, finding, ok, some, unknown, warn, type Verdict } from './finding.ts'

/** This machine, as far as Keyturn lives on it. */
export interface Machine {
  readonly stateDirectory: string
  readonly publicUrl: string
  readonly certificateFile: string
  readonly keyFile: string
  /** Of the configuration: passwords and keys. */
  readonly secretFiles: readonly string[]
}

const certificateDays = 30
const megabyte = 1_048_576
const space = { warn: 2_048 * megabyte, fail: 256 * megabyte }

export async function* judgeMachine(machine: Machine, now: Date): AsyncGenerator<Finding> {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  yield finding(
    'machine.clock',
    'this machine',
    ok(`It is ${now.toISOString().slice(0, 19)} UTC here; time zone ${zone}.`),
  )
  yield finding('machine.disk', machine.stateDirectory, await onDisk(machine.stateDirectory))
  yield finding('machine.secrets', machine.stateDirectory, await onSecrets(machine))
  yield finding('audit.folder', machine.stateDirectory, await onAuditFolder(machine.stateDirectory))
  yield finding('portal.certificate', machine.certificateFile, await onPortal(machine, now))
}

async function onDisk(folder: string): Promise<Verdict> {
  const found = await statfs(folder).catch(() => undefined)
  // Before the first start there is only what it will be in.
  if (found === undefined) return folder === '/' ? notThere(folder) : onDisk(dirname(folder))
  const free = found.bavail * found.bsize
  const says = `${Math.round(free / megabyte).toLocaleString('en')} MB are free.`
  const advice = 'Make room: without space the database stops, and nobody can reset.'
  if (free < space.fail) return fail(says, advice)
  return free < space.warn ? warn(says, advice) : ok(says)
}

function notThere(folder: string): Verdict {
  return unknown(
    `${folder} is not there, or may not be entered.`,
    '“keyturn serve” makes it; run doctor as the same user or as root.',
  )
}

async function onSecrets({ stateDirectory, secretFiles }: Machine): Promise<Verdict> {
  const names = await readdir(stateDirectory).catch(() => [])
  const kept = names.filter((name) => name.endsWith('.key')).map((name) => join(stateDirectory, name))
  const open: string[] = []
  const all = new Set([...secretFiles, ...kept])
  for (const file of all) {
    const found = await stat(file).catch(() => undefined)
    if (found !== undefined && (found.mode & 0o077) !== 0) open.push(file)
  }
  if (open.length === 0) return ok(`${all.size} files, none of which others can read.`)
  return fail(
    `Others can read ${some(open)}.`,
    `chmod 600 ${open.join(' ')}; change what was in them if others are on this machine.`,
  )
}

async function onPortal({ certificateFile, keyFile, publicUrl }: Machine, now: Date): Promise<Verdict> {
  const { hostname } = new URL(publicUrl)
  const renew = 'Get a new one for that name, put it there, and restart Keyturn.'
  let certificate: X509Certificate
  try {
    certificate = new X509Certificate(await readFile(certificateFile))
    if (!certificate.checkPrivateKey(createPrivateKey(await readFile(keyFile)))) {
      return fail(
        'The key in listen.keyFile is not that of the certificate.',
        'Put the pair there that belongs together.',
      )
    }
  } catch {
    return fail(
      'The certificate or its key cannot be read as PEM.',
      `Look at ${certificateFile} and ${keyFile}.`,
    )
  }
  const until = `until ${dayOf(certificate.validToDate)}`
  const days = daysUntil(certificate.validToDate, now)
  if (certificate.checkHost(hostname) === undefined) return fail(`It is not for ${hostname}.`, renew)
  if (certificate.validFromDate > now)
    return fail('It is not valid yet.', 'Compare the clocks of this machine and of the CA.')
  if (days < 0) return fail(`It has expired: it was valid ${until}.`, renew)
  if (days < certificateDays) return warn(`It is for ${hostname}, ${until}: ${days} days.`, renew)
  return ok(`It is for ${hostname}, ${until} (${days} days).`)
}

/** What the log keeps outside the database: its key and where it last was. */
async function onAuditFolder(folder: string): Promise<Verdict> {
  const writable = await access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  )
  if (!writable) return notThere(folder)
  const found = await Promise.all(
    ['audit.key', 'audit.marks'].map((name) => stat(join(folder, name)).catch(() => undefined)),
  )
  const count = found.filter((one) => one !== undefined).length
  if (count === 1) {
    const advice =
      'Restore the missing one of audit.key and audit.marks from a backup: docs/guide/audit.md, “The key”.'
    return fail('The log’s key or its marks are gone.', advice)
  }
  return ok(
    count === 0
      ? 'It can be written; the log has not begun.'
      : 'The log’s key and marks are there and can be written.',
  )
}
