import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtempDisposable, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Secret } from 'otpauth'
import type { Enrolled, World } from '../world/index.ts'

/** A secret under the name that a failing test may print. */
export interface Known {
  readonly what: string
  readonly text: string
}

export function secretsOf({ person, seed, recoveryCodes }: Enrolled): readonly Known[] {
  const who = person.sAMAccountName
  return [
    { what: `old password of ${who}`, text: person.password },
    { what: `seed of ${who}`, text: seed },
    ...recoveryCodes.flatMap((code, i) => [
      { what: `recovery code ${i} of ${who}`, text: code },
      { what: `recovery code ${i} of ${who} without dashes`, text: code.replaceAll('-', '') },
    ]),
  ]
}

/** The ways in which a program writes down what it should not: as it is, for Windows, in base64 or hex. */
function spellings({ text }: Known): readonly Buffer[] {
  const bytes: Buffer[] = [
    Buffer.from(text),
    Buffer.from(text, 'utf16le'),
    Buffer.from(`"${text}"`, 'utf16le'),
  ]
  if (/^[A-Z2-7]{16,}$/.test(text)) bytes.push(Buffer.from(Secret.fromBase32(text).buffer))
  const written = bytes.flatMap((one) => [one.toString('base64').replace(/=+$/, ''), one.toString('hex')])
  // The last letter of base64 without its padding depends on what follows.
  return [...bytes, ...written.map((one) => Buffer.from(one.slice(0, -1)))]
}

/** Which of the secrets stand in these bytes. */
export function findIn(bytes: Buffer, secrets: readonly Known[]): readonly string[] {
  return secrets.filter((one) => spellings(one).some((way) => bytes.includes(way))).map(({ what }) => what)
}

const stepMs = 30_000

/** Which codes of her app, of all that it showed since then, stand in a text as numbers of their own. */
export function codesIn(text: string, who: Enrolled, since: Date): readonly string[] {
  const numbers = new Set(text.match(/(?<![\w.:-])\d{6}(?![\w])/g))
  const found: string[] = []
  for (let at = since.getTime() - stepMs; at <= Date.now() + stepMs; at += stepMs) {
    if (numbers.has(who.codeAt(new Date(at)))) found.push(`a code of ${who.person.sAMAccountName}`)
  }
  return found
}

/** Zeros are left out, from files and patterns: so UTF-16 is found, and grep, which is fast, can be asked. */
const withoutZeros = (bytes: Buffer) => bytes.toString('latin1').replaceAll('\0', '')

/** Which of the secrets stand in any of the files below a folder; `megabytes` says how much was looked at. */
export async function findBelow(folder: string, secrets: readonly Known[]) {
  const names = new Map<string, string>()
  for (const one of secrets) {
    for (const way of spellings(one).map(withoutZeros)) if (!way.includes('\n')) names.set(way, one.what)
  }
  await using place = await mkdtempDisposable(join(tmpdir(), 'keyturn-secrets-'))
  const [patterns, all] = [join(place.path, 'patterns'), join(place.path, 'all')]
  await writeFile(patterns, [...names.keys()].join('\n'), { encoding: 'latin1', mode: 0o600 })
  const shell = `find "$0" -type f -exec cat {} + | tr -d '\\0' > "$2"; LC_ALL=C grep -aoF -f "$1" "$2" | sort -u`
  const run = promisify(execFile)
  const { stdout } = await run('sh', ['-c', shell, folder, patterns, all], { encoding: 'latin1' })
  const found = stdout.split('\n').filter((line) => line !== '')
  return {
    found: [...new Set(found.map((way) => names.get(way) ?? 'part of a secret'))],
    megabytes: (await stat(all)).size / 1e6,
  }
}

/** What the processes of the server's host show to whoever may look: `ps` and /proc/PID/environ, sampled. */
export interface Spy extends Disposable {
  /** Everything seen so far. */
  seen(): Buffer
  /** How many different processes it saw. */
  readonly processes: number
}

const everyMs = 50

export function spyOnProcesses({ lab }: World): Spy {
  const proc = lab.host('server').path('/proc')
  const texts = new Set<string>()
  const pids = new Set<string>()
  const timer = setInterval(() => {
    for (const pid of readdirSync(proc).filter((name) => /^\d+$/.test(name))) {
      pids.add(pid)
      for (const file of ['cmdline', 'environ']) texts.add(readIfAlive(join(proc, pid, file)))
    }
  }, everyMs)
  return {
    seen: () => Buffer.from([...texts].join('\n'), 'latin1'),
    get processes() {
      return pids.size
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

function readIfAlive(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
