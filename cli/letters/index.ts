/** `keyturn letters …`: access passes on paper, for when nothing else is trusted. */
import { mkdir, open, readFile, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { RouteInput } from '@keyturn/contract'
import { printable, type Output } from '../output.ts'
import { localApi, type LocalApi } from '../local-api.ts'

export const lettersUsage = `keyturn letters make --group NAME|--unit DN|--csv FILE --to FOLDER --why TEXT [--hours N] [--language en|de]
                                            a letter with an access pass for each of them, and a control sheet without
keyturn letters handed NUMBER --why TEXT    somebody looked who she is and gave it to her: its pass counts from now on
keyturn letters list                        which letters there are, and who handed them over; never what they read`

export async function letters(argv: readonly string[], socketPath: string, output: Output): Promise<number> {
  const api = localApi(socketPath)
  const [verb = '', ...words] = argv
  if (verb === 'make') return make(words, api, output)
  if (verb === 'handed') return handed(words, api, output)
  if (verb === 'list') {
    for (const one of (await api.call('admin.letters')).letters) {
      const by = one.handed === null ? one.state : `handed over by ${one.handedBy ?? '?'} on ${one.handed}`
      output.out(`${one.number}\t${printable(one.account)}\tmade by ${one.madeBy} on ${one.made}\t${by}`)
    }
    return 0
  }
  output.out(lettersUsage)
  return 2
}

const refusals = {
  'unknown-group': 'there is no such group',
  nobody: 'nobody is left who could get one',
  'too-many': 'more than 1,000: take one unit after the other',
  'table-refused': 'the table cannot be read: it needs a column "account" in UTF-8',
} as const

async function make(words: readonly string[], api: LocalApi, { out, err }: Output): Promise<number> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      group: { type: 'string' },
      unit: { type: 'string' },
      csv: { type: 'string' },
      to: { type: 'string' },
      why: { type: 'string' },
      hours: { type: 'string', default: '24' },
      language: { type: 'string', default: 'en' },
    },
  })
  const of = await scopeOf(values)
  const { to, why, language } = values
  const isWhole = /^\d{1,3}$/.test(values.hours) && (language === 'en' || language === 'de')
  if (of === undefined || to === undefined || why === undefined || !isWhole) {
    err(lettersUsage)
    return 2
  }
  // Before a pass is made that nobody could print.
  const folder = await folderFor(to)
  const body = { of, by: whoAsks(), why, hours: Number(values.hours), language } as const
  const answer = await api.call('admin.letters-make', { body })
  for (const { account, why: reason } of answer.leftOut) err(`no letter for ${printable(account)}: ${reason}`)
  if (!answer.made) {
    err(`NONE MADE: ${refusals[answer.why]}`)
    return 1
  }
  const { run, count, voided } = answer
  const letterFile = join(folder, `letters-${run}.pdf`)
  const sheetFile = join(folder, `control-sheet-${run}.pdf`)
  await writeNew(letterFile, answer.letters)
  await writeNew(sheetFile, answer.sheet)
  out(`${count} letters in ${letterFile}, control sheet in ${sheetFile}`)
  if (voided > 0) out(`${voided} earlier letters are void`)
  out('print the letters once, then destroy that file; no pass counts before "keyturn letters handed NUMBER"')
  return 0
}

type Scope = RouteInput<'admin.letters-make'>['of']

/** Exactly one of the three. */
async function scopeOf(values: {
  readonly group?: string | undefined
  readonly unit?: string | undefined
  readonly csv?: string | undefined
}): Promise<Scope | undefined> {
  const { group, unit, csv } = values
  if ([group, unit, csv].filter((one) => one !== undefined).length !== 1) return undefined
  if (group !== undefined) return { group }
  if (unit !== undefined) return { unit }
  return csv === undefined ? undefined : { table: (await readFile(csv)).toString('base64') }
}

/** @throws {Error} for a folder that others can look into. */
async function folderFor(to: string): Promise<string> {
  const folder = resolve(to)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (((await stat(folder)).mode & 0o077) === 0) return folder
  throw new Error(
    `${folder} can be read by others: chmod 700 it, best in memory or on a stick that is destroyed`,
  )
}

/** Never over what is there, nor through a link. */
async function writeNew(file: string, base64: string): Promise<void> {
  const bytes = Buffer.from(base64, 'base64')
  await using handle = await open(file, 'wx', 0o600)
  await handle.writeFile(bytes)
  bytes.fill(0)
}

const notHanded = {
  unknown: 'there is no such letter',
  'handed-before': 'it was handed over before',
  void: 'a later run has voided it',
  ended: 'the account is gone, disabled, expired or protected',
} as const

async function handed(words: readonly string[], api: LocalApi, { out, err }: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: { why: { type: 'string' } },
    allowPositionals: true,
  })
  const [number, ...more] = positionals
  if (number === undefined || more.length > 0 || values.why === undefined) {
    err(lettersUsage)
    return 2
  }
  const body = { number, by: whoAsks(), why: values.why }
  const answer = await api.call('admin.letter-hand', { body })
  if (!answer.handed) {
    err(`DOES NOT COUNT: ${notHanded[answer.why]}`)
    return 1
  }
  out(`the pass of letter ${number} counts for ${answer.account}, once, until ${answer.expires}`)
  return 0
}

/** No account of AD: whoever may open the server's socket, by the name that this machine knows. */
const whoAsks = () => userInfo().username
