/** `keyturn lockdown …`: whether self-service is closed and who said so, and what distrust would leave. Two operators close and open it in the portal. */
import { parseArgs } from 'node:util'
import type { LockdownReport, LockdownSetting, LockdownStatus } from '@keyturn/contract'
import { printable, type Output } from '../output.ts'
import { localApi, type LocalApi } from '../local-api.ts'

export const lockdownUsage = `keyturn lockdown status [--json]            is self-service closed, by whose word, and what waits for a second one
keyturn lockdown report --group NAME --since INSTANT
                                            how many could still reset if nothing counted that was bound since then`

export async function lockdown(argv: readonly string[], socketPath: string, output: Output): Promise<number> {
  const api = localApi(socketPath)
  const [verb, ...words] = argv
  if (verb === 'status') return status(words, api, output)
  if (verb === 'report') return report(words, api, output)
  output.out(lockdownUsage)
  return 2
}

/** 0: open and nothing waits; 1: closed, distrusting, or waiting: for scripts that watch. */
async function status(words: readonly string[], api: LocalApi, { out }: Output): Promise<number> {
  const { values } = parseArgs({ args: [...words], options: { json: { type: 'boolean', default: false } } })
  const said = await api.call('admin.lockdown')
  if (values.json) out(JSON.stringify(said))
  else for (const line of statusLines(said)) out(line)
  const isQuiet = said.mode === 'open' && said.setting.distrustSince === null && said.wishes.length === 0
  return isQuiet ? 0 : 1
}

const modes = {
  open: 'self-service is open',
  frozen: 'SELF-SERVICE IS CLOSED: nobody resets, unlocks, changes or enrols anything',
  'passes-only':
    'SELF-SERVICE TAKES ACCESS PASSES ONLY: nothing else resets or unlocks, nobody enrols anything',
} as const

/** Pure. */
function statusLines(said: LockdownStatus): readonly string[] {
  const { mode, heldUntil, setting, since, wishes, operators } = said
  return [
    modes[mode],
    ...(heldUntil === null ? [] : [`by one person's word alone, until ${heldUntil}`]),
    ...(since === null ? [] : [`two people said last, on ${since}: ${settingWords(setting)}`]),
    ...wishes.map(
      ({ by, setting: wanted, until }) =>
        `${by} wants: ${settingWords(wanted)}; a second one has until ${until}`,
    ),
    operators.length === 0
      ? 'no operators: nobody can close it; write "lockdown.operators" in the configuration'
      : `operators: ${operators.join(', ')}`,
  ]
}

function settingWords({ mode, distrustSince }: LockdownSetting): string {
  const distrust = distrustSince === null ? '' : `, distrust what was bound since ${distrustSince}`
  return `${{ open: 'open', frozen: 'closed', 'passes-only': 'access passes only' }[mode]}${distrust}`
}

async function report(words: readonly string[], api: LocalApi, { out, err }: Output): Promise<number> {
  const { values } = parseArgs({
    args: [...words],
    options: { group: { type: 'string' }, since: { type: 'string' } },
  })
  const since = new Date(values.since ?? '')
  if (values.group === undefined || Number.isNaN(since.getTime())) {
    err(lockdownUsage)
    return 2
  }
  const body = { group: values.group, since: since.toISOString() }
  const said = await api.call('admin.lockdown-report', { body })
  if (!said.found) {
    err(`there is no group ${values.group}`)
    return 1
  }
  for (const line of reportLines(said)) out(line)
  return 0
}

/** Pure. */
function reportLines(said: Extract<LockdownReport, { found: true }>): readonly string[] {
  const { people, can, canThen, cannot, left } = said
  return [
    `${people} people; ${can} can reset their password while all counts, ${canThen} under distrust: ${people - canThen} need a pass`,
    ...cannot.map(
      ({ account, why, loses }) => `${printable(account)}\t${why}${loses ? '\tloses the way' : ''}`,
    ),
    ...(left > 0 ? [`and ${left} more`] : []),
  ]
}
