/** `keyturn token …`: the pool of hardware tokens. Lists of seeds are read here; of a container's key the server hears nothing. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { localApi, type LocalApi } from '../local-api.ts'
import type { Output } from '../output.ts'
import { readTokens, type ListLine } from './read-tokens.ts'

export const tokenUsage = `keyturn token import FILE [--key-file F | --password-file F] [--yes]
                                            tokens of a vendor's list (PSKC, or a table) into the pool; without --yes
                                            it says what would become of each line, and writes nothing
keyturn token list                          the pool: serial, kind, state, account, last use
keyturn token assign SERIAL ACCOUNT         hand one out; she is told by mail
keyturn token revoke SERIAL                 end one for good, for example a lost one`

const perRequest = 100

const assignEnds = {
  unknown: 'is not in the pool',
  'not-free': 'is not free: somebody has it, or it was revoked',
  unreadable: 'was imported under another key file, and cannot be used',
  full: 'was not handed out: this person has as many as one may have',
} as const

export async function token(argv: readonly string[], socketPath: string, output: Output): Promise<number> {
  const api = localApi(socketPath)
  const [verb = '', ...words] = argv
  const [serial, account] = words
  switch (verb) {
    case 'import':
      return await importFile(api, words, output)
    case 'list':
      for (const line of await list(api)) output.out(line)
      return 0
    case 'assign': {
      if (serial === undefined || account === undefined || words.length > 2) break
      const { end } = await api.call('admin.token-assign', { body: { serial, account } })
      output.out(end === 'done' ? `${account} has ${serial}` : `${serial} ${assignEnds[end]}`)
      return end === 'done' ? 0 : 1
    }
    case 'revoke': {
      if (serial === undefined || words.length > 1) break
      const { done } = await api.call('admin.token-revoke', { body: { serial } })
      output.out(done ? `${serial} is revoked` : `${serial} is not in the pool, or was revoked before`)
      return done ? 0 : 1
    }
  }
  output.out(tokenUsage)
  return 2
}

async function importFile(api: LocalApi, words: readonly string[], { out, err }: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      'key-file': { type: 'string' },
      'password-file': { type: 'string' },
      yes: { type: 'boolean', default: false },
    },
  })
  const [file] = positionals
  if (file === undefined || positionals.length > 1) {
    err(tokenUsage)
    return 2
  }
  const read = await readTokens(readFileSync(file), {
    keyFile: values['key-file'] && readFileSync(values['key-file']),
    passwordFile: values['password-file'] && readFileSync(values['password-file']),
  })
  if (!read.ok) throw new Error(`${file} is not used: ${read.why}`)
  const dryRun = !values.yes
  const lines = await ended(api, read.lines, { from: basename(file).slice(0, 200), dryRun })
  for (const line of lines) out(`${line.place}\t${line.serial}\t${line.end}`)
  const added = lines.filter(({ end }) => end === 'new').length
  const bad = lines.filter(({ end }) => end !== 'new' && end !== 'already there').length
  out(`${added} ${dryRun ? 'would be imported' : 'imported'}, ${bad} cannot be used, of ${lines.length}`)
  if (dryRun && added > 0) out('nothing was written; say it again with --yes')
  return bad === 0 ? 0 : 1
}

interface EndedLine {
  readonly place: string
  readonly serial: string
  readonly end: string
}

async function ended(
  api: LocalApi,
  lines: readonly ListLine[],
  how: { readonly from: string; readonly dryRun: boolean },
): Promise<readonly EndedLine[]> {
  const good = lines.flatMap((line) => (line.token === undefined ? [] : [line]))
  const ends = new Map<ListLine, string>()
  for (let i = 0; i < good.length; i += perRequest) {
    const part = good.slice(i, i + perRequest)
    const tokens = part.flatMap(({ token: one }) => (one === undefined ? [] : [one]))
    const { states } = await api.call('admin.tokens-import', { body: { ...how, tokens } })
    for (const [j, line] of part.entries()) ends.set(line, state(states[j]))
  }
  return lines.map((line) => ({ ...line, end: ends.get(line) ?? line.why ?? 'not answered' }))
}

const state = (end: string | undefined) => (end === 'known' ? 'already there' : (end ?? 'not answered'))

async function list(api: LocalApi): Promise<readonly string[]> {
  const { tokens } = await api.call('admin.tokens')
  return tokens.map(({ serial, type, state: now, account, manufacturer, model, lastUsed }) => {
    const made = [manufacturer, model].filter((one) => one !== null).join(' ')
    return [serial, type, now, account ?? '', made, `last used ${lastUsed ?? 'never'}`].join('\t')
  })
}
