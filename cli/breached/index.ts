/**
 * `keyturn breached …`: lists of breached passwords: made, signed, checked and asked on any machine, with no server and
 * no network.
 */
import { existsSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { parseArgs } from 'node:util'
import { headLength, checkWhole, lookUp, ntHash, signHead } from '@keyturn/protocols/breached'
import type { Output } from '../output.ts'
import { askSecretly } from './ask-secretly.ts'
import { build, usualRowsBetweenSyncs, workFolderOf } from './build.ts'
import { makeKey, readSigner, verifierOf } from './keys.ts'
import { openListFile } from './list-file.ts'
import { createProgressTeller } from './progress.ts'
import { openSource } from './source.ts'

export const breachedUsage = `keyturn breached key NAME FILE              a key to sign lists with; prints the one to pin
keyturn breached build --from LIST [--out FILE] [--label TEXT] [--signing-key FILE]
                                            a list from NTLM hashes: text or gzip, sorted or not; "-" is
                                            standard input. Broken off and started again it goes on
keyturn breached sign FILE --signing-key FILE
keyturn breached info FILE                  rows, age, who signed it
keyturn breached verify FILE --key KEY      looks at every byte of it
keyturn breached check FILE [--key KEY]     asks for a password: is it on the list?`

const done = 0
const refused = 1
const notDone = 2

/** What the commands need of the process. */
export interface Terminal extends Output {
  readonly input: Readable & { readonly isTTY?: boolean }
  readonly now: () => Date
}

const options = {
  from: { type: 'string' },
  out: { type: 'string', default: 'breached.list' },
  label: { type: 'string' },
  'signing-key': { type: 'string' },
  key: { type: 'string' },
} as const

type Values = ReturnType<typeof parsed>['values']
type Command = (words: readonly string[], values: Values, terminal: Terminal) => Promise<number | undefined>

const commands: Readonly<Record<string, Command>> = { key, build: runBuild, sign, info, verify, check }

/** @returns 0: done; 1: not verified, or the password is on the list; 2: it could not be done. */
export async function breached(argv: readonly string[], terminal: Terminal): Promise<number> {
  const asked = readArguments(argv)
  const [name = '', ...words] = asked?.positionals ?? []
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  const code = asked && (await command?.(words, asked.values, terminal))
  if (code === undefined) terminal.err(breachedUsage)
  return code ?? notDone
}

function readArguments(argv: readonly string[]) {
  try {
    return parsed(argv)
  } catch {
    return undefined
  }
}

function parsed(argv: readonly string[]) {
  return parseArgs({ args: [...argv], allowPositionals: true, options })
}

async function key([name, file, ...more]: readonly string[], _: Values, { out }: Terminal) {
  if (name === undefined || file === undefined || more.length > 0) return undefined
  out(await makeKey(name, file))
  return done
}

async function runBuild(words: readonly string[], values: Values, { input, now, out, err }: Terminal) {
  const { from, out: target, label, 'signing-key': signingKey } = values
  if (from === undefined || words.length > 0) return undefined
  try {
    const signer = signingKey === undefined ? undefined : await readSigner(signingKey)
    const source = await openSource(from, input)
    const progress = createProgressTeller(err, () => now().getTime())
    const list = await build({
      source,
      out: target,
      label: label ?? inPlainWords(source.name),
      now: now(),
      signer,
      progress,
      rowsBetweenSyncs: usualRowsBetweenSyncs,
    })
    out(`BUILT: ${number(list.rows)} rows in ${target}${signer ? `, signed by ${signer.key.name}` : ''}`)
    if (signer === undefined)
      out(`Sign it before a server can use it: keyturn breached sign ${target} --signing-key FILE`)
    return done
  } catch (error) {
    err(`NOT BUILT: ${messageOf(error)}`)
    const work = workFolderOf(target)
    if (existsSync(work)) err(`What was done is in ${work}: start it again to go on, or delete that folder`)
    return notDone
  }
}

async function sign([file, ...more]: readonly string[], { 'signing-key': path }: Values, { out }: Terminal) {
  if (file === undefined || path === undefined || more.length > 0) return undefined
  const signer = await readSigner(path)
  await using list = await openListFile(file, 'r+')
  const page = signHead(await list.head(), signer)
  if (page === undefined) throw new Error('it has so many signatures that there is no room for one more')
  await list.handle.write(page, 0, headLength, 0)
  await list.handle.sync()
  out(`SIGNED by ${signer.key.name}: ${file}`)
  return done
}

async function info([file, ...more]: readonly string[], _: Values, { out, now }: Terminal) {
  if (file === undefined || more.length > 0) return undefined
  await using list = await openListFile(file)
  const { statement, note } = await list.head()
  const days = Math.floor((now().getTime() - new Date(statement.built).getTime()) / 86_400_000)
  const signatures = [...note.matchAll(/^— (\S+) /gmu)].map(([, name]) => name)
  out(`source     ${statement.source}`)
  out(`built      ${statement.built}, ${days} days ago`)
  out(`rows       ${number(statement.rows)}`)
  out(`size       ${number(list.size)} bytes, ${(list.size / statement.rows).toFixed(2)} a row`)
  out(`signed by  ${signatures.length > 0 ? signatures.join(', ') : 'nobody'} (not checked)`)
  return done
}

async function verify([file, ...more]: readonly string[], values: Values, { out, err, now }: Terminal) {
  if (file === undefined || values.key === undefined || more.length > 0) return undefined
  const pinned = verifierOf(values.key)
  await using list = await openListFile(file)
  try {
    const { statement } = await list.headSignedBy(pinned)
    const tell = createProgressTeller(err, () => now().getTime())
    const { rows } = statement
    const progress = (offset: number) => tell({ doing: 'checking', rows, share: offset / list.size })
    const checked = await checkWhole(statement, list.readLater, progress)
    if (!checked.ok) throw new Error(checked.why)
    out(
      `VERIFIED: ${number(rows)} rows from ${statement.source}, built ${statement.built}, signed by the key you gave`,
    )
    return done
  } catch (error) {
    err(`NOT VERIFIED: ${messageOf(error)}`)
    return refused
  }
}

async function check([file, ...more]: readonly string[], values: Values, { input, out, err }: Terminal) {
  if (file === undefined || more.length > 0) return undefined
  await using list = await openListFile(file)
  const { statement } = await (values.key === undefined
    ? list.head()
    : list.headSignedBy(verifierOf(values.key)))
  const password = await askSecretly('Password (not shown):', input, err)
  const found = lookUp(statement, ntHash(password), list.readNow)
  if (found === 'damaged') throw new Error(`${file} is damaged`)
  out(found === 'listed' ? 'BREACHED: it is on the list' : 'It is not on the list')
  return found === 'listed' ? refused : done
}

/** What the head of a list has room and letters for. */
function inPlainWords(name: string): string {
  return name.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '_').slice(0, 100)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function number(count: number): string {
  return count.toLocaleString('en')
}
